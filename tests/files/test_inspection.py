"""What is dangerous to who opens it is refused with a reason; what is only downloaded is taken in, and never shown."""

import io
import struct
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.files.actions import keep_upload
from market.files.inspection.zip_directory import read_directory
from market.files.models import PartialUpload, Upload
from tests.files.test_previews import picture, written_pdf
from tests.files.test_resumable_api import begin, sender, stored_files
from tests.jobs.test_views import text, typed

__all__ = ["sender"]  # a fixture
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ELF, EXE = b"\x7fELF" + bytes(200), b"MZ" + bytes(200)


def packed(*names, **contents):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"work")
        for name, each in contents.items():
            archive.writestr(name, each)
    return content.getvalue()


def document(*names, types=b"<Types/>"):
    return packed("word/document.xml", *names, **{"[Content_Types].xml": types})


def claiming(content, size):
    """The archive, whose directory says that its first entry unpacks to so many bytes."""
    at = content.index(b"PK\x01\x02") + 24
    return content[:at] + struct.pack("<L", size) + content[at + 4 :]


def claiming_zip64(size):
    """An archive whose directory says it in the long form."""
    extra = struct.pack("<HHQ", 1, 8, size)
    entry = (
        b"PK\x01\x02" + bytes(16) + struct.pack("<LLHHH", 4, 0xFFFFFFFF, 1, len(extra), 0) + bytes(12) + b"a" + extra
    )
    end = b"PK\x05\x06" + bytes(8) + struct.pack("<LLH", len(entry), 0, 0)
    return b"PK\x03\x04" + bytes(60) + entry + end


def in_long_form(archive):
    """The same archive, whose end says in the form of ZIP64 where its directory is."""
    at = archive.index(b"PK\x05\x06")
    begin = archive.index(b"PK\x01\x02")
    end64 = b"PK\x06\x06" + bytes(36) + struct.pack("<QQ", at - begin, begin)
    return archive[:at] + end64 + b"PK\x06\x07" + bytes(16) + archive[at : at + 12] + b"\xff" * 8 + archive[at + 20 :]


def decoys(count):
    """An archive whose comment has many ends of archives, each of which names another place for a directory."""
    ends = b"".join(b"PK\x05\x06" + bytes(8) + struct.pack("<LLH", at + 1, 0, 0) for at in range(count))
    return packed("a")[:-2] + struct.pack("<H", len(ends)) + ends


def with_more_at_the_end(archive):
    """The same archive in the long form, whose end has a sector of data that is not used."""
    long = in_long_form(archive)
    at, more = long.index(b"PK\x06\x07"), b"sector"
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, long.index(b"PK\x06\x06"), 1)
    return long[:at] + more + locator + long[at + 20 :]


def overlapping():
    """Many entries that all name the same bytes."""
    content = packed(**{"a": bytes(range(256)) * 400})
    begin = content.index(b"PK\x01\x02")
    entry, end = content[begin : content.index(b"PK\x05\x06")], content[content.index(b"PK\x05\x06") :]
    entry = entry[:20] + struct.pack("<L", begin) + entry[24:]
    return content[:begin] + entry * 90 + end[:12] + struct.pack("<L", len(entry) * 90) + end[16:]


REFUSED = {
    "macros.docx": (lambda: document("word/vbaProject.bin"), "file_has_macros"),
    "renamed.xlsx": (
        lambda: document("xl/notes.bin", types=b'<Override ContentType="application/vnd.ms-office.vbaProject"/>'),
        "file_has_macros",
    ),
    "by-name.docm": (document, "file_has_macros"),
    "old.doc": (lambda: OLE + bytes(2**20 - 20) + "_VBA_PROJECT".encode("utf-16-le"), "file_has_macros"),
    "object.rtf": (lambda: b"{\\rtf1{\\object{\\*\\objdata 0105}}}", "file_has_macros"),
    "macros.odt": (
        lambda: packed("mimetype", "META-INF/manifest.xml", "Basic/Standard/Module1.xml"),
        "file_has_macros",
    ),
    "gifar.gif": (lambda: picture(40, 30, "GIF") + packed("a.class"), "file_of_two_kinds"),
    "long-form.jpg": (lambda: picture(40, 30, "JPEG") + in_long_form(packed("a.txt")), "file_of_two_kinds"),
    "sector.jpg": (
        lambda: picture(40, 30, "JPEG") + with_more_at_the_end(packed("a.txt")),
        "file_of_two_kinds",
    ),
    "sector.zip": (lambda: with_more_at_the_end(claiming(packed("a"), 2**31)), "file_unpacks_too_large"),
    "decoys.zip": (lambda: decoys(2000), "file_of_two_kinds"),
    "archive.jpg": (lambda: picture(40, 30, "JPEG") + packed("a.txt"), "file_of_two_kinds"),
    "archive.pdf": (lambda: written_pdf() + packed("a.txt"), "file_of_two_kinds"),
    "pdf.gif": (lambda: picture(4, 3, "GIF") + written_pdf(), "file_of_two_kinds"),
    "bomb.zip": (lambda: claiming(packed("a"), 2**31), "file_unpacks_too_large"),
    "bomb64.zip": (lambda: claiming_zip64(2**40), "file_unpacks_too_large"),
    "bomb.docx": (lambda: claiming(document(), 2**31), "file_unpacks_too_large"),
    "overlapping.zip": (overlapping, "file_unpacks_too_large"),
    "photo.jpg": (lambda: EXE, "file_is_a_program"),
    "readme.txt": (lambda: ELF, "file_is_a_program"),
    "invoice.pdf": (lambda: ELF, "file_is_a_program"),
}
TAKEN = {
    "plain.docx": document,
    "data.zip": lambda: packed(*(f"{number}.txt" for number in range(300)), **{"big.csv": b"1,2\n" * 10**6}),
    "broken.zip": lambda: packed("a")[:-30],
    "book.epub": lambda: packed("mimetype", "META-INF/container.xml", "scripts/a.js"),
    "plain.odt": lambda: packed("mimetype", "META-INF/manifest.xml", "content.xml"),
    "old.doc": lambda: OLE + bytes(5000),
    "logo.svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "page.html": lambda: b"<!doctype html><script>alert(1)</script>",
    "setup.exe": lambda: EXE,
    "program": lambda: ELF,
    "photo.jpg": lambda: picture(40, 30, "JPEG") + b"PK\x05\x06" + bytes(18),
    "page.pdf": written_pdf,
    "attached.pdf": lambda: written_pdf().replace(b"%%EOF", packed("a.txt") + b"%%EOF"),
    "dated.docx": lambda: document() + b"PK",
    "stock.csv": lambda: b"MZ,quantity\n1,2\n",
    "names.txt": lambda: b"FWS,1\n",
    "odd.docx": lambda: document().replace(b"word/document.xml", b"word/\xff\xfe\xfd\xfcment.xml"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_dangerous_file_is_refused_with_a_reason(api, farida, settings, name):
    make, code = REFUSED[name]
    answer = api(farida).post("/api/v1/uploads/", {"file": SimpleUploadedFile(name, make())}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["errors"]["file"][0]
    assert not stored_files(settings)


@pytest.mark.parametrize("name", TAKEN)
def test_harmless_file_is_taken_in_unchanged(farida, name):
    content = TAKEN[name]()
    upload = keep_upload(by=farida, file=SimpleUploadedFile(name, content))
    with upload.file.open() as stored:
        assert stored.read() == content
    assert bool(upload.media_type) == (name in ("photo.jpg", "page.pdf", "attached.pdf"))


@pytest.mark.parametrize(("language", "words"), [("en", "Save it without"), ("bn", "ম্যাক্রো")])
def test_page_says_why_and_keeps_the_others(page, carla, language, words):
    carla.language = language
    carla.save()
    files = [SimpleUploadedFile("a.docx", document()), SimpleUploadedFile("b.docx", document("word/vbaProject.bin"))]
    answer = page(carla).post("/jobs/new/", typed(uploads=files))
    assert answer.status_code == 400
    assert words in text(answer)
    assert "b.docx: " in text(answer)
    assert Upload.objects.get().name == "a.docx"


def test_file_in_parts_is_looked_into_once_it_is_whole(sender, settings):
    content = document("word/vbaProject.bin")
    answer = begin(sender, size=len(content), name="a.docx", data=content)
    assert (answer.status_code, answer.json()["code"]) == (400, "file_has_macros")
    assert not PartialUpload.objects.exists()
    assert not stored_files(settings)


def test_an_end_within_the_comment_hides_no_directory():
    archive = document("word/vbaProject.bin")
    archive = archive[:-2] + struct.pack("<H", 4) + b"PK\x05\x06"
    assert "word/vbaProject.bin" in {each.name for each in read_directory(io.BytesIO(archive), len(archive)) or ()}


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"x" * 100, b"PK\x05\x06" + b"\xff" * 18])
def test_what_has_no_directory_has_no_entries(content):
    assert read_directory(io.BytesIO(content), len(content)) is None


def test_a_file_that_is_no_archive_is_not_read_for_each_end_that_it_has():
    counts = []

    class Counted(io.BytesIO):
        def read(self, size=-1):
            counts.append(len(content := super().read(size)))
            return content

    ends = b"".join(b"PK\x05\x06" + bytes(8) + struct.pack("<LLH", 2**20 + 22 * at, 0, 0) for at in range(10))
    assert read_directory(Counted(bytes(2**20) + ends), 2**20 + len(ends)) is None
    assert sum(counts) < 100_000
