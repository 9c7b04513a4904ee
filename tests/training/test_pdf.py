"""Certificates and letters as PDF: every name fits on one page, and Bangla is shaped."""

import re

import pytest
import uharfbuzz
from fpdf import FPDF

from market.core.text.rendering import FONTS
from market.training.certificates.actions import issue_certificate
from market.training.certificates.pdf import certificates_pdf, check_address, letters_pdf
from market.training.letters.actions import Letter
from market.training.models import Certificate
from tests import make

NAMES = [
    ("Nasrin Akter", "নাসরিন আক্তার"),
    ("Krishna Bhattacharya", "কৃষ্ণা ভট্টাচার্য্য চৌধুরী স্ত্রী ক্ষ্ম র\u200dয়াব"),
    ("x" * 120, "ক" * 120),
    ("Nasrin " * 17, "নাসরিন " * 17),
    ("Élise Đặng O’Neil — ✓ 😀 अ", "নাসরিন 😀"),
    ("**bold** __under__ %s {nb} <b>x</b>", ""),
]


def page_count(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\n", content))


@pytest.mark.parametrize(
    ("name_en", "name_bn"), NAMES, ids=["plain", "conjuncts", "one word", "long", "strange", "marks"]
)
def test_every_name_fits_one_page(oli, name_en, name_bn):
    certificate, code = issue_certificate(by=oli, batch=make.make_batch(), name_en=name_en, name_bn=name_bn)
    for content in (certificates_pdf("T", [certificate]), letters_pdf("T", [Letter(certificate, code)])):
        assert content.startswith(b"%PDF")
        assert page_count(content) == 1


def test_pdf_has_one_page_per_certificate(oli):
    batch = make.make_batch()
    certificates = [issue_certificate(by=oli, batch=batch, name_en=name)[0] for name in ("A", "B", "C")]
    assert page_count(certificates_pdf("T", certificates)) == 3


def test_bundled_fonts_shape_bangla():
    for weight in ("Regular", "Bold"):
        font = uharfbuzz.Font(
            uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS / f"NotoSansBengali-{weight}.ttf")))
        )
        text = uharfbuzz.Buffer()
        text.add_str("ক্ষি")  # four characters: one conjunct and a vowel sign before it
        text.guess_segment_properties()
        uharfbuzz.shape(font, text)
        assert len(text.glyph_infos) == 2
        assert 0 not in [each.codepoint for each in text.glyph_infos]


def test_check_url_shows_the_name(oli, page):
    certificate, _code = issue_certificate(by=oli, batch=make.make_batch(), name_en="Nasrin Akter")
    path = check_address(certificate).split("//")[1].partition("/")[2]
    assert "Nasrin Akter" in page().get(f"/{path}").content.decode()


def test_pdf_is_only_for_holder_and_officer_of_a_valid_certificate(page, farida, rina, oli):
    url = f"/certificates/{farida.certificate.serial}/pdf/"
    assert page().get(url).status_code == 302
    assert page(rina).get(url).status_code == 404
    for person in (farida, oli):
        response = page(person).get(url)
        assert response["Content-Type"] == "application/pdf"
        assert "no-store" in response["Cache-Control"]
    Certificate.objects.filter(pk=farida.certificate.pk).update(name_en="Somebody Else")
    assert page(oli).get(url).status_code == 404


def test_pdf_library_supports_text_shaping():
    document = FPDF()
    document.add_font("bangla", "", FONTS / "NotoSansBengali-Regular.ttf")
    document.set_font("bangla", size=20)
    plain = document.get_string_width("ক্ষ")
    document.set_text_shaping(True)
    assert document.get_string_width("ক্ষ") < plain
