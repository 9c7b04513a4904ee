"""The register of earlier certificates: numbers, names, its import."""

import pytest

from market.core.base import clock
from market.training.models import District, EarlierCertificate
from market.training.register.numbers import clean_number
from market.training.register.queries import matching_certificate


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
