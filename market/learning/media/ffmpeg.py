"""What we ask of ffmpeg. It reads what people send, so it runs in a process with limits, reads files alone, and only
containers of videos: a list of other files, which some formats are, opens nothing."""

import json
import math
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from django.conf import settings

SURROUNDINGS = {"LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
CONTAINERS = "mov,mp4,matroska,webm,avi,mpeg,mpegts,ogg,asf,flv"
HOSTILE = ("-protocol_whitelist", "file", "-format_whitelist", CONTAINERS)
PROBE_SECONDS, RENDER_SECONDS = 60.0, 3 * 3600.0
LONGEST = 3 * 3600  # seconds of a video
LONGEST_SIDE = 8192
MOST_SLIDES, SLIDE_GAP, CHANGE = 60, 5, 0.015  # seconds between two; how much of a picture changes: words do
KEYFRAME_SECONDS = 3
CHUNK_MICROSECONDS = 1_000_000  # pictures and sound take turns so often: the head of the file lists each turn


class RenderingFailed(Exception):
    """The program ended with an error, or needed more than it may use."""


@dataclass(frozen=True, slots=True)
class Film:
    """What a file holds: how long it is, the length of its shorter side (0: no pictures), and whether it has sound."""

    seconds: float
    side: int
    has_sound: bool


@dataclass(frozen=True, slots=True)
class Size:
    """A size: the shorter side in pixels, pictures a second, and kilobits a second of pictures and sound."""

    side: int
    rate: int
    video: int
    sound: int


SIZES = {"144p": Size(144, 12, 54, 24), "240p": Size(240, 15, 124, 32), "360p": Size(360, 24, 256, 40)}
SOUND_KILOBITS = 28
SOUND_RATE = 16_000  # samples a second: enough for a voice; more of them make the head of the file larger


def is_there() -> bool:
    """Whether this machine has ffmpeg."""
    return all(shutil.which(name, path=SURROUNDINGS["PATH"]) for name in ("ffmpeg", "ffprobe"))


def probe(path: Path) -> Film | None:
    """What a file holds; None: it is no video and no sound."""
    entries = "format=duration:stream=codec_type,width,height:stream_disposition=attached_pic"
    try:
        answer = "".join(
            _lines(["ffprobe", *HOSTILE, "-of", "json", "-show_entries", entries, _url(path)], PROBE_SECONDS)
        )
        probed = json.loads(answer)
        seconds = float(probed["format"].get("duration") or _length(path))
    except (RenderingFailed, ValueError, KeyError):
        return None
    streams = probed.get("streams", [])
    pictures = [each for each in streams if each.get("codec_type") == "video" and not _is_cover(each)]
    sides = [min(int(each.get("width", 0)), int(each.get("height", 0))) for each in pictures]
    longest = max((max(int(each.get("width", 0)), int(each.get("height", 0))) for each in pictures), default=0)
    side = sides[0] if sides and longest <= LONGEST_SIDE else 0
    return Film(seconds, side, any(each.get("codec_type") == "audio" for each in streams))


def _length(path: Path) -> float:
    """How long a file is that does not say it, as those that browsers record: it is read to its end, in seconds.

    Raises RenderingFailed, ValueError for a file without any time.
    """
    command = ["ffmpeg", "-nostdin", "-progress", "pipe:1", *HOSTILE, "-i", _url(path), "-c", "copy", "-f", "null", "-"]
    lines = [line.strip().partition("=") for line in _lines(command, PROBE_SECONDS)]
    return max(int(value) for name, _equals, value in lines if name == "out_time_us" and value.isdigit()) / 1_000_000


def _is_cover(stream: dict[str, dict[str, int]]) -> bool:
    """Whether it is the picture of a sound's cover."""
    return bool(stream.get("disposition", {}).get("attached_pic"))


def render(source: Path, target: Path, size: Size, film: Film, report: Callable[[float], None]) -> None:
    """Make a size as MP4, which begins to play with its first bytes. `report` gets the share done, from 0 to 1.

    Raises RenderingFailed.
    """
    short = f"min({size.side}\\,trunc(min(iw\\,ih)/2)*2)"
    scale = f"scale='if(gt(iw,ih),-2,{short})':'if(gt(iw,ih),{short},-2)'"
    video = [
        *("-map", "0:v:0", "-vf", f"{scale},fps={size.rate},format=yuv420p", "-c:v", "libx264", "-threads", "1"),
        *("-profile:v", "baseline", "-preset", "veryfast", "-b:v", f"{size.video}k", "-maxrate", f"{size.video}k"),
        *("-bufsize", f"{2 * size.video}k", "-force_key_frames", f"expr:gte(t,n_forced*{KEYFRAME_SECONDS})"),
    ]
    _convert(source, target, [*video, *_sound(size.sound, film)], film, report)


def render_sound(source: Path, target: Path, film: Film, report: Callable[[float], None]) -> None:
    """Make the sound alone. Raises RenderingFailed."""
    _convert(source, target, ["-vn", *_sound(SOUND_KILOBITS, film)], film, report)


def _sound(kilobits: int, film: Film) -> list[str]:
    return (
        ["-map", "0:a:0", "-c:a", "aac", "-ac", "1", "-ar", str(SOUND_RATE), "-b:a", f"{kilobits}k"]
        if film.has_sound
        else []
    )


def slides(source: Path, folder: Path, film: Film) -> dict[int, Path]:
    """Small pictures where what is seen changes, by the second. Raises RenderingFailed."""
    gap = max(SLIDE_GAP, math.ceil(film.seconds / MOST_SLIDES))
    change = f"isnan(prev_selected_t)+gte(t-prev_selected_t\\,{gap})*gt(scene\\,{CHANGE})"
    drawn = ["-map", "0:v:0", "-vf", f"fps=1,scale=480:-2,select='{change}'", "-fps_mode", "vfr", "-an"]
    stills = ["-frame_pts", "1", "-frames:v", str(MOST_SLIDES), "-c:v", "libwebp", "-quality", "45"]
    command = ["ffmpeg", "-nostdin", *HOSTILE, "-i", _url(source), *drawn, *stills, str(folder / "slide-%d.webp")]
    for _line in _lines(command, RENDER_SECONDS):
        pass
    return {int(each.stem.partition("-")[2]): each for each in folder.glob("slide-*.webp")}


def _convert(source: Path, target: Path, how: Sequence[str], film: Film, report: Callable[[float], None]) -> None:
    head = ["ffmpeg", "-nostdin", "-y", "-progress", "pipe:1", *HOSTILE, "-t", str(LONGEST), "-i", _url(source)]
    tail = [
        *("-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-chunk_duration", str(CHUNK_MICROSECONDS), "-movflags", "+faststart", "-f", "mp4", str(target)),
    ]
    for line in _lines([*head, *how, *tail], RENDER_SECONDS):
        name, _equals, value = line.strip().partition("=")
        if name == "out_time_us" and value.isdigit():
            report(min(1.0, int(value) / 1_000_000 / max(film.seconds, 0.1)))


def _url(path: Path) -> str:
    """No name of a file is taken for anything else."""
    return f"file:{path}"


def _lines(command: Sequence[str], seconds: float) -> Iterator[str]:
    """What the program says, line by line, as it runs. Raises RenderingFailed once it ended badly or late."""
    own = [sys.executable, "-m", "market.learning.media.limited", command[0], "-v", "error", *command[1:]]
    process = subprocess.Popen(  # noqa: S603  # the arguments are our own
        own,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=settings.BASE_DIR,
        env=SURROUNDINGS,
        start_new_session=True,
    )
    end = Timer(seconds, process.kill)
    end.start()
    try:
        yield from process.stdout or ()
        process.wait()
    finally:
        end.cancel()
        process.kill()  # whoever reads no further leaves no program behind
        process.communicate()
    if process.returncode:
        raise RenderingFailed(f"{command[0]} ended with {process.returncode}")
