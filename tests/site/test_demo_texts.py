"""Texts of the demonstration data: normalized, in the language that they claim, and enough of them."""

import csv
import json
import random
import re
import unicodedata
from pathlib import Path

import pytest

from market.core.text.bangla import language_of, nfc
from market.site.demo.jobs import text_in_turn
from market.site.demo.texts import Texts, forget_uses

DEMO = Path("market/site/data/demo")
FILES = sorted(DEMO.rglob("*.json"))
TOPICS = sorted((DEMO / "topics").glob("*.json"))


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def pairs(value):
    """Every pair of English and Bangla below a value."""
    if isinstance(value, dict) and {"en", "bn"} <= set(value):
        yield {code: value[code] for code in ("en", "bn")}
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from pairs(part)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_text_pairs_are_normalized_and_share_placeholders(path):
    assert unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8"))
    text_pairs = list(pairs(read(path)))
    assert text_pairs
    for pair in text_pairs:
        assert all(text == nfc(text).strip() and text for text in pair.values())
        assert set(re.findall(r"{\w+}", pair["en"])) == set(re.findall(r"{\w+}", pair["bn"]))
        assert language_of(re.sub(r"{\w+}", "", pair["en"])) == "en"


@pytest.mark.parametrize("path", [path for path in FILES if path.stem != "clients"], ids=lambda path: path.stem)
def test_bangla_texts_are_in_bangla(path):
    assert all(language_of(re.sub(r"{\w+}", "", pair["bn"])) == "bn" for pair in pairs(read(path)))


def test_every_skill_has_its_texts():
    rows = csv.DictReader(Path("market/profiles/data/skills.csv").read_text(encoding="utf-8").splitlines())
    assert {row["slug"] for row in rows} == read(DEMO / "skills.json").keys()


def test_every_topic_has_one_file():
    rows = csv.DictReader(Path("market/training/data/topics.csv").read_text(encoding="utf-8").splitlines())
    assert {row["slug"] for row in rows} == {path.stem for path in TOPICS}


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_topic_has_enough_texts_and_known_skills(path):
    rows = csv.DictReader(Path("market/profiles/data/skills.csv").read_text(encoding="utf-8").splitlines())
    skills = {row["slug"] for row in rows}
    topic = read(path)
    assert len(topic["headlines"]) >= 12
    assert len(topic["stories"]) >= 12
    assert len(topic["jobs"]) >= 15
    assert len({job["title"]["en"] for job in topic["jobs"]}) == len(topic["jobs"])
    for job in topic["jobs"]:
        least, most = job["budget_usd"]
        assert set(job["skills"]) <= skills
        assert 5 <= least < most
        assert 1 <= job["days"] <= 60


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_each_job_title_comes_once_before_one_comes_again(path):
    templates = read(path)["jobs"]
    texts = [text_in_turn(templates, turn) for turn in range(2 * len(templates))]
    assert len({template["title"][language] for template, language in texts}) == 2 * len(templates)


def test_demo_data_has_enough_names():
    people = read(DEMO / "people.json")
    assert len(people["first_names"]) >= 150
    assert len(people["surnames"]) >= 40


@pytest.mark.parametrize("language", ["en", "bn"])
def test_a_text_in_use_gets_further_words_each_time(language):
    forget_uses()
    texts = Texts(random.Random(1))
    uses = [texts.distinct("A text.", "work_details", language) for _ in range(len(texts.shared["work_details"]) ** 2)]
    assert uses[0] == "A text."
    assert len(set(uses)) == len(uses)
