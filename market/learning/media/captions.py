"""Captions in WebVTT: read, with what is wrong on which line, and their cues as a transcript."""

import re
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_CHARACTERS, MOST_CUES = 300_000, 5000
_TIME = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?", re.ASCII)
_TAG = re.compile(r"<[^<>]*>")  # which reads each letter once, whatever is in it
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&lrm;": "", "&rlm;": ""}
ASIDE = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from one second to another."""

    start: float
    end: float
    text: str


@dataclass(slots=True)
class Captions:
    """Cues in the order of their time, and faults: the line of each, and what is wrong."""

    cues: list[Cue] = field(default_factory=list)
    faults: list[tuple[int, str | Promise]] = field(default_factory=list)


def read_captions(text: str) -> Captions:
    """Read WebVTT. Nothing is raised: what is wrong stands at `faults`."""
    read = Captions()
    if len(text) > MOST_CHARACTERS or "\0" in text:
        read.faults.append((1, _("Captions have 300,000 characters at most, and are plain text.")))
        return read
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        read.faults.append((1, _("The first line is WEBVTT.")))
        return read
    for at, group in _groups(lines):
        if not group[0].startswith(ASIDE) or "-->" in group[0]:
            _read_cue(read, at, group)
    if not read.cues and not read.faults:
        read.faults.append((len(lines), _("There is no cue in it: a time, and below it what is said.")))
    if len(read.cues) > MOST_CUES:
        read.faults.append((1, _("Captions have 5,000 cues at most.")))
    return read


def _groups(lines: list[str]) -> list[tuple[int, list[str]]]:
    """The groups of lines between empty ones, after the head, each with the number of its first line."""
    groups: list[tuple[int, list[str]]] = []
    is_open, is_head = False, True
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            is_open = is_head = False
        elif is_open:
            groups[-1][1].append(line)
        elif not is_head:
            groups.append((number, [line]))
            is_open = True
    return groups


def _read_cue(read: Captions, at: int, group: list[str]) -> None:
    timing = next((number for number, line in enumerate(group[:2]) if "-->" in line), None)
    if timing is None:
        read.faults.append((at, _("A time is missing here, such as 00:01.000 --> 00:04.000.")))
        return
    match = _TIMING.fullmatch(group[timing].strip())
    if match is None:
        read.faults.append((at + timing, _("This is no time. Write it as 00:01.000 --> 00:04.000.")))
        return
    start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    words = " ".join(plain(line) for line in group[timing + 1 :]).strip()
    if end <= start:
        read.faults.append((at + timing, _("This cue ends before it begins.")))
    elif read.cues and start < read.cues[-1].start:
        read.faults.append(
            (at + timing, _("This cue begins before the one above it. Put them into the order of time."))
        )
    elif not words:
        read.faults.append((at + timing, _("Below this time stands nothing that is said.")))
    else:
        read.cues.append(Cue(start, end, words))


def _seconds(groups: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(each or 0) for each in groups)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def plain(line: str) -> str:
    """The words of a line without tags."""
    text = _TAG.sub("", line)
    for name, sign in _ENTITIES.items():
        text = text.replace(name, sign)
    return text.strip()
