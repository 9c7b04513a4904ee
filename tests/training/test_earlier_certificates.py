"""The register of earlier certificates: numbers, names, its import."""

import html
import io
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed
from market.training.models import District, EarlierCertificate
from market.training.register.import_actions import ImportedBefore, check_register, import_register
from market.training.register.numbers import clean_number
from market.training.register.queries import matching_certificate
from market.training.register.reading import read_register


def earlier(number: str = "WCTP-2016-0123", name_en: str = "Mst. Nurjahan Begum", name_bn: str = "মোছাঃ নূরজাহান বেগম"):
    district = District.objects.get(slug="rangpur")
    columns = {"name_en": name_en, "name_bn": name_bn, "district": district, "year": 2016, "added_at": clock.now()}
    return EarlierCertificate.objects.create(number=number, **columns)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" wctp/২০১৬ – ০১২৩ ", "WCTP-2016-0123"),
        ("WCTP 2016\u00a0__0123.", "WCTP-2016-0123"),
        ("১২\u200d৩", "123"),
        ("মক-৭", "মক-7"),
        (" -/. ", ""),
        ("", ""),
    ],
)
def test_a_number_is_stored_in_one_form(typed, stored):
    assert clean_number(typed) == stored
    assert clean_number(stored) == stored


@pytest.mark.parametrize(
    ("number", "name", "is_found"),
    [
        ("WCTP-2016-0123", "Nurjahan", True),
        ("wctp২০১৬০১২৩", "MOSAMMAT  Nur Jahan", True),
        ("WCTP 2016 0123", "নূরজাহান বেগম", True),
        ("WCTP-2016-0123", "Rina Akter", False),  # somebody else's certificate
        ("WCTP-2016-0124", "Nurjahan", False),
        ("WCTP-2016-0123", "", False),
        ("", "Nurjahan", False),
    ],
)
def test_a_certificate_is_of_a_number_and_a_name(db, number, name, is_found):
    row = earlier()
    assert matching_certificate(number, name) == (row if is_found else None)


HEAD = "Certificate number,Name in English,Name in Bangla,District,Year\n"
LINE = "WCTP-2016-0123,Mst. Nurjahan Begum,মোছাঃ নূরজাহান বেগম,রংপুর,২০১৬\n"


def problems(content: bytes) -> list[tuple[int, str]]:
    return [(each.line, str(each.problem)) for each in read_register(content).errors]


def workbook(*rows: list[object]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + LINE).encode(),
        (HEAD + LINE).encode("utf-16"),
        (HEAD + LINE).replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig"),
        "সনদ নম্বর,জেলা,সাল,ইংরেজি নাম,নাম\nwctp–২০১৬ ০১২৩,Rangpur,2016,Mst. Nurjahan Begum,মোছাঃ নূরজাহান বেগম\n".encode(),
        workbook(HEAD.strip().split(","), ["WCTP 2016 0123", *LINE.split(",")[1:3], "Rangpur", 2016.0]),
    ],
    ids=["utf-8", "utf-16", "semicolons", "in bangla", "workbook"],
)
def test_files_are_read_in_any_usual_form(db, content):
    sheet = read_register(content)
    assert sheet.errors == []
    row = sheet.rows[0]
    assert (row.line, row.number, row.district.slug, row.year) == (2, "WCTP-2016-0123", "rangpur", 2016)
    assert (row.name_en, row.name_bn) == ("Mst. Nurjahan Begum", "মোছাঃ নূরজাহান বেগম")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            (HEAD + LINE.replace("Nurjahan", "Núrjahan")).replace("মোছাঃ নূরজাহান বেগম", "").encode("cp1252", "ignore"),
            "UTF-8",
        ),
        (b"\xd0\xcf\x11\xe0old", ".xlsx"),
        (b"PK\x03\x04broken", ".xlsx"),
    ],
    ids=["windows-1252", "xls", "broken"],
)
def test_a_file_of_other_letters_is_refused_with_what_to_do(db, content, words):
    with pytest.raises(Invalid) as refused:
        read_register(content)
    assert words in str(refused.value.errors["file"][0])


def test_every_error_is_named_with_line_and_column(db):
    lines = [
        "A-1,Rina Das,?????,Rangpur,2016",  # saved for other letters
        "A-2,à¦°à¦¿à¦¨à¦¾,,Rangpur,2016",
        '"A-3,Rina Das,,Rangpur,2016',  # a quotation mark that closes on the next line
        'A-4,Mina",,Rangpur,2016',
        "A-5,Rina",  # a line broken in two
        "Das,,Rangpur,2016",
        "A-6,,,Atlantis,16",
        "A-7,রিনা,Rina,Rangpur,3016",
        "A-8,Rina Das,,Rangpur,2016",
        "a 8,Rina Das,,Rangpur,2016",
        "none,Rina Das,,Rangpur,2016,more",
    ]
    sheet = read_register((HEAD + "\n".join(lines)).encode())
    errors = [(each.line, str(each.column), str(each.problem).split(".")[0]) for each in sheet.errors]
    assert errors == [
        (2, "Name in Bangla", "The Bangla letters are lost"),
        (3, "Name in English", "The Bangla letters are lost"),
        (4, "the whole line", "A quotation mark begins here and does not end on its line"),
        (6, "the whole line", "This line has fewer cells than the head line"),
        (7, "the whole line", "This line has fewer cells than the head line"),
        (8, "Name in English", "This cell is empty"),
        (8, "District", "This is none of the 64 districts"),
        (8, "Year", "Write the year of the certificate with four digits, as 2016"),
        (9, "Name in English", "This is Bangla"),
        (9, "Name in Bangla", "This is not Bangla"),
        (9, "Year", "Write the year of the certificate with four digits, as 2016"),
        (11, "Certificate number", "The same number stands on line 10"),
        (12, "the whole line", "There are more cells than in the head line"),
        (12, "Certificate number", "This is no certificate number: it has no digit"),
    ]
    assert problems(b"Number,Name\nA-1,Rina\n") == [
        (1, f"The head line has no column “{name}”. Begin the list with the names of its columns.")
        for name in ("District", "Year")
    ]


def test_a_file_is_saved_whole_or_not_at_all(db, oli, onu, carla):
    earlier("A-1", "Rina Das", "রিনা দাস")
    earlier("A-2", "Mina Das", "")
    bad = (HEAD + "A1,Rina Das,,Rangpur,2016\nA-2,Rokeya,,Rangpur,2016\nA-3,Rokeya,,Rangpur,2016\n").encode()
    with pytest.raises(NotAllowed):
        check_register(by=carla, content=bad)
    with pytest.raises(Invalid) as refused:
        import_register(by=oli, name="bad.csv", content=bad)
    assert list(refused.value.errors) == ["lines.3.number"]
    assert "Mina Das" in refused.value.errors["lines.3.number"][0]
    assert EarlierCertificate.objects.count() == 2
    good = bad.replace(b"A-2,Rokeya", b"A-4,Rokeya")
    done = import_register(by=oli, name="good.csv", content=good)
    assert (done.rows, done.added, done.certificates.count(), done.imported_by) == (3, 2, 2, oli)
    with pytest.raises(ImportedBefore) as before:
        import_register(by=onu, name="again.csv", content=good)
    assert oli.shown_name in str(before.value)


def test_the_register_is_never_changed(db):
    row = earlier()
    for change in (lambda: row.delete(), lambda: EarlierCertificate.objects.update(number="X-1")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    EarlierCertificate.objects.update(name_en="", name_bn="")  # when the account of the person is erased
    with pytest.raises(IntegrityError), transaction.atomic():
        earlier("wctp20160123".upper())  # the same number without hyphens


def test_twenty_thousand_lines_are_imported_within_seconds(db, oli):
    lines = (f"WCTP-{at % 64:02}-{at:06},Rokeya Khatun,রোকেয়া খাতুন,Rangpur,২০১৬\n" for at in range(20_000))
    content = (HEAD + "".join(lines)).encode()
    begun = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        assert import_register(by=oli, name="all.csv", content=content).added == 20_000
    assert len(queries) < 20
    assert time.perf_counter() - begun < 20


def test_officers_check_a_file_on_a_page_and_save_it(page, oli, carla):
    officer, path = page(oli), "/staff/earlier-certificates/import/"
    bad = SimpleUploadedFile("list.csv", (HEAD + LINE.replace("রংপুর", "Atlantis")).encode())
    text = html.unescape(officer.post(path, {"file": bad}).content.decode())
    assert "Line 2" in text
    assert "This is none of the 64 districts" in text
    checked = officer.post(path, {"file": SimpleUploadedFile("list.csv", (HEAD + LINE).encode())})
    text = html.unescape(checked.content.decode())
    assert "WCTP-2016-0123" in text
    assert not EarlierCertificate.objects.exists()
    upload = re.search(r'name="file" value="([0-9a-f-]{36})"', text)[1]
    assert officer.post(path, {"file": upload, "go": "save"}, follow=True).status_code == 200
    listed = html.unescape(officer.get("/staff/earlier-certificates/", {"q": "wctp 2016"}).content.decode())
    assert "Mst. Nurjahan Begum" in listed
    assert oli.shown_name in listed
    assert "Nothing found" in officer.get("/staff/earlier-certificates/", {"year": "২০১৭"}).content.decode()
    assert page(carla).get("/staff/earlier-certificates/").status_code == 404
