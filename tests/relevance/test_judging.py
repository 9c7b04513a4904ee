"""The corpus covers what its queries ask for, and grades are what README.md says."""

from collections import Counter
from dataclasses import replace
from statistics import mean

import pytest

from tests.relevance.corpus import JOBS, PROFILES, SERVICES, Record, corpus, districts, skills
from tests.relevance.judging import Query, grade_all, ndcg, neighbours, precision, read_queries, wanted_places
from tests.relevance.loading import key

LOGO = Query("", "talent", "", frozenset({"logo-design"}), frozenset({"brand-identity"}), "", "", (), ())
NAME = ({"en": "Rahela", "bn": "রাহেলা"}, {"en": "Khanam", "bn": "খানম"})


def record(number: int, *held: str, topic: str = "graphics-design", district: str = "", name=()) -> Record:
    own = frozenset(held)
    return Record("talent", number, topic, own, own, {}, {}, None, "USD", district=district, name=name)


def grades(query: Query, *records: Record) -> list[int]:
    by_key = grade_all(query, records)
    return [by_key[key(each)] for each in records]


def test_skill_counts_more_than_a_neighbour_and_that_more_than_the_topic():
    records = record(1, "logo-design"), record(2, "brand-identity"), record(3, "canva"), record(4, "typing")
    assert grades(LOGO, *records) == [3, 2, 1, 0]


def test_district_counts_where_somebody_with_the_skill_lives():
    there, elsewhere = record(1, "logo-design", district="rangpur"), record(2, "logo-design", district="dhaka")
    assert grades(replace(LOGO, district="rangpur"), there, elsewhere) == [3, 2]
    assert grades(replace(LOGO, district="lalmonirhat"), there, elsewhere) == [3, 2]


def test_nearest_districts_take_the_place_of_one_without_the_skill():
    assert wanted_places("bandarban", {"chattogram", "coxs-bazar", "dhaka"}) == {"chattogram"}
    assert wanted_places("bandarban", {"dhaka", "rajshahi"}) == {"dhaka"}


def test_topic_query_wants_people_of_the_topic():
    topic = replace(LOGO, wanted=frozenset(), acceptable=frozenset(), topic="graphics-design")
    main, other = record(1, "canva"), record(2, "canva", topic="data-entry")
    assert grades(topic, main, other, record(3, "typing", topic="data-entry")) == [3, 2, 0]


def test_name_query_wants_the_person():
    query = replace(LOGO, name=("Rahela", "Khanam"))
    assert grades(query, record(1, name=NAME), record(2, name=NAME[:1]), record(3, name=NAME[1:])) == [3, 0, 0]


def test_measures_are_1_for_the_best_order_and_less_for_any_other():
    ideal = [0, 3, 2, 0, 3]
    assert ndcg([3, 3, 2, 0, 0], ideal) == pytest.approx(1)
    assert ndcg([2, 3, 3], ideal) < 1
    assert ndcg([], ideal) == 0
    assert precision([3, 2, 1], ideal) == pytest.approx(2 / 3)


def test_corpus_covers_every_skill_district_and_topic():
    generated = corpus()
    assert [len(each) for each in (generated.profiles, generated.jobs, generated.services)] == [
        PROFILES,
        JOBS,
        SERVICES,
    ]
    held = Counter(slug for each in generated.profiles for slug in each.skills)
    subjects = Counter(each.subject for each in generated.profiles)
    assert {slug for slug in skills() if held[slug] < 8 or subjects[slug] < 5} == set()
    assert {each.district for each in generated.profiles} == set(districts())
    assert {each.topic for each in generated.profiles} == {row["topic"] for row in skills().values()}
    assert any(each.subject not in each.tagged for each in generated.profiles if each.subject)
    assert mean(each.jobs_done == 0 for each in generated.profiles) == pytest.approx(0.45, abs=0.03)


def test_queries_cover_every_class_list_and_skill():
    queries = read_queries()
    kinds, lists = Counter(each.kind for each in queries), Counter(each.list for each in queries)
    assert min(kinds.values()) >= 20
    assert lists.keys() == {"talent", "jobs", "services"}
    assert lists["jobs"] >= 60
    assert lists["services"] >= 50
    wanted = Counter(slug for each in queries for slug in each.wanted)
    assert {slug for slug in skills() if wanted[slug] < 2} == set()
    assert neighbours().keys() == skills().keys()
    assert {slug for each in queries for slug in each.wanted | each.acceptable} <= skills().keys()
    assert {each.district for each in queries} - {""} <= districts().keys()


def test_every_query_has_something_to_find():
    generated = corpus()
    assert [each.text for each in read_queries() if max(grade_all(each, generated.of(each.list)).values()) < 3] == []
