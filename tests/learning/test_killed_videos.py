"""A process that makes sizes of a video is killed: what it leaves is deleted after a day, and no program goes on."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from market.learning.media.ffmpeg import is_there
from market.learning.media.models import Rendition
from market.learning.media.rendering_actions import delete_abandoned_files, work_folder
from tests.learning.course_story import published
from tests.learning.film_story import film, rendered, sent_video

# What the job does with a file, for longer than anybody waits: it is read as slowly as it is played.
WORK = """
import django, sys, tempfile
from pathlib import Path
django.setup()
from market.learning.media import ffmpeg, rendering_actions
ffmpeg.HOSTILE = ("-re", *ffmpeg.HOSTILE)
with tempfile.TemporaryDirectory(dir=rendering_actions.work_folder()) as folder:
    target, source = Path(folder) / "144p.mp4", Path(sys.argv[1])
    ffmpeg.render(source, target, ffmpeg.SIZES["144p"], ffmpeg.Film(60, 360, True), lambda share: None)
"""
DAY = 25 * 3600
PATIENCE = 30


def until(condition):
    end = time.monotonic() + PATIENCE
    while not (result := condition()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return result


def is_running(source):
    """Whether an ffmpeg reads this file."""
    found = subprocess.run(["pgrep", "-f", f"^ffmpeg .*{source}"], capture_output=True)  # noqa: S603, S607
    return found.returncode == 0


def age(path):
    os.utime(path, (time.time() - DAY,) * 2)


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return work_folder()


@pytest.mark.django_db
def test_what_a_killed_process_leaves_is_deleted_after_a_day(folder, settings, tmp_path):
    assert is_there()
    source = tmp_path / "source"
    source.write_bytes(film(60))
    env = {**os.environ, "DATA_DIR": str(settings.DATA_DIR), "DJANGO_SETTINGS_MODULE": "market.settings"}
    process = subprocess.Popen([sys.executable, "-c", WORK, str(source)], env=env, cwd=settings.BASE_DIR)  # noqa: S603
    (left,) = until(lambda: list(folder.iterdir()))
    until(lambda: is_running(source))
    process.send_signal(signal.SIGKILL)
    process.wait()
    until(lambda: not is_running(source))
    assert delete_abandoned_files() == 0, "it may be of a job that goes on"
    age(left)
    assert delete_abandoned_files() == 1
    assert list(folder.iterdir()) == []


@pytest.mark.django_db
def test_a_size_without_a_row_is_deleted_after_a_day(folder, oli):
    published()
    video = rendered(sent_video(oli))
    names = [default_storage.save(f"videos/2026/1{number}/lost.mp4", ContentFile(b"x")) for number in (1, 2)]
    kept = [each.file.name for each in Rendition.objects.filter(video=video)]
    for name in (names[0], *kept):
        age(default_storage.path(name))
    assert delete_abandoned_files() == 1
    assert [default_storage.exists(name) for name in (*names, *kept)] == [False, True, *(True for _each in kept)]
