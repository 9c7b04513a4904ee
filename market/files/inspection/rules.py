"""Macros, files of two kinds, packing bombs, and programs under another name: none of them is taken in."""

import lzma
import struct
import zipfile
import zlib
from typing import IO

import filetype
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid
from market.core.text.formats import MEGABYTE
from market.files.inspection.glances import TooScattered
from market.files.inspection.zip_directory import Entry, read_directory
from market.files.types import MEDIA_TYPES, PROGRAMS, READ, ending_of

MOST_UNPACKED = 1024 * MEGABYTE
FEW_ENTRIES = 5000  # of a document; in an archive with more nothing is looked for but sizes
PDF, PDF_WITHIN = b"%PDF-", 1024  # readers of PDF look for it so far
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
VBA = "_VBA_PROJECT".encode("utf-16-le")  # a folder of an old Office document
RTF, RTF_OBJECT = b"{\\rtf", b"\\objdata"
MACRO_ENDINGS = {"docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm", "ppam", "sldm"}
NO_PROGRAMS = {"txt", "csv", "md", "html", "htm", "svg", "json", "xml", "jpeg", "tiff"}  # endings without a signature
CONTENT_TYPES = "[Content_Types].xml"  # of the newer Office documents
UNREADABLE: tuple[type[Exception], ...] = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error)
UNREADABLE += (KeyError, ValueError, OSError, RuntimeError, EOFError, OverflowError)


class FileRefused(Invalid):
    """Something in a file makes it dangerous to who opens it."""

    help = "talking-safely#refused-files"
    reason: object = ""

    def __init__(self) -> None:
        super().__init__(errors={"file": [self.reason]})


class HasMacros(FileRefused):
    code = "file_has_macros"
    reason = _(
        "This document has a program in it (macros). Save it without, as .docx, .xlsx, .pptx or PDF, and send that."
    )


class TwoKinds(FileRefused):
    code = "file_of_two_kinds"
    reason = _("This file is two kinds of file at once. Save it anew in the program that made it, and send that.")


class UnpacksTooLarge(FileRefused):
    code = "file_unpacks_too_large"
    reason = _("What is packed in this file is larger than 1 GB. Pack less into it.")


class ProgramInDisguise(FileRefused):
    code = "file_is_a_program"
    reason = _(
        "This file is a program, but its name says that it is something else. Name it as what it is, or pack it."
    )


def inspect(file: IO[bytes], name: str, size: int) -> None:
    """Look into a file before it is stored. Raises FileRefused."""
    file.seek(0)
    head = file.read(READ)
    kind = filetype.guess(head)
    detected, ending = kind.extension if kind else "", ending_of(name)
    _check_program(head, detected, ending)
    try:
        entries = read_directory(file, size, at_end=detected == "pdf")  # one attached to a PDF ends before it does
    except TooScattered as wrong:
        raise TwoKinds from wrong
    if detected in MEDIA_TYPES and (entries is not None or (detected != "pdf" and PDF in head[:PDF_WITHIN])):
        raise TwoKinds
    if entries is not None:
        _check_packed(file, entries, size)
    if ending in MACRO_ENDINGS or _has_old_macros(file, head):
        raise HasMacros


def _check_program(head: bytes, detected: str, ending: str) -> None:
    """A program may be sent, under a name that says so; or without an ending, which promises nothing. Text that begins
    like one ("MZ,quantity") is none."""
    has_signature = filetype.get_type(ext=ending) is not None
    if detected in PROGRAMS and b"\0" in head and ending not in PROGRAMS and (has_signature or ending in NO_PROGRAMS):
        raise ProgramInDisguise


def _check_packed(file: IO[bytes], entries: list[Entry], size: int) -> None:
    """Sizes as the directory tells them; entries that share bytes are counted once for each, which gives them away."""
    unpacked, packed = sum(each.unpacked for each in entries), sum(each.packed for each in entries)
    if unpacked > MOST_UNPACKED or packed > size:
        raise UnpacksTooLarge
    names = {each.name.lower() for each in entries[:FEW_ENTRIES]}
    is_document = CONTENT_TYPES.lower() in names
    if is_document and any(each.endswith("vbaproject.bin") for each in names):
        raise HasMacros
    is_open_document = {"mimetype", "meta-inf/manifest.xml"} <= names
    if is_open_document and any(each.startswith(("basic/", "scripts/")) for each in names):
        raise HasMacros
    if is_document and len(entries) <= FEW_ENTRIES and _names_macros(file):
        raise HasMacros


def _names_macros(file: IO[bytes]) -> bool:
    """Whether a newer Office document says that one of its parts is a program, whatever that part is called."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive, archive.open(CONTENT_TYPES) as listed:
            text = listed.read(MEGABYTE).lower()
    except UNREADABLE:
        return False  # no program opens it either
    return b"vbaproject" in text or b"macroenabled" in text


def _has_old_macros(file: IO[bytes], head: bytes) -> bool:
    """Of documents of old Office, and of RTF what it carries of others."""
    sign = VBA if head.startswith(OLE) else RTF_OBJECT if head.startswith(RTF) else b""
    if not sign:
        return False
    file.seek(0)
    before = b""
    while chunk := file.read(MEGABYTE):
        if sign in before + chunk:
            return True
        before = chunk[-len(sign) :]
    return False
