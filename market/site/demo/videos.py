"""A video of the demonstration data, made here: drawn slides with a soft tone, and captions in both languages."""

import subprocess
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from market.accounts.models import User
from market.core.base import clock
from market.core.text.rendering import TextRenderer
from market.files.actions import keep_upload
from market.learning.media import ffmpeg
from market.learning.media.actions import add_video, save_captions
from market.learning.media.models import PART_SECONDS
from market.learning.models import Course, Lesson, Video, VideoProgress
from market.site.demo.lessons import DAY, SEED, running_places

COURSE, LESSON = "freelancing", "believable-profile"
SLIDE_SECONDS = 8
WIDTH, HEIGHT = 640, 360
TITLE = {"en": "A profile in three steps", "bn": "তিন ধাপে প্রোফাইল"}
SLIDES = (
    ("১. শিরোনাম", "Say in one line what you do, and for whom.", "কী কাজ করেন, কার জন্য করেন, এক লাইনে লিখুন।"),
    ("২. নিজের কথা", "Write three short sentences about how you work.", "কীভাবে কাজ করেন, তিনটি ছোট বাক্যে লিখুন।"),
    ("৩. আসল কাজ", "Show work that you did yourself.", "নিজের করা কাজ দেখান।"),
)


def make_videos(by: User, trainee: User) -> None:
    """One at a lesson, where ffmpeg is here; others of the trainee's batch saw it. What is there stays as it is."""
    if Video.objects.exists() or not ffmpeg.is_there():
        return
    upload = keep_upload(by=by, file=SimpleUploadedFile("profile.mp4", _film()))
    titles = {f"title_{language}": title for language, title in TITLE.items()}
    video = add_video(by=by, course_slug=COURSE, file_ids=[upload.pk], **titles)
    for language in TITLE:
        save_captions(by=by, video_id=video.pk, language=language, text=_captions(language))
    _show(video)
    _watch(video, trainee)


def _show(video: Video) -> None:
    """Put it below the first paragraph of its lesson."""
    course = Course.objects.get(slug=COURSE)
    lesson = Lesson.objects.filter(version__course=course, slug=LESSON).latest("version__number")
    lesson.blocks.insert(1, {"kind": "video", "video": video.slug, **TITLE})
    lesson.save(update_fields=["blocks"])


def _watch(video: Video, trainee: User) -> None:
    """Some saw all of it, some stopped on the way, some read it; the trainee has not begun."""
    chance, now, count = Random(SEED), clock.now(), -(-SLIDE_SECONDS * len(SLIDES) // PART_SECONDS)  # noqa: S311  # for show
    rows = []
    for place in running_places(trainee):
        seen, at = chance.choice((0, 1, 2, 2, count, count, count)), now - chance.uniform(1, 10) * DAY
        row = VideoProgress(user=place.trainee, video=video, parts=list(range(seen)), position_at=at)
        row.position = min(seen * PART_SECONDS, SLIDE_SECONDS * len(SLIDES)) - 1
        row.watched_at, row.read_at = at if seen == count else None, at if chance.random() < 0.15 else None
        if seen and place.trainee != trainee:
            rows.append(row)
    VideoProgress.objects.bulk_create(rows)


def _captions(language: str) -> str:
    cues = [
        f"00:{at * SLIDE_SECONDS:02d}.000 --> 00:{(at + 1) * SLIDE_SECONDS:02d}.000\n{words[language == 'bn']}\n"
        for at, (_head, *words) in enumerate(SLIDES)
    ]
    return "\n".join(["WEBVTT\n", *cues])


def _film() -> bytes:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for at, words in enumerate(SLIDES):
            _slide(*words).save(folder / f"{at}.png")
        pictures = ["-framerate", f"1/{SLIDE_SECONDS}", "-i", f"{folder}/%d.png"]
        tone = ["-f", "lavfi", "-i", f"sine=frequency=220:duration={SLIDE_SECONDS * len(SLIDES)},volume=0.1"]
        codecs = ["-r", "5", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
        command = ["ffmpeg", "-v", "error", "-nostdin", *pictures, *tone, *codecs, f"{folder}/film.mp4"]
        subprocess.run(command, check=True)  # noqa: S603  # our own
        return (folder / "film.mp4").read_bytes()


def _slide(head: str, english: str, bangla: str) -> Image.Image:
    """The Bangla in large letters: a phone shows it small."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "#0b5d4f")
    for line, weight, size, text, ink in (
        (130, "Bold", 52, head, "white"),
        (205, "Regular", 26, bangla, "white"),
        (255, "Regular", 22, english, "#d8f0e8"),
    ):
        TextRenderer(weight, size).draw(picture, text, (40, line), ink)
    return picture
