"""A small video, and a course whose first lesson shows it."""

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from market.accounts.models import User
from market.files.actions import keep_upload
from market.learning.media.actions import add_video
from market.learning.media.models import Video
from market.learning.media.rendering_actions import render_video
from tests.learning.course_story import files_with_video, published

VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nGood morning.\n\n00:02.000 --> 00:04.000\nNow <b>add</b> two.\n"
VTT_BN = "WEBVTT\n\n00:00.000 --> 00:02.000\nশুভ সকাল।\n\n00:02.000 --> 00:04.000\nএবার দুই যোগ করুন।\n"
TONE = ["-f", "lavfi", "-i", "sine=440"]


@cache
def film(seconds: int = 4, *, pictures: bool = True, sound: bool = True, size: str = "640x360") -> bytes:
    """The bytes of an MP4 of so many seconds."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "film.mp4"
        pattern = ["-f", "lavfi", "-i", f"testsrc=size={size}:rate=10"]
        inputs = (pattern if pictures else []) + (TONE if sound else [])
        codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"]
        command = ["ffmpeg", "-v", "error", *inputs, "-t", str(seconds), *codecs, str(target)]
        subprocess.run(command, check=True)  # noqa: S603  # our own
        return target.read_bytes()


def sent_file(by: User, content: bytes, name: str = "film.mp4") -> str:
    """The id of an upload."""
    return str(keep_upload(by=by, file=SimpleUploadedFile(name, content)).pk)


def sent_video(by: User, content: bytes | None = None, *, slug: str = "how-to-add") -> Video:
    """A video of the course `sums`, whose sizes are not made yet."""
    file = sent_file(by, film() if content is None else content)
    title = slug.replace("-", " ").capitalize()
    return add_video(by=by, course_slug="sums", title_en=title, title_bn="যোগ", file_ids=[file])


def rendered(video: Video) -> Video:
    """The same after its job."""
    render_video(video_id=video.pk, source=str(video.original_id or uuid4()))
    video.refresh_from_db()
    return video


def published_with_film(slug: str = "how-to-add") -> None:
    """The small course, whose first lesson shows the video."""
    published(files_with_video(slug))
