"""What a file is by its first bytes, beside what its name says."""

from dataclasses import dataclass

import filetype

from market.files.models import Upload

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


@dataclass(frozen=True, slots=True)
class FileType:
    """`found`: the ending that fits the content ("pdf"), "" where nothing is recognised (text, for one)."""

    found: str
    said: str

    @property
    def ending_fits(self) -> bool:
        """Whether the name's ending fits the content. An ending without a signature promises nothing."""
        if filetype.get_type(ext=self.said) is None:
            return self.found not in PROGRAMS
        return self.said == self.found or any({self.said, self.found} <= kinds for kinds in ALIKE)

    def facts(self) -> dict[str, object]:
        """As evidence keeps it."""
        return {"type": self.found, "is_honest": self.ending_fits}


def type_of(upload: Upload) -> FileType:
    """The type of what was uploaded. A file that is not there any more has none."""
    _stem, dot, ending = upload.name.rpartition(".")
    try:
        with upload.file.open("rb") as opened:
            kind = filetype.guess(opened.read(READ))
    except FileNotFoundError:
        kind = None
    return FileType(kind.extension if kind else "", ending.lower() if dot else "")
