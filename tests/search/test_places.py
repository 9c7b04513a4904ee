"""Places beside the districts: whose each name is, what is left out, and which districts are near."""

import csv
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

from market.core.text.bangla import fold, slug
from market.search.understanding.intents import FUNCTION_WORDS
from market.search.understanding.places import distance_km, inflections, places

MARKET = Path("market")
REFERENCE_DATA = ["training/data/districts.csv", "training/data/topics.csv", "profiles/data/skills.csv"]


def read_rows(path):
    return list(csv.DictReader((MARKET / path).read_text(encoding="utf-8").splitlines()))


def joined(name):
    return fold(name).replace(" ", "")


@pytest.fixture(scope="module")
def owners():
    """The slugs of the places that have a name, by the name without spaces."""
    owners = defaultdict(set)
    for place in places():
        for name in place.names:
            owners[joined(name)].add(place.slug)
    return owners


def test_the_eight_divisions_part_the_districts():
    districts = read_rows("training/data/districts.csv")
    divisions = [place for place in places() if place.kind == "division"]
    assert len(divisions) == 8
    for division in divisions:
        name = division.name_en.removesuffix(" division")
        assert set(division.districts) == {row["slug"] for row in districts if row["division_en"] == name}


def test_places_are_well_formed():
    district_slugs = {row["slug"] for row in read_rows("training/data/districts.csv")}
    assert len({place.slug for place in places()}) == len(places()) > 500
    for place in places():
        assert place.slug == slug(place.name_en)
        assert place.districts
        assert set(place.districts) <= district_slugs
        assert place.name_en.isascii()
        assert "\u0980" <= place.name_bn[0] <= "\u09ff"
        assert all(unicodedata.is_normalized("NFC", name) for name in place.names)


def test_every_name_is_of_one_place_and_nothing_else(owners):
    assert [name for name, slugs in owners.items() if len(slugs) > 1] == []
    taken = set(FUNCTION_WORDS)
    for row in (row for path in REFERENCE_DATA for row in read_rows(path)):
        names = [value for column, value in row.items() if "_en" in column or "_bn" in column]
        taken |= {joined(name) for name in [*names, *row["aliases"].split(";")]}
    assert owners.keys() & taken == set()


@pytest.mark.parametrize(
    ("name", "districts"),
    [
        ("Savar", ("dhaka",)),
        ("সাভার", ("dhaka",)),
        ("Chowmuhani", ("noakhali", "chattogram")),
        ("Companigonj", ("noakhali", "sylhet")),
        ("Nawabganj", ("chapai-nawabganj", "dhaka", "dinajpur")),
        ("সীতাকুন্ড", ("chattogram",)),
    ],
)
def test_names_lead_to_districts(name, districts, owners):
    by_slug = {place.slug: place.districts for place in places()}
    assert [by_slug[slug] for slug in owners.get(joined(name), ())] == [districts]


@pytest.mark.parametrize(
    "name", ["Sadar", "Model", "Matlab", "Tala", "তালা", "Bandar", "বন্দর", "Lama", "Anwara", "Borhan Uddin"]
)
def test_ordinary_words_and_names_of_people_are_no_places(name, owners):
    assert joined(name) not in owners


def test_distances_are_those_of_the_globe():
    assert 10 < distance_km("dhaka", "narayanganj") < distance_km("dhaka", "gazipur") < 40
    # Fewer degrees part Gazipur from Dhaka, but more kilometres: a degree of longitude is the shorter one.
    assert distance_km("gazipur", "narsingdi") < distance_km("gazipur", "dhaka")
    with pytest.raises(KeyError):
        distance_km("dhaka", "atlantis")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("ঢাকা", "ঢাকায়"),
        ("সাভার", "সাভারে"),
        ("মিরপুর", "মিরপুরের"),
        ("টঙ্গী", "টঙ্গীতে"),
        ("বুড়িচং", "বুড়িচংয়ে"),
        ("Dhaka", "dhakay"),
        ("Mirpur", "mirpure"),
        ("Tongi", "tongite"),
    ],
)
def test_names_are_known_in_sentences(name, form):
    assert fold(form) in inflections(name)
    assert inflections(name)[0] == fold(name)
