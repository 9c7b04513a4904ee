import csv
import unicodedata
from collections import Counter
from pathlib import Path

from market.core.text.bangla import fold, slug

TEXT = Path("market/profiles/data/skills.csv").read_text(encoding="utf-8")
SKILLS = list(csv.DictReader(TEXT.splitlines()))


def test_each_topic_has_15_to_25_skills():
    topics_text = Path("market/training/data/topics.csv").read_text(encoding="utf-8")
    topics = {row["slug"] for row in csv.DictReader(topics_text.splitlines())}
    counts = Counter(row["topic"] for row in SKILLS)
    assert set(counts) == topics
    assert all(15 <= count <= 25 for count in counts.values())


def test_skill_names_and_slugs_are_unique_in_both_languages():
    assert unicodedata.is_normalized("NFC", TEXT)
    for column in ("slug", "name_en", "name_bn"):
        assert len({row[column] for row in SKILLS}) == len(SKILLS)
    assert all(row["slug"] == slug(row["name_en"]) and len(row["slug"]) <= 60 for row in SKILLS)
    assert all(len(alias) <= 120 for row in SKILLS for alias in row["aliases"].split(";"))


def test_no_alias_belongs_to_two_skills():
    owners: dict[str, set[str]] = {}
    for row in SKILLS:
        for name in (row["name_en"], row["name_bn"], *row["aliases"].split(";")):
            owners.setdefault(fold(name), set()).add(row["slug"])
    assert [name for name, slugs in owners.items() if len(slugs) > 1] == []


def test_every_skill_has_at_least_two_aliases():
    assert all(len(row["aliases"].split(";")) >= 2 for row in SKILLS)
    data_entry = next(row for row in SKILLS if row["slug"] == "data-entry")
    assert {"ডেটা এন্ট্রি", "data entri"} <= set(data_entry["aliases"].split(";"))
