"""Leaving late work: the client's notice to cancel, what ends it, and the refund when it has run out."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from market.contracts.models import Milestone
from market.contracts.proposals.actions import ProposalOutdated, agree_proposal, refuse_proposal
from market.contracts.proposals.request_actions import ask_extension
from market.contracts.workroom import progress
from market.contracts.workroom.actions import (
    MilestoneNotReady,
    NotTheClient,
    TimeIsUp,
    request_refund,
    submit_work,
)
from market.core.base import clock
from market.core.base.errors import NotFound
from market.core.base.events import event_type
from market.disputes.claims.actions import open_dispute
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.models import Dispute
from market.messaging.models import Message
from market.notifications.models import Notification
from market.payments.cancelling.actions import (
    NoNotice,
    NoticeGiven,
    NotLate,
    cancel_late,
    give_cancel_notice,
    remind_of_cancel_notice,
    withdraw_cancel_notice,
)
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.models import Funding, Refund
from market.payments.releases.actions import HoldFrozen, release_part
from tests.payments.story import assert_books_whole, funded, submitted, usd

State = Milestone.State
DAY = timedelta(days=1)


def kinds_of(user) -> list[str]:
    rows = Notification.objects.filter(user=user, kind__contains="cancel").order_by("pk")
    return list(rows.values_list("kind", flat=True))


def deliver(milestone: Milestone) -> None:
    submit_work(by=milestone.contract.freelancer, milestone_id=milestone.pk, note="Here it is.")


def test_silent_and_late_freelancer_is_left_after_notice(under_notice, travel, run_jobs, carla, farida):
    assert under_notice.cancel_at - clock.now() == pytest.approx(3 * DAY, abs=timedelta(minutes=1))
    travel(2 * DAY + timedelta(hours=1))
    assert kinds_of(farida) == ["milestone.cancel_notice_given", "milestone.cancel_notice_due"]
    travel(DAY)
    under_notice.refresh_from_db()
    assert (under_notice.state, under_notice.cancel_at, under_notice.refunded_value) == (State.REFUNDED, None, 100)
    refund = Refund.objects.get()
    assert (refund.reason, refund.amount, refund.fee_value) == ("cancelled", usd(105), 5)
    for person in (carla, farida):
        assert kinds_of(person)[-1] == "milestone.refunded_cancelled"
    run_jobs()
    assert_books_whole()


def test_notice_is_always_mailed_to_the_freelancer(under_notice, farida, run_jobs):
    run_jobs()
    (letter,) = [each for each in mail.outbox if "gives notice to cancel" in each.subject]
    assert letter.to == [farida.email]
    assert event_type("milestone.cancel_notice_given").notification.is_always_mailed


def test_rest_goes_back_where_a_part_was_released(late, travel):
    release_part(by=late.contract.client, milestone_id=late.pk, amount=usd("40"))
    give_cancel_notice(by=late.contract.client, milestone_id=late.pk)
    travel(3 * DAY + timedelta(minutes=1))
    late.refresh_from_db()
    assert (late.state, late.released_value, late.refunded_value) == (State.SPLIT, 40, 60)
    assert Refund.objects.get().amount == usd("63")
    assert_books_whole()


def test_only_the_client_gives_notice_and_only_of_late_undelivered_work(provider, travel, carla, farida, omar):
    milestone = funded(provider, "100.00")
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    with pytest.raises(NotLate):
        give_cancel_notice(by=client, milestone_id=milestone.pk)
    travel(6 * DAY)
    with pytest.raises(NotTheClient):
        give_cancel_notice(by=freelancer, milestone_id=milestone.pk)
    with pytest.raises(NotFound):
        give_cancel_notice(by=omar, milestone_id=milestone.pk)
    with pytest.raises(NoNotice):
        withdraw_cancel_notice(by=client, milestone_id=milestone.pk)
    give_cancel_notice(by=client, milestone_id=milestone.pk)
    with pytest.raises(NoticeGiven):
        give_cancel_notice(by=client, milestone_id=milestone.pk)
    with pytest.raises(NotTheClient):
        withdraw_cancel_notice(by=freelancer, milestone_id=milestone.pk)
    deliver(milestone)
    with pytest.raises(MilestoneNotReady):
        give_cancel_notice(by=client, milestone_id=milestone.pk)


def test_delivery_ends_the_notice(under_notice, travel):
    deliver(under_notice)
    under_notice.refresh_from_db()
    assert (under_notice.state, under_notice.cancel_at, under_notice.cancel_reminder_at) == ("submitted", None, None)
    assert Message.objects.filter(code="milestone.cancel_notice_ended").count() == 1
    travel(4 * DAY)
    under_notice.refresh_from_db()
    assert under_notice.state == State.SUBMITTED


def test_delivery_after_the_end_is_refused_even_before_the_deadline_is_processed(under_notice):
    Milestone.objects.filter(pk=under_notice.pk).update(cancel_at=clock.now())
    with pytest.raises(TimeIsUp):
        deliver(under_notice)
    with pytest.raises(TimeIsUp):
        withdraw_cancel_notice(by=under_notice.contract.client, milestone_id=under_notice.pk)


def test_more_time_that_the_client_grants_ends_the_notice(under_notice):
    client, freelancer = under_notice.contract.client, under_notice.contract.freelancer
    proposal = ask_extension(by=freelancer, milestone_id=under_notice.pk, days=4)
    assert proposal.due_at == under_notice.cancel_at  # it is answered before the notice ends
    agree_proposal(by=client, proposal_id=proposal.pk)
    under_notice.refresh_from_db()
    assert under_notice.cancel_at is None
    assert not progress.is_late(under_notice)


def test_more_time_that_is_refused_leaves_the_notice(under_notice):
    due = under_notice.cancel_at
    proposal = ask_extension(by=under_notice.contract.freelancer, milestone_id=under_notice.pk, days=4)
    refuse_proposal(by=under_notice.contract.client, proposal_id=proposal.pk)
    under_notice.refresh_from_db()
    assert under_notice.cancel_at == due


def test_more_time_that_would_be_past_cannot_be_granted_and_leaves_the_notice(late, travel):
    proposal = ask_extension(by=late.contract.freelancer, milestone_id=late.pk, days=1)
    travel(DAY + timedelta(minutes=1))
    give_cancel_notice(by=late.contract.client, milestone_id=late.pk)
    late.refresh_from_db()
    proposal.refresh_from_db()
    assert proposal.due_at == late.cancel_at
    with pytest.raises(ProposalOutdated):
        agree_proposal(by=late.contract.client, proposal_id=proposal.pk)
    late.refresh_from_db()
    assert late.cancel_at is not None


def test_client_takes_the_notice_back(under_notice, travel, farida):
    withdraw_cancel_notice(by=under_notice.contract.client, milestone_id=under_notice.pk)
    assert kinds_of(farida)[-1] == "milestone.cancel_notice_withdrawn"
    travel(4 * DAY)
    under_notice.refresh_from_db()
    assert (under_notice.state, under_notice.cancel_at) == (State.FUNDED, None)


def test_refund_request_and_dispute_end_the_notice(provider, travel, carla):
    for end in (ask_back, dispute):
        milestone = funded(provider, "100.00")
        travel(6 * DAY)
        give_cancel_notice(by=carla, milestone_id=milestone.pk)
        end(milestone)
        milestone.refresh_from_db()
        assert milestone.cancel_at is None
        travel(4 * DAY)
        milestone.refresh_from_db()
        assert milestone.held_value == 100


def ask_back(milestone: Milestone) -> None:
    request_refund(by=milestone.contract.client, milestone_id=milestone.pk, reason="Late")


def dispute(milestone: Milestone) -> None:
    content = StatementContent("My files are nearly ready.")
    freelancer = milestone.contract.freelancer
    open_dispute(by=freelancer, milestone_id=milestone.pk, claim=usd("50"), content=content)


def test_chargeback_stops_the_notice(under_notice, provider, travel):
    bank_dispute = provider.want_back(Funding.objects.get(milestone=under_notice, state="paid").charge_id)
    sync_dispute(dispute_id=bank_dispute.id)
    left = under_notice.cancel_at - clock.now()
    travel(4 * DAY)
    under_notice.refresh_from_db()
    assert under_notice.held_value == 100
    cancel_late(milestone_id=under_notice.pk)  # a job that was under way
    with pytest.raises(HoldFrozen):
        give_cancel_notice(by=under_notice.contract.client, milestone_id=under_notice.pk)
    provider.decide(bank_dispute, "won")
    sync_dispute(dispute_id=bank_dispute.id)
    under_notice.refresh_from_db()
    assert under_notice.cancel_at - clock.now() == pytest.approx(left, abs=timedelta(minutes=1))


def test_actions_of_the_deadline_do_nothing_before_their_time_or_twice(under_notice, travel, farida):
    remind_of_cancel_notice(milestone_id=under_notice.pk)
    cancel_late(milestone_id=under_notice.pk)
    under_notice.refresh_from_db()
    assert under_notice.held_value == 100
    assert kinds_of(farida) == ["milestone.cancel_notice_given"]
    travel(3 * DAY + timedelta(minutes=1))
    cancel_late(milestone_id=under_notice.pk)
    assert Refund.objects.count() == 1


def test_reminder_that_would_come_before_the_notice_is_left_out(late, settings):
    settings.LIFECYCLE = settings.LIFECYCLE.__class__(cancel_notice_days=1, cancel_warning_days=1)
    give_cancel_notice(by=late.contract.client, milestone_id=late.pk)
    late.refresh_from_db()
    assert late.cancel_at - late.cancel_reminder_at == DAY / 2


def test_database_refuses_a_notice_on_delivered_work(provider):
    milestone = submitted(provider, "100.00")
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(pk=milestone.pk).update(cancel_at=clock.now())


def test_next_deadline_is_what_really_happens_next(provider, travel):
    milestone = funded(provider, "100.00")
    assert progress.next_deadline(milestone).what == "work_due"
    travel(6 * DAY)
    milestone.refresh_from_db()
    assert progress.late_since(milestone) == milestone.work_due_at
    assert progress.next_deadline(milestone) == progress.Deadline("refunded_if_idle", milestone.idle_refund_at)
    give_cancel_notice(by=milestone.contract.client, milestone_id=milestone.pk)
    milestone.refresh_from_db()
    assert progress.late_since(milestone) is None
    assert progress.next_deadline(milestone) == progress.Deadline("cancelled_after_notice", milestone.cancel_at)


def test_workroom_offers_the_notice_as_the_clients_next_step(late, page, carla, farida):
    address = late.contract.get_absolute_url()
    html = page(carla).get(address).content.decode()
    assert "Late since" in html
    assert "Give notice to cancel" in html
    assert 'class="main-action phone"' in html
    page(carla).post(f"/milestones/{late.pk}/cancel-notice/")
    assert "You gave notice" in page(carla).get(address).content.decode()
    assert "gave notice to cancel. Deliver by" in page(farida).get(address).content.decode()
    page(carla).post(f"/milestones/{late.pk}/cancel-notice/withdraw/")
    assert "Late since" in page(farida).get(address).content.decode()


def test_home_shows_what_to_do_to_both(late, page, carla, farida):
    assert "give notice to cancel" in page(carla).get("/my-work/").content.decode()
    give_cancel_notice(by=carla, milestone_id=late.pk)
    assert "give notice to cancel" not in page(carla).get("/my-work/").content.decode()
    assert "before the notice to cancel ends" in page(farida).get("/my-work/").content.decode()


def test_dispute_instead_of_a_delivery_pays_nothing_for_silence(under_notice, travel, run_jobs, carla, page):
    dispute(under_notice)
    row = Dispute.objects.get()
    assert "the held money goes back to the client" in page(carla).get(row.get_absolute_url()).content.decode()
    assert "the held money goes back to you" in page(carla).get("/my-work/").content.decode()
    assert Notification.objects.filter(user=carla, kind="dispute.opened_undelivered").exists()
    travel(8 * DAY)
    under_notice.refresh_from_db()
    assert (under_notice.state, under_notice.released_value, under_notice.refunded_value) == (State.REFUNDED, 0, 100)
    row.refresh_from_db()
    assert (row.ending, row.to_freelancer_value) == ("silence", 0)
    run_jobs()
    assert_books_whole()
