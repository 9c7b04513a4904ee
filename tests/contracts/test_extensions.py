"""Deadlines: warnings, late work and extensions; revisions: counted, requested and granted."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import translation

from market.contracts.models import Milestone, Proposal
from market.contracts.proposals.actions import (
    OwnProposal,
    ProposalDecided,
    ProposalOutdated,
    ProposalPending,
    agree_proposal,
    refuse_proposal,
)
from market.contracts.proposals.request_actions import RevisionsLeft, ask_extension, ask_revision
from market.contracts.reminders.actions import remind_of_review
from market.contracts.workroom import progress, transitions
from market.contracts.workroom.actions import (
    MilestoneNotReady,
    NotTheClient,
    NotTheFreelancer,
    RevisionsNotCounted,
    RevisionsUsed,
    grant_revision,
    notify_of_deadline,
    refuse_refund,
    request_changes,
    request_refund,
    submit_work,
)
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.notifications.models import Notification

STATES = Milestone.State.values


def notified(kind: str) -> list[int]:
    return sorted(Notification.objects.filter(kind=kind).values_list("user", flat=True))


@pytest.mark.parametrize("state", STATES)
def test_extension_can_be_requested_while_work_or_changes_are_due(farida, funded, in_state, state):
    in_state(funded, state)
    if state in ("funded", "changes_requested"):
        proposal = ask_extension(by=farida, milestone_id=funded.pk, days=3)
        assert proposal.until == pytest.approx(
            (funded.due_at or clock.now()) + timedelta(days=3), abs=timedelta(minutes=1)
        )
    else:
        with pytest.raises(MilestoneNotReady):
            ask_extension(by=farida, milestone_id=funded.pk, days=3)


def test_freelancer_requests_an_extension_and_client_agrees(carla, farida, omar, funded):
    with pytest.raises(NotTheFreelancer):
        ask_extension(by=carla, milestone_id=funded.pk, days=3)
    with pytest.raises(NotFound):
        ask_extension(by=omar, milestone_id=funded.pk, days=3)
    proposal = ask_extension(by=farida, milestone_id=funded.pk, days=3, note="Ill")
    with pytest.raises(ProposalPending):
        ask_extension(by=farida, milestone_id=funded.pk, days=3)
    agree_proposal(by=carla, proposal_id=proposal.pk)
    funded.refresh_from_db()
    assert funded.work_due_at == proposal.until
    assert (notified("contract.extension_asked"), notified("contract.extension_agreed")) == ([carla.pk], [farida.pk])


def test_refused_extension_keeps_the_deadline(carla, farida, funded):
    due = funded.work_due_at
    refuse_proposal(by=carla, proposal_id=ask_extension(by=farida, milestone_id=funded.pk, days=3).pk)
    funded.refresh_from_db()
    assert funded.work_due_at == due


def test_extension_of_late_work_counts_from_now(farida, funded):
    transitions.set_deadline(funded, clock.now() - timedelta(days=4), at=clock.now())
    proposal = ask_extension(by=farida, milestone_id=funded.pk, days=2)
    assert proposal.until > clock.now() + timedelta(days=1, hours=23)


@pytest.mark.parametrize("days", [0, 61])
def test_extension_days_are_limited(farida, funded, days):
    with pytest.raises(Invalid) as refused:
        ask_extension(by=farida, milestone_id=funded.pk, days=days)
    assert list(refused.value.errors) == ["days"]


def test_extension_cannot_pass_the_last_day_of_holding(farida, funded):
    Milestone.objects.filter(pk=funded.pk).update(last_day_at=funded.work_due_at + timedelta(days=2))
    with pytest.raises(Invalid):
        ask_extension(by=farida, milestone_id=funded.pk, days=2)


def test_extension_cannot_be_agreed_after_delivery(carla, farida, funded):
    proposal = ask_extension(by=farida, milestone_id=funded.pk, days=3)
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    with pytest.raises(ProposalDecided):
        agree_proposal(by=carla, proposal_id=proposal.pk)


def test_both_parties_are_notified_before_and_after_the_deadline(carla, farida, funded, travel):
    people = sorted([carla.pk, farida.pk])
    assert not progress.is_late(funded)
    notify_of_deadline(milestone_id=funded.pk)
    travel(timedelta(days=funded.days - settings.LIFECYCLE.deadline_warning_days, minutes=1))
    assert (notified("milestone.due_soon"), notified("milestone.late")) == (people, [])
    travel(timedelta(days=settings.LIFECYCLE.deadline_warning_days))
    assert (notified("milestone.due_soon"), notified("milestone.late")) == (people, people)
    funded.refresh_from_db()
    assert progress.is_late(funded)
    assert "LATE" in progress.sentence(funded, carla)
    assert "LATE" in progress.sentence(funded, farida)
    travel(timedelta(days=3))
    assert notified("milestone.late") == people


def test_no_deadline_notification_after_delivery(farida, funded, travel):
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    travel(timedelta(days=5))
    assert notified("milestone.due_soon") == notified("milestone.late") == []


def test_client_is_reminded_twice_before_silence_approves(carla, farida, funded, travel):
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    remind_of_review(milestone_id=funded.pk)
    assert notified("milestone.review_due") == []
    for days, expected in [(9, 0), (1, 1), (2, 1), (1, 2), (0.9, 2)]:
        travel(timedelta(days=days, minutes=1))
        assert notified("milestone.review_due") == [carla.pk] * expected


def test_review_that_was_paused_reminds_by_its_new_end(carla, farida, funded, travel):
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    travel(timedelta(days=8))
    request_refund(by=carla, milestone_id=funded.pk, reason="Too late")
    travel(timedelta(days=5))
    assert notified("milestone.review_due") == []
    refuse_refund(by=farida, milestone_id=funded.pk)
    travel(timedelta(days=2, minutes=1))
    assert notified("milestone.review_due") == [carla.pk]
    request_changes(by=carla, milestone_id=funded.pk, note="Bigger")
    travel(timedelta(days=6))
    assert notified("milestone.review_due") == [carla.pk]


def test_delayed_deadline_job_notifies_only_that_work_is_late(funded):
    Milestone.objects.filter(pk=funded.pk).update(
        work_due_at=clock.now() - timedelta(days=1), work_notice_at=clock.now() - timedelta(days=3)
    )
    notify_of_deadline(milestone_id=funded.pk)
    assert notified("milestone.due_soon") == []
    assert len(notified("milestone.late")) == 2


def test_one_day_milestone_is_warned_at_half_time(milestone):
    Milestone.objects.filter(pk=milestone.pk).update(days=1)
    milestone.refresh_from_db()
    at = clock.now()
    transitions.mark_funded(milestone, at=at)
    assert milestone.work_notice_at == at + timedelta(hours=12)


def test_deadline_that_is_not_set_is_not_moved(milestone):
    transitions.move_deadline(milestone, days=3, at=clock.now())
    assert milestone.work_due_at is None


def deliver(farida, milestone: Milestone) -> None:
    submit_work(by=farida, milestone_id=milestone.pk, note="Here")


def test_revisions_are_counted_and_limited(carla, farida, funded):
    Milestone.objects.filter(pk=funded.pk).update(revisions=1)
    deliver(farida, funded)
    request_changes(by=carla, milestone_id=funded.pk, note="Greener")
    deliver(farida, funded)
    with pytest.raises(RevisionsUsed, match="used: 1"):
        request_changes(by=carla, milestone_id=funded.pk, note="Bluer")
    granted = grant_revision(by=farida, milestone_id=funded.pk)
    assert (granted.revisions, granted.revisions_used) == (2, 1)
    assert notified("milestone.revision_granted") == [carla.pk]
    request_changes(by=carla, milestone_id=funded.pk, note="Bluer")


def test_uncounted_revisions_have_no_limit(carla, farida, funded):
    for _ in range(3):
        deliver(farida, funded)
        request_changes(by=carla, milestone_id=funded.pk, note="Again")
    with pytest.raises(RevisionsNotCounted):
        grant_revision(by=farida, milestone_id=funded.pk)


@pytest.mark.parametrize("state", STATES)
def test_states_in_which_a_revision_can_be_granted(carla, farida, funded, in_state, state):
    Milestone.objects.filter(pk=funded.pk).update(revisions=0)
    in_state(funded, state)
    with pytest.raises(NotTheFreelancer):
        grant_revision(by=carla, milestone_id=funded.pk)
    if state in ("funded", "submitted", "changes_requested"):
        assert grant_revision(by=farida, milestone_id=funded.pk).revisions == 1
    else:
        with pytest.raises(MilestoneNotReady):
            grant_revision(by=farida, milestone_id=funded.pk)


@pytest.fixture
def without_revisions(farida, funded) -> Milestone:
    """A submitted milestone whose terms include no revision."""
    Milestone.objects.filter(pk=funded.pk).update(revisions=0)
    deliver(farida, funded)
    funded.refresh_from_db()
    return funded


def test_revision_is_requested_and_agreed(carla, farida, without_revisions):
    proposal = ask_revision(by=carla, milestone_id=without_revisions.pk, note="The blue is too dark.")
    with pytest.raises(ProposalPending):
        ask_revision(by=carla, milestone_id=without_revisions.pk)
    agree_proposal(by=farida, proposal_id=proposal.pk)
    assert (notified("contract.revision_asked"), notified("contract.revision_agreed")) == ([farida.pk], [carla.pk])
    with pytest.raises(RevisionsLeft):
        ask_revision(by=carla, milestone_id=without_revisions.pk)
    assert request_changes(by=carla, milestone_id=without_revisions.pk, note="Bluer").revisions == 1


def test_client_requests_a_revision_and_freelancer_answers(carla, farida, omar, without_revisions):
    with pytest.raises(NotTheClient):
        ask_revision(by=farida, milestone_id=without_revisions.pk)
    with pytest.raises(NotFound):
        ask_revision(by=omar, milestone_id=without_revisions.pk)
    proposal = ask_revision(by=carla, milestone_id=without_revisions.pk)
    with pytest.raises(OwnProposal):
        agree_proposal(by=carla, proposal_id=proposal.pk)
    refuse_proposal(by=farida, proposal_id=proposal.pk)
    with pytest.raises(RevisionsUsed):
        request_changes(by=carla, milestone_id=without_revisions.pk, note="Bluer")
    assert notified("contract.revision_refused") == [carla.pk]
    assert ask_revision(by=carla, milestone_id=without_revisions.pk).state == "open"


@pytest.mark.parametrize("state", STATES)
def test_revision_can_be_requested_in_state_submitted_only(carla, without_revisions, in_state, state):
    in_state(without_revisions, state)
    if state == "submitted":
        assert ask_revision(by=carla, milestone_id=without_revisions.pk).kind == "revision"
    else:
        with pytest.raises(MilestoneNotReady):
            ask_revision(by=carla, milestone_id=without_revisions.pk)


def test_uncounted_revisions_cannot_be_requested(carla, farida, funded):
    deliver(farida, funded)
    with pytest.raises(RevisionsNotCounted):
        ask_revision(by=carla, milestone_id=funded.pk)


def test_revision_request_is_outdated_when_one_was_granted(carla, farida, without_revisions):
    proposal = ask_revision(by=carla, milestone_id=without_revisions.pk)
    grant_revision(by=farida, milestone_id=without_revisions.pk)
    with pytest.raises(ProposalOutdated):
        agree_proposal(by=farida, proposal_id=proposal.pk)


def test_revision_request_lapses_at_the_review_deadline(carla, farida, without_revisions, travel):
    travel(timedelta(days=settings.LIFECYCLE.review_silence_days - 2))
    proposal = ask_revision(by=carla, milestone_id=without_revisions.pk)
    assert proposal.due_at == without_revisions.review_due_at
    travel(timedelta(days=1))
    assert list(Proposal.objects.open()) == [proposal]
    Milestone.objects.filter(pk=without_revisions.pk).update(state="released", review_due_at=None)
    assert not Proposal.objects.open().exists()
    travel(timedelta(days=1))
    proposal.refresh_from_db()
    assert (proposal.state, notified("contract.revision_lapsed")) == ("lapsed", [])


def test_last_step_names_the_payment_for_each_party_in_bangla(funded, carla, farida):
    with translation.override("bn"):
        to_client, to_freelancer = (progress.steps(funded, side)[-1].title for side in (carla, farida))
        assert str(to_client) == "ফ্রিল্যান্সার টাকা পান"
        assert str(to_freelancer) == "টাকা আপনার হবে, ৫ দিন পরে তোলা যাবে"


def test_extension_that_would_bring_no_more_time_is_outdated(carla, farida, funded, travel):
    stale = ask_extension(by=farida, milestone_id=funded.pk, days=1)
    later = funded.work_due_at + timedelta(days=2)
    transitions.set_deadline(funded, later, at=clock.now())
    with pytest.raises(ProposalOutdated):
        agree_proposal(by=carla, proposal_id=stale.pk)
    funded.refresh_from_db()
    assert funded.work_due_at == later
    Proposal.objects.filter(pk=stale.pk).update(due_at=stale.until + timedelta(days=9))
    Milestone.objects.filter(pk=funded.pk).update(work_due_at=clock.now())
    travel(stale.until - clock.now() + timedelta(minutes=1))
    with pytest.raises(ProposalOutdated):
        agree_proposal(by=carla, proposal_id=stale.pk)
