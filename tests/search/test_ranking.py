"""Ranking: proof first among equals, a share for the new, places before points, and pages that join without gaps."""

from datetime import timedelta

import pytest

from market.core.base import clock
from market.profiles.freelancers.actions import change_profile
from market.profiles.models import Profile, Skill
from market.search.finding.finder import find
from market.search.finding.queries import TalentQuery
from market.search.finding.ranking import merged
from market.training.models import District
from tests import make

PROVEN = [(pk, 100) for pk in range(1, 9)]
NEW = [(pk, 100) for pk in range(11, 15)]


def merge(proven, new, offset, limit):
    return [pk for pk, _ in merged(proven, new, offset, limit, 3)]


def test_one_place_in_three_is_for_the_new():
    assert merge(PROVEN, NEW, 0, 12) == [1, 11, 2, 3, 12, 4, 5, 13, 6, 7, 14, 8]
    assert merge([], NEW, 0, 12) == [11, 12, 13, 14]
    assert merge(PROVEN[:1], NEW, 0, 3) == [1, 11, 12]


def test_better_group_comes_first_whoever_is_in_it():
    assert merge([(1, 200), (2, 300)], [(11, 100), (12, 200)], 0, 9) == [11, 1, 12, 2]


def test_pages_join_without_gaps_or_repeats():
    whole = merge(PROVEN, NEW, 0, 12)
    assert [pk for at in range(0, 12, 3) for pk in merge(PROVEN, NEW, at, 3)] == whole


@pytest.fixture
def designers(db):
    """Four logo designers: two proven, two new."""
    users = [make.make_freelancer(f"Nadia{number}") for number in range(4)]
    for user in users:
        change_profile(by=user, skills=list(Skill.objects.filter(slug="logo-design")), headline_en="Logos")
    Profile.objects.filter(user__in=users[:2]).update(jobs_done=5, review_count=3, rating="4.8")
    return users


def owners(q):
    names = dict(Profile.objects.values_list("pk", "user__display_name"))
    return [names[pk] for pk in find(TalentQuery(q=q)).ids]


def test_new_freelancers_take_turns_day_by_day(designers, monkeypatch):
    new = {user.profile.pk for user in designers[2:]}
    seconds = []
    for days in range(30):
        monkeypatch.setattr(clock, "_offset", timedelta(days=days))
        seconds.append(find(TalentQuery(q="logo")).ids[1])
    assert set(seconds) == new
    assert 5 <= seconds.count(min(new)) <= 25


def test_who_only_tells_of_a_skill_comes_after_who_has_it(designers):
    teller = make.make_freelancer("Teller")
    change_profile(by=teller, skills=[], headline_en="Typing", story_en="My sister draws logos.")
    Profile.objects.filter(user=teller).update(jobs_done=50, review_count=40, rating="5.0")
    assert owners("logo")[-1] == "Teller"


def test_place_ranks_and_excludes_nobody(designers):
    change_profile(by=designers[3], district=District.objects.get(slug="bhola"))
    result = find(TalentQuery(q="logo designer in Bhola"))
    assert result.ids[0] == designers[3].profile.pk
    assert (result.count, result.in_area, result.area) == (4, 1, "Bhola")
    assert find(TalentQuery(q="logo designer in Khagrachhari")).in_area == 0


def test_preferences_rank_and_exclude_nobody(designers):
    change_profile(by=designers[2], languages=["bn", "hi"])
    assert owners("hindi speaking logo designer")[0] == "Nadia2"
    assert set(owners("experienced logo designer")[:2]) == {"Nadia0", "Nadia1"}
    assert len(owners("experienced logo designer")) == 4


def test_few_results_are_followed_by_the_topic(designers):
    result = find(TalentQuery(q="packaging design"))
    assert result.widened_to == ("Graphics design",)
    assert result.count == 4
    assert result.fitting == 0
