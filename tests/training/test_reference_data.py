import csv
import unicodedata
from pathlib import Path

from market.core.text.bangla import slug

DATA = Path("market/training/data")


def rows(name):
    text = (DATA / name).read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    return list(csv.DictReader(text.splitlines()))


def test_there_are_64_districts_in_8_divisions_in_both_languages():
    districts = rows("districts.csv")
    assert len({row["slug"] for row in districts}) == len(districts) == 64
    assert len({row["division_en"] for row in districts}) == len({row["division_bn"] for row in districts}) == 8
    assert all(row["slug"] == slug(row["district_en"]) and row["district_bn"] for row in districts)
    assert all(20 < float(row["latitude"]) < 27 and 88 < float(row["longitude"]) < 93 for row in districts)


def test_there_are_six_topics_with_aliases_in_both_scripts():
    topics = rows("topics.csv")
    assert len({row["slug"] for row in topics}) == 6
    for row in topics:
        assert row["slug"] == slug(row["name_en"])
        assert row["name_bn"]
        assert any(alias.isascii() for alias in row["aliases"].split(";"))
        assert any(not alias.isascii() for alias in row["aliases"].split(";"))
