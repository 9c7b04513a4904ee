"""What a file is by its first bytes, beside what its name says."""

from dataclasses import dataclass

import filetype

from market.files.models import Upload
from market.files.reading import open_at
from market.files.sound import CONTAINERS, is_sound

PROGRAMS = ("exe", "elf", "dex", "swf", "wasm")
READ = 8192  # bytes: enough for every signature
# Kinds that share a container: by their first bytes alone these are the same.
ALIKE = (
    {"zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "jar", "apk"},
    {"doc", "xls", "ppt", "msi"},
    {"mp4", "m4a", "m4v", "mov", "3gp", "heic"},
    {"tif", "tiff", "cr2", "dcm"},
    {"ogg", "oga", "ogv", "opus"},
    {"mkv", "webm"},
    {"gz", "tgz"},
)
# What pages can show, by the ending that fits the content, and as what we send it. SVG and HTML are not among them.
MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/mp4",  # the same container; browsers play what they can of it under this name
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
}


@dataclass(frozen=True, slots=True)
class FileType:
    """`detected`: the ending that fits the content ("pdf"), "" where nothing is recognised (text, for one).

    `is_sound`: what could hold pictures has none.
    """

    detected: str
    ending: str
    is_sound: bool = False

    @property
    def ending_fits(self) -> bool:
        """Whether the name's ending fits the content. An ending without a signature promises nothing."""
        if filetype.get_type(ext=self.ending) is None:
            return self.detected not in PROGRAMS
        return self.ending == self.detected or any({self.ending, self.detected} <= kinds for kinds in ALIKE)

    @property
    def media_type(self) -> str:
        """Of MEDIA_TYPES; "" for everything else, and where name and content differ."""
        media_type = MEDIA_TYPES.get(self.detected, "") if self.ending_fits else ""
        return media_type.replace("video/", "audio/") if self.is_sound else media_type

    def facts(self) -> dict[str, object]:
        """As evidence keeps it."""
        return {"type": self.detected, "is_honest": self.ending_fits}


def ending_of(name: str) -> str:
    """What a name ends in, in small letters; "" without a dot."""
    _stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot else ""


def type_of(upload: Upload) -> FileType:
    """The type of what was uploaded. A file that is not there any more has none."""

    def read(at: int, size: int) -> bytes:
        if at >= upload.size:
            return b""
        with open_at(upload.file, at) as opened:
            return opened.read(size)

    try:
        kind = filetype.guess(read(0, READ))
        detected = kind.extension if kind else ""
        sound = detected in CONTAINERS and is_sound(read, detected)
    except FileNotFoundError:
        detected, sound = "", False
    return FileType(detected, ending_of(upload.name), sound)
