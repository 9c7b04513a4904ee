"""Races of moderators: one measure, one reversal, one case for many reports, one flag for many checks."""

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


def imposition(by, case, level="suspend", days=7):
    return lambda: impose_measure(by=by, case_id=case.pk, step=MeasureStep(level, "fraud", "So.", days), seen=0)


def test_concurrent_impositions_create_one_measure(case, mitu, moni, carla):
    outcomes = race(*[imposition(mitu, case), imposition(moni, case, "ban", None)] * (MANY // 2))
    assert len(winners(outcomes)) == Measure.objects.count() == 1
    carla.refresh_from_db()
    assert carla.is_suspended
    assert carla.notifications.filter(kind__startswith="measure.").count() == 1


def test_concurrent_reversals_undo_a_measure_once(case, mitu, moni, carla):
    measure = imposition(mitu, case)()
    acts = [lambda by=by: undo_measure(by=by, measure_id=measure.pk, reason="A slip.") for by in (mitu, moni)] * 4
    assert len(winners(race(*acts))) == 1
    carla.refresh_from_db()
    assert carla.suspended_until is None
    assert carla.notifications.filter(kind="measure.undone").count() == 1


def test_undoing_a_measure_and_deciding_its_appeal_exclude_each_other(case, mitu, moni, carla):
    measure = imposition(mitu, case)()
    appeal_measure(by=carla, measure_id=measure.pk, text="No.")
    race(
        lambda: undo_measure(by=mitu, measure_id=measure.pk, reason="A slip."),
        lambda: decide_measure_appeal(by=moni, measure_id=measure.pk, verdict="lifted", reasons="True."),
    )
    measure.refresh_from_db()
    carla.refresh_from_db()
    assert measure.ending in ("undone", "lifted")
    assert carla.suspended_until is None


def test_concurrent_measures_of_two_cases_both_hold(carla, farida, mitu, moni):
    """The user's row holds the end of each measure, whichever is written last."""
    cases = []
    for number in range(2):
        job = make.make_job(carla, title=f"Job {number}")
        report_thing(by=farida, kind="job", thing_id=job.pk, reason="money")
        cases.append(Case.objects.get(thing=job.pk))
    acts = [imposition(mitu, cases[0], "limit", 3), imposition(moni, cases[1], "suspend", 9)]
    assert len(winners(race(*acts))) == 2
    carla.refresh_from_db()
    until = dict(Measure.objects.values_list("level", "until"))
    assert (carla.limited_until, carla.suspended_until) == (until["limit"], until["suspend"])


def test_concurrent_appeals_create_one_appeal(case, mitu, carla):
    measure = imposition(mitu, case)()
    acts = [lambda: appeal_measure(by=carla, measure_id=measure.pk, text="No.")] * MANY
    assert len(winners(race(*acts))) == 1


def test_concurrent_reports_create_one_case(carla, transactional_db):
    job = make.make_job(carla)
    people = [make.make_person(f"Person{number}") for number in range(MANY)]
    acts = [lambda by=by: report_thing(by=by, kind="job", thing_id=job.pk, reason="spam") for by in people]
    assert len(winners(race(*acts))) == MANY
    assert Case.objects.count() == 1


def test_concurrent_checks_create_one_flag(carla, transactional_db):
    job = make.make_job(carla)
    item = find_item("job", job.pk)
    flag_fields = {"kind": "job", "thing_id": job.pk, "item": item, "rule": Flag.Rule.PHRASE, "facts": {"found": "x"}}
    race(*[lambda: flag_item(**flag_fields)] * MANY)
    assert Flag.objects.count() == 1
    assert len(winners(race(*[check_recent_activity] * 4))) == 4
