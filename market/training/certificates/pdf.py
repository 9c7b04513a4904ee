"""Certificates and letters on A4 as PDF. HarfBuzz shapes the Bangla; subsets of the fonts are embedded.

fpdf and its fonts' tools take a sixth of the time in which the site starts, and most processes draw no sheet.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from market.core.text.bangla import bangla_digits
from market.core.text.formats import format_day
from market.training.letters.actions import Letter
from market.training.letters.steps import help_line, steps
from market.training.models import Certificate, Signatories

if TYPE_CHECKING:
    from market.training.certificates.sheets import Sheets

SIGNED_FOOT = 56  # millimetres from below at which the foot begins where signatures stand above it
INK, MUTED, LINE = (34, 40, 49), (92, 99, 112), (15, 106, 91)


def check_address(certificate: Certificate) -> str:
    """The address in the QR code of a certificate: its public page, with the code that shows the name."""
    return f"{settings.SITE_URL}{reverse('certificate', args=[certificate.serial])}?code={certificate.check_code}"


def _sheets(title: str) -> "Sheets":
    from market.training.certificates.sheets import Sheets  # noqa: PLC0415  # see above

    return Sheets(title)


def certificates_pdf(title: str, certificates: Iterable[Certificate]) -> bytes:
    """One sheet for each certificate."""
    sheets = _sheets(title)
    for certificate in certificates:
        _add_certificate(sheets, certificate)
    return sheets.to_bytes()


def _add_certificate(sheets: "Sheets", certificate: Certificate) -> None:
    batch = certificate.batch
    sheets.set_margins(28, 30)
    sheets.add_page()
    sheets.draw_border()
    sheets.set_y(34)
    sheets.add_text("আমার ইন্টারনেট আমার আয়", size=26, bold=True, ink=LINE, gap=1)
    sheets.add_text("Amar Internet Amar Ay", size=14, ink=LINE, gap=5)
    sheets.add_text("জাতীয় মহিলা সংস্থা, মহিলা ও শিশু বিষয়ক মন্ত্রণালয়", size=12, gap=1)
    sheets.add_text(
        "Jatiyo Mohila Songstha, Ministry of Women and Children Affairs, Bangladesh", size=9, ink=MUTED, gap=12
    )
    sheets.add_text("সনদপত্র", size=30, bold=True, gap=1)
    sheets.add_text("Certificate", size=18, gap=12)
    if certificate.name_bn and certificate.name_bn != certificate.name_en:
        sheets.add_text(certificate.name_bn, size=_font_size(28, certificate.name_bn), bold=True, gap=2)
    sheets.add_text(certificate.name_en, size=_font_size(22, certificate.name_en), bold=True, gap=9)
    sheets.add_text(f"{batch.topic.name_bn} বিষয়ে প্রশিক্ষণ সম্পন্ন করেছেন", size=15, gap=1)
    year = str(batch.ended_on.year)
    sheets.add_text(f"{batch.district.name_bn}, {bangla_digits(year)}", size=13, gap=4)
    sheets.add_text(f"completed the training in {batch.topic.name_en}", size=13, gap=1)
    sheets.add_text(f"{batch.district.name_en}, {year}", size=11, ink=MUTED)
    if certificate.signatories is not None:
        _add_signatures(sheets, certificate.signatories)
    _add_foot(sheets, certificate)


def _add_signatures(sheets: "Sheets", signatories: Signatories) -> None:
    """The seal between the two signatures, each with a name and a post below."""
    top, width = sheets.h - SIGNED_FOOT - 31, 58
    sheets.add_picture(bytes(signatories.seal), (sheets.w / 2 - 14, top - 2, 28, 28), "Seal")
    for signatory, left in zip(signatories.both, (28, sheets.w - 28 - width), strict=True):
        sheets.add_picture(signatory.picture, (left, top, width, 13), signatory.name_en)
        sheets.line(left, top + 14, left + width, top + 14)
        sheets.set_y(top + 14.5)
        sheets.set_margins(left, 30, sheets.w - left - width)
        sheets.set_x(left)
        for text, size in (
            (signatory.name_bn, 8),
            (signatory.post_bn, 7),
            (signatory.name_en, 7),
            (signatory.post_en, 6),
        ):
            sheets.add_text(text, size=size, gap=0)
    sheets.set_margins(28, 30)
    sheets.set_x(28)


def _font_size(size: float, name: str) -> float:
    """A smaller size for long names, so that they do not reach the foot of the sheet."""
    return size * (1.0 if len(name) <= 40 else 0.7 if len(name) <= 80 else 0.5)


def _add_foot(sheets: "Sheets", certificate: Certificate) -> None:
    is_signed = certificate.signatories is not None
    top, width = sheets.h - (SIGNED_FOOT if is_signed else 72), 28 if is_signed else 40
    sheets.add_qr_code(check_address(certificate), x=sheets.w - 28 - width, y=top, width=width)
    sheets.set_y(top + 2)
    for text, size, bold in (
        (certificate.serial, 14, True),
        (f"প্রদানের তারিখ {format_day(certificate.issued_on, 'bn')}", 10, False),
        (f"Issued on {format_day(certificate.issued_on, 'en')}", 9, False),
        (f"{certificate.batch.code}", 9, False),
    ):
        sheets.add_text(text, size=size, bold=bold, align="L", gap=0.5)
    sheets.set_y(top + width + 1)
    sheets.add_text("যাচাই করতে স্ক্যান করুন · Scan to check", size=8, ink=MUTED, align="R")


def letters_pdf(title: str, letters: Iterable[Letter]) -> bytes:
    """One letter for each graduate, with the serial and the claim code of the certificate."""
    sheets = _sheets(title)
    for letter in letters:
        _add_letter(sheets, letter)
    return sheets.to_bytes()


def _add_letter(sheets: "Sheets", letter: Letter) -> None:
    certificate, address = letter.certificate, f"{settings.SITE_URL}{reverse('claim')}"
    sheets.set_margins(24, 26)
    sheets.add_page()
    sheets.add_text("আমার ইন্টারনেট আমার আয় · Amar Internet Amar Ay", size=12, bold=True, ink=LINE, align="L", gap=10)
    sheets.add_text(f"{certificate.name_bn or certificate.name_en}, অভিনন্দন!", size=16, bold=True, align="L", gap=3)
    for step in steps("bn", address):
        sheets.add_text(step, size=11, align="L", gap=0.5)
    sheets.ln(5)
    sheets.add_text(f"Congratulations, {certificate.name_en}!", size=16, bold=True, align="L", gap=3)
    for step in steps("en", address):
        sheets.add_text(step, size=11, align="L", gap=0.5)
    sheets.ln(6)
    top = sheets.get_y()
    sheets.add_qr_code(address, x=sheets.w - 24 - 34, y=top, width=34)
    for label, value in (
        ("ঠিকানা · Address", address),
        ("সনদ নম্বর · Certificate number", certificate.serial),
        ("চিঠির কোড · Claim code", letter.claim_code),
    ):
        sheets.add_text(label, size=10, ink=MUTED, align="L", gap=0.5)
        sheets.add_text(value, size=15, bold=True, align="L", gap=5)
    for text_language in ("bn", "en"):
        sheets.add_text(help_line(text_language), size=10, align="L", gap=1)
