"""Moderators at the same instant: one measure, one end of it, one case of many reports, one flag of many looks."""

import pytest

from market.accounts.models import User
from market.moderation.appeals.actions import appeal_measure, decide_measure_appeal
from market.moderation.cases.actions import flag_item
from market.moderation.cases.rule_actions import check_recent_activity
from market.moderation.cases.subjects import find_item
from market.moderation.measures.actions import MeasureStep, impose_measure
from market.moderation.measures.reversal_actions import undo_measure
from market.moderation.models import Case, Flag, Measure
from market.safety.actions import report_thing
from tests import make
from tests.concurrency.test_money import race, winners

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


@pytest.fixture
def moni(transactional_db):
    return make.make_person("Moni", roles=[User.Role.MODERATOR])


@pytest.fixture
def case(carla, farida):
    job = make.make_job(carla)
    report_thing(by=farida, kind="job", thing_id=job.pk, reason="money")
    return Case.objects.get()


def imposing(by, case, level="suspend", days=7):
    return lambda: impose_measure(by=by, case_id=case.pk, step=MeasureStep(level, "fraud", "So.", days), seen=0)


def test_two_who_impose_at_once_impose_one(case, mitu, moni, carla):
    outcomes = race(*[imposing(mitu, case), imposing(moni, case, "ban", None)] * (MANY // 2))
    assert len(winners(outcomes)) == Measure.objects.count() == 1
    carla.refresh_from_db()
    assert carla.is_suspended
    assert carla.notifications.filter(kind__startswith="measure.").count() == 1


def test_it_is_taken_back_once(case, mitu, moni, carla):
    made = imposing(mitu, case)()
    acts = [lambda by=by: undo_measure(by=by, measure_id=made.pk, reason="A slip.") for by in (mitu, moni)] * 4
    assert len(winners(race(*acts))) == 1
    carla.refresh_from_db()
    assert carla.suspended_until is None
    assert carla.notifications.filter(kind="measure.undone").count() == 1


def test_taking_back_and_deciding_the_appeal_exclude_each_other(case, mitu, moni, carla):
    made = imposing(mitu, case)()
    appeal_measure(by=carla, measure_id=made.pk, text="No.")
    race(
        lambda: undo_measure(by=mitu, measure_id=made.pk, reason="A slip."),
        lambda: decide_measure_appeal(by=moni, measure_id=made.pk, verdict="lifted", reasons="True."),
    )
    made.refresh_from_db()
    carla.refresh_from_db()
    assert made.ending in ("undone", "lifted")
    assert carla.suspended_until is None


def test_two_measures_of_one_person_at_once_both_hold(carla, farida, mitu, moni):
    """Of different cases: the person's row says what the longer of the two says, whoever comes last."""
    cases = []
    for number in range(2):
        job = make.make_job(carla, title=f"Job {number}")
        report_thing(by=farida, kind="job", thing_id=job.pk, reason="money")
        cases.append(Case.objects.get(thing=job.pk))
    acts = [imposing(mitu, cases[0], "limit", 3), imposing(moni, cases[1], "suspend", 9)]
    assert len(winners(race(*acts))) == 2
    carla.refresh_from_db()
    until = dict(Measure.objects.values_list("level", "until"))
    assert (carla.limited_until, carla.suspended_until) == (until["limit"], until["suspend"])


def test_an_appeal_is_made_once(case, mitu, carla):
    made = imposing(mitu, case)()
    acts = [lambda: appeal_measure(by=carla, measure_id=made.pk, text="No.")] * MANY
    assert len(winners(race(*acts))) == 1


def test_many_reports_at_once_are_one_case(carla, transactional_db):
    job = make.make_job(carla)
    people = [make.make_person(f"Person{number}") for number in range(MANY)]
    acts = [lambda by=by: report_thing(by=by, kind="job", thing_id=job.pk, reason="spam") for by in people]
    assert len(winners(race(*acts))) == MANY
    assert Case.objects.count() == 1


def test_two_looks_at_once_make_one_flag(carla, transactional_db):
    job = make.make_job(carla)
    found = find_item("job", job.pk)
    known = {"kind": "job", "thing_id": job.pk, "item": found, "rule": Flag.Rule.PHRASE, "facts": {"found": "x"}}
    race(*[lambda: flag_item(**known)] * MANY)
    assert Flag.objects.count() == 1
    assert len(winners(race(*[check_recent_activity] * 4))) == 4
