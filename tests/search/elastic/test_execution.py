"""Searching by the engine: near words, users who are hidden, and PostgreSQL where the engine is not to be trusted."""

import pytest

from market.profiles.models import Profile
from market.safety.actions import block_person
from market.search.backends import postgres
from market.search.backends.elastic import building, execution, readiness, slices
from market.search.finding import finder
from market.search.finding.finder import find, parse
from market.search.finding.matches import Matches
from market.search.finding.queries import JobQuery, TalentQuery
from market.search.finding.ranking import DEFAULTS
from tests import make
from tests.search.elastic import faulty

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def indexed(engine, farida, rina, closed_breaker, monkeypatch):
    """Farida and Rina in a live index; what PostgreSQL is asked is noted."""
    building.build_index()
    statements, real = [], postgres.execute
    monkeypatch.setattr(finder.postgres, "execute", lambda *args: statements.append(args) or real(*args))
    return statements


def test_engine_answers_alone(indexed, farida):
    assert farida.profile.pk in find(TalentQuery(q="logo")).ids
    assert find(TalentQuery(q="Faridda")).ids == [farida.profile.pk]  # a near word
    assert not indexed


def test_engine_counts_what_would_be_found_without_a_filter(indexed, farida, rina, monkeypatch):
    monkeypatch.setattr(finder.postgres, "count_each", None)
    assert finder.count_each([TalentQuery(), TalentQuery(availability="busy"), JobQuery(q="logo")]) == [2, 0, 0]


def test_rows_too_few_to_be_shown_are_only_counted(indexed, farida):
    query = TalentQuery(q="logo", topic=farida.profile.topic.slug)
    assert execution.execute(query, parse(query), 9, DEFAULTS, least=5) == Matches(2, [])
    assert execution.execute(query, parse(query), 9, DEFAULTS, least=1).facets


def test_profile_hidden_since_the_last_change_is_counted_by_postgresql(indexed, farida, rina):
    assert find(TalentQuery()).count == 2
    Profile.objects.filter(pk=farida.profile.pk).update(is_hidden=True)  # no signal: the index does not know
    result = find(TalentQuery())
    assert (result.count, result.ids) == (1, [rina.profile.pk])
    assert indexed


def test_blocked_users_do_not_see_each_other(indexed, farida, rina):
    block_person(by=farida, person_id=rina.pk)
    query = TalentQuery(viewer=rina.pk)
    assert [pk for pk, _ in execution.execute(query, parse(query), 9, DEFAULTS).new] == [rina.profile.pk]


@pytest.mark.parametrize("fault", [faulty.hangs, faulty.is_busy, faulty.speaks_nonsense])
def test_postgresql_answers_for_an_engine_that_fails(indexed, engine, farida, fault, monkeypatch):
    monkeypatch.setattr(readiness.engine, "seconds", 0.5)
    engine.always = fault
    assert farida.profile.pk in find(TalentQuery(q="logo")).ids
    assert indexed


@pytest.mark.parametrize(
    "query", [TalentQuery(), TalentQuery(q="logo"), TalentQuery(ordering="newest"), JobQuery()], ids=str
)
def test_page_whose_rows_before_are_only_counted_is_that_of_the_whole_list(
    engine, closed_breaker, carla, monkeypatch, query
):
    for number in range(9):
        user = make.make_freelancer(f"Nadia{number}")
        done, words = (3, 0, 0)[number % 3], ("Logos", "Excel", "Banners")[number // 3]
        Profile.objects.filter(user=user).update(jobs_done=done * number, headline_en=words)
        make.make_job(carla, title=f"{words} {number}")
    building.build_index()
    monkeypatch.setattr(slices, "NEAR", 2)
    monkeypatch.setattr(finder.postgres, "execute", None)
    whole = find(query, limit=9)
    assert len(whole.ids) > 4
    for offset in (0, 2, 3, 4, 7):
        page = find(query, offset=offset, limit=3)
        assert (page.ids, page.count, page.facets) == (whole.ids[offset : offset + 3], whole.count, whole.facets)
    assert find(query, offset=60, limit=3).ids == []
