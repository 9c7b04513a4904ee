"""Whether a file holds sound alone. WebM and MP4 look the same from outside, with pictures or without."""

from collections.abc import Callable

CONTAINERS = ("webm", "mkv", "mp4", "m4a", "m4v", "mov")
READ = 64 * 1024  # bytes of a WebM, whose tracks stand in front; of an MP4 its whole index
LARGEST_INDEX, MOST_BOXES = 2 * 1024 * 1024, 40

Reader = Callable[[int, int], bytes]  # so many bytes from a place on

# Of EBML, the container of WebM: elements that hold others, the type of a track, and where the content begins.
_SEGMENT, _TRACKS, _TRACK, _TRACK_TYPE, _CLUSTER = 0x18538067, 0x1654AE6B, 0xAE, 0x83, 0x1F43B675
_HANDLERS = {b"vide": "video", b"soun": "audio"}


def is_sound(read: Reader, ending: str) -> bool:
    """Whether all that a container holds is sound: `ending` says which one it is by its content."""
    kinds = _webm_tracks(read(0, READ)) if ending in ("webm", "mkv") else _mp4_tracks(read)
    return kinds == {"audio"}


def _webm_tracks(head: bytes) -> set[str]:
    kinds, at = set(), 0
    while at < len(head):
        name, at = _number(head, at, keep_marker=True)
        size, at = _number(head, at)
        if name == _CLUSTER:
            break
        if name == _TRACK_TYPE:
            kinds.add({1: "video", 2: "audio"}.get(int.from_bytes(head[at : at + size]), "other"))
        if name not in (_SEGMENT, _TRACKS, _TRACK):
            at += size
    return kinds


def _number(data: bytes, at: int, *, keep_marker: bool = False) -> tuple[int, int]:
    """A number of EBML, whose first byte says how long it is, and where the next thing begins."""
    first = data[at] if at < len(data) else 0
    length = 9 - first.bit_length()
    value = int.from_bytes(data[at : at + length])
    return value if keep_marker else value & ~(1 << (7 * length)), at + length


def _mp4_tracks(read: Reader) -> set[str]:
    at = 0
    for _box in range(MOST_BOXES):
        size, name, start = _box_of(read(at, 16))
        if name == b"moov":
            return _handlers(read(at + start, min(size, LARGEST_INDEX)))
        if size < start:
            break
        at += size
    return set()


def _handlers(index: bytes) -> set[str]:
    kinds, at = set(), 0
    while at + 8 <= len(index):
        size, name, start = _box_of(index[at : at + 16])
        if name in (b"trak", b"mdia"):
            at += start
            continue
        if name == b"hdlr":
            kinds.add(_HANDLERS.get(index[at + start + 8 : at + start + 12], "other"))
        if size < start:
            break
        at += size
    return kinds


def _box_of(head: bytes) -> tuple[int, bytes, int]:
    """The size of a box of MP4 with its head, its name, and how long its head is."""
    size, name = int.from_bytes(head[:4]), head[4:8]
    return (int.from_bytes(head[8:16]), name, 16) if size == 1 else (size, name, 8)
