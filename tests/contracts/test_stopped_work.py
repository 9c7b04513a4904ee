"""Work that cannot go on, because a refund is asked for or a bank looks at the payment, is not late by that."""

from datetime import timedelta

import pytest

from market.contracts.models import Milestone
from market.contracts.workroom import progress, transitions
from market.contracts.workroom.actions import (
    notify_of_deadline,
    refuse_refund,
    request_changes,
    request_refund,
    submit_work,
)
from market.core.base import clock
from market.notifications.models import Notification

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def notified(kind: str) -> int:
    return Notification.objects.filter(kind=kind).count()


@pytest.mark.parametrize("ending", ["refused", "lapsed"])
def test_time_under_a_refund_request_is_no_time_of_the_work(carla, farida, funded, travel, settings, ending):
    due = funded.work_due_at
    request_refund(by=carla, milestone_id=funded.pk, reason="I changed my mind")
    if ending == "refused":
        travel(2 * DAY)
        stood = 2 * DAY
        refuse_refund(by=farida, milestone_id=funded.pk)
    else:
        stood = settings.LIFECYCLE.refund_answer_days * DAY
        travel(stood + MINUTE)
    funded.refresh_from_db()
    assert funded.state == "funded"
    assert funded.work_due_at - due == pytest.approx(stood, abs=MINUTE)
    assert clock.now() < funded.work_notice_at < funded.work_due_at


def test_changes_are_due_later_by_it_too(carla, farida, funded, travel):
    submit_work(by=farida, milestone_id=funded.pk, note="Here it is.")
    request_changes(by=carla, milestone_id=funded.pk, note="Greener")
    funded.refresh_from_db()
    work_due, due = funded.work_due_at, funded.changes_due_at
    request_refund(by=carla, milestone_id=funded.pk, reason="Too slow")
    travel(2 * DAY)
    refuse_refund(by=farida, milestone_id=funded.pk)
    funded.refresh_from_db()
    assert funded.changes_due_at - due == pytest.approx(2 * DAY, abs=MINUTE)
    assert (funded.work_due_at, funded.review_due_at) == (work_due, None)


def test_late_work_stays_late_by_as_much_and_that_is_not_said_again(carla, farida, funded, travel):
    travel(funded.days * DAY + DAY)
    assert notified("milestone.late") == 2
    request_refund(by=carla, milestone_id=funded.pk, reason="Late")
    travel(2 * DAY)
    refuse_refund(by=farida, milestone_id=funded.pk)
    travel(MINUTE)
    funded.refresh_from_db()
    assert clock.now() - funded.work_due_at == pytest.approx(DAY, abs=2 * MINUTE)
    assert notified("milestone.late") == 2


@pytest.mark.parametrize("column", ["work_due_at", "changes_due_at"])
def test_chargeback_makes_no_work_late(carla, farida, funded, travel, column):
    if column == "changes_due_at":
        submit_work(by=farida, milestone_id=funded.pk, note="Here it is.")
        request_changes(by=carla, milestone_id=funded.pk, note="Greener")
    funded.refresh_from_db()
    due, notice = getattr(funded, column), funded.work_notice_at
    transitions.freeze(funded, at=clock.now())
    travel(20 * DAY)
    assert notified("milestone.late") == notified("milestone.changes_late") == notified("milestone.due_soon") == 0
    notify_of_deadline(milestone_id=funded.pk)  # a job that was under way
    assert notified("milestone.due_soon") == 0
    funded.refresh_from_db()
    transitions.thaw(funded, at=clock.now())
    funded.refresh_from_db()
    assert getattr(funded, column) - due == pytest.approx(20 * DAY, abs=MINUTE)
    assert funded.work_notice_at - notice == pytest.approx(20 * DAY, abs=MINUTE)


def test_work_that_was_late_before_a_chargeback_stays_late(funded, travel, carla, page):
    travel(funded.days * DAY + DAY)
    funded.refresh_from_db()
    due, address = funded.work_due_at, funded.contract.get_absolute_url()
    assert 'class="notice bad"' in page(carla).get(address).content.decode()
    transitions.freeze(funded, at=clock.now())
    assert 'class="notice bad"' not in page(carla).get(address).content.decode()
    travel(5 * DAY)
    transitions.thaw(funded, at=clock.now())
    funded.refresh_from_db()
    assert funded.work_due_at == due
    assert progress.is_late(Milestone.objects.get(pk=funded.pk))
