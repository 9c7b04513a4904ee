"""The weights of the ranking: who may change them, within which bounds, and that lists and pages follow."""

from dataclasses import asdict, replace

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError
from django.utils import translation

from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.models import AuditEntry
from market.profiles.freelancers.actions import change_profile
from market.profiles.models import Profile, Skill
from market.search.finding.finder import find
from market.search.finding.queries import TalentQuery
from market.search.finding.ranking import BOUNDS, DEFAULTS, Weights, merged
from market.search.models import RankingVersion
from market.search.weights.actions import WeightsChanged, WeightsSame, change_ranking_weights, check_weights
from market.search.weights.queries import current_weights
from tests import make

MATCH = replace(DEFAULTS, match=60, proof=15, availability=15)
JOBS_ONLY = replace(DEFAULTS, jobs=60, rating=40, standing=0)


@pytest.fixture
def oli(db):
    """A programme officer."""
    return make.make_person("Oli", roles=["officer"])


def change(by, weights, number=0):
    return change_ranking_weights(by=by, weights=weights, reason="A trial.", number=number)


def test_officers_change_the_weights_and_nobody_else(oli, carla):
    assert current_weights() == DEFAULTS
    with pytest.raises(NotFound):
        change(carla, MATCH)
    for role in ("moderator", "lead", "operator"):
        with pytest.raises(NotAllowed):
            change(make.make_person(f"Staff{role}", roles=[role]), MATCH)
    change(oli, MATCH)
    assert current_weights() == MATCH
    entry = AuditEntry.objects.get(code="ranking.changed")
    assert entry.facts == {
        "reason": "A trial.",
        "match": "45 → 60",
        "proof": "25 → 15",
        "availability": "20 → 15",
    }


def test_a_change_is_made_on_what_was_seen(oli):
    with pytest.raises(WeightsSame):
        change(oli, DEFAULTS)
    change(oli, MATCH)
    with pytest.raises(WeightsChanged):
        change(oli, JOBS_ONLY)
    change(oli, DEFAULTS, number=1)
    assert current_weights() == DEFAULTS


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(DEFAULTS, match=46), "match"),
        (replace(DEFAULTS, jobs=49), "jobs"),
        (replace(DEFAULTS, match=80, proof=0, availability=10), "proof"),
        (replace(DEFAULTS, new_every=5), "new_every"),
        (replace(DEFAULTS, new_every=0), "new_every"),
    ],
)
def test_weights_outside_their_bounds_are_refused_also_by_the_database(oli, wrong, field):
    with pytest.raises(Invalid) as refusal:
        change(oli, wrong)
    assert field in refusal.value.errors
    with pytest.raises(IntegrityError):
        RankingVersion.objects.create(number=1, by=oli, at="2026-01-01T00:00Z", reason="x", **asdict(wrong))


def test_refusal_has_bangla_digits():
    with translation.override("bn"), pytest.raises(Invalid) as refusal:
        check_weights(replace(DEFAULTS, match=99))
    assert "৭০" in refusal.value.errors["match"][0]


def test_one_place_in_four_is_for_the_new_however_staff_set_the_weights():
    proven, new = ([(pk, 0) for pk in range(first, first + 40)] for first in (100, 200))
    for every in range(BOUNDS["new_every"][0], BOUNDS["new_every"][1] + 1):
        page = merged(proven, new, 0, 20, every)
        assert sum(pk >= 200 for pk, _ in page) >= 20 // 4


def test_no_input_of_the_formula_is_money():
    assert set(asdict(Weights())) == {
        *("match", "proof", "availability", "freshness"),
        *("jobs", "rating", "standing", "new_every"),
    }


@pytest.fixture
def designers(db):
    """Two proven logo designers: one with many jobs, one with the best reviews."""
    users = [make.make_freelancer(f"Nadia{number}") for number in range(2)]
    for user in users:
        change_profile(by=user, skills=list(Skill.objects.filter(slug="logo-design")), headline_en="Logos")
    Profile.objects.filter(user=users[0]).update(jobs_done=30, review_count=9, rating="3.6")
    Profile.objects.filter(user=users[1]).update(jobs_done=6, review_count=9, rating="5.0")
    return [user.profile.pk for user in users]


def test_lists_are_ranked_by_the_current_weights(designers, oli, client):
    many, rated = designers
    assert find(TalentQuery(q="logo")).ids == [rated, many]
    change(oli, replace(DEFAULTS, jobs=70, rating=10, standing=20))
    assert find(TalentQuery(q="logo")).ids == [many, rated]
    assert "70 of 100 are for jobs done" in client.get("/search/order/").content.decode()


def test_preview_changes_nothing_and_shows_who_moves(designers, oli, page):
    body = {**asdict(DEFAULTS), "jobs": 70, "rating": 10, "number": 0, "queries": "logo", "preview": "1"}
    text = page(oli).post("/staff/ranking/", body).content.decode()
    assert "2 graduates on the first page move" in text
    assert current_weights() == DEFAULTS


def test_page_shows_the_history_and_fills_in_the_weights_that_the_site_came_with(oli, page):
    change(oli, MATCH)
    text = page(oli).get("/staff/ranking/?defaults=1").content.decode()
    assert "A trial." in text
    assert 'name="match" value="45"' in text
    assert 'name="match" value="60"' in page(oli).get("/staff/ranking/").content.decode()


def test_staff_read_preview_and_officers_change_the_weights_over_the_api(designers, oli, carla, api):
    path, pia = "/api/v1/ranking/weights/", make.make_person("Pia", roles=["operator"])
    for staff in (oli, pia):
        Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert api(carla).get(path).status_code == 404
    now = api(oli).get(path).json()
    assert (now["number"], now["match"], now["is_default"], now["by"]) == (0, 45, True, None)
    assert now["bounds"]["new_every"] == [2, 4]
    chosen = {**asdict(DEFAULTS), "jobs": 70, "rating": 10}
    (seen,) = api(oli).post(f"{path}preview/", {**chosen, "queries": ["logo"]}).json()
    many, rated = designers
    assert [(each["profile"], each["before"], each["after"]) for each in seen["moves"]] == [(many, 2, 1), (rated, 1, 2)]
    assert api(oli).post(f"{path}preview/", {**chosen, "match": 80}).json()["errors"].keys() == {"match"}
    assert current_weights() == DEFAULTS
    body = {**chosen, "number": 0, "reason": "More work first."}
    assert api(pia).post(path, body).status_code == 403
    changed = api(oli).post(path, body)
    assert (changed.status_code, changed.json()["number"], changed.json()["by"]) == (201, 1, "Oli")
    assert api(oli).post(path, {**body, "jobs": 60, "rating": 20}).status_code == 409
    assert api(oli).get(path).json()["reason"] == "More work first."
