"""Moni is a second moderator, Lata the lead; `case` holds Farida's report on a job of Carla's."""

import pytest

from market.accounts.models import User
from market.moderation.measures.actions import MeasureStep, impose_measure
from market.moderation.models import Case
from market.safety.actions import report_thing
from tests import make


@pytest.fixture
def moni(db):
    return make.make_person("Moni", roles=[User.Role.MODERATOR])


@pytest.fixture
def lata(db):
    return make.make_person("Lata", roles=[User.Role.LEAD])


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.fixture
def case(job, farida):
    """Farida reported Carla's job."""
    report_thing(by=farida, kind="job", thing_id=job.pk, reason="money", text="Asks for a deposit.")
    return Case.objects.get(kind="job", thing=job.pk)


@pytest.fixture
def case_of():
    """`case_of(carla)`: a case about a user, or about an item of theirs (`kind`, `thing`)."""

    def get_or_create_case(person, kind="person", thing=None):
        instant = person.date_joined
        defaults = {"title": person.display_name, "url": "/", "opened_at": instant, "due_at": instant}
        return Case.objects.get_or_create(kind=kind, thing=thing or person.pk, about=person, defaults=defaults)[0]

    return get_or_create_case


@pytest.fixture
def impose(case_of, mitu):
    """`impose(carla, "limit", days=7)`: a measure, by Mitu unless `by` says otherwise."""

    def impose_on(person, level, days=None, *, by=None, kind="person", thing=None):
        case = case_of(person, kind, thing)
        step = MeasureStep(level, "fraud", "The deposit was asked for on 3 November.", days)
        return impose_measure(by=by or mitu, case_id=case.pk, step=step, seen=case.measures.count())

    return impose_on
