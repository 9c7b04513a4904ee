"""Deadlines: told before, late, more time asked and granted; rounds of changes counted."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import translation

from market.contracts.models import Milestone, Proposal
from market.contracts.proposals.actions import (
    OwnProposal,
    ProposalOutdated,
    ProposalPending,
    agree_proposal,
    refuse_proposal,
)
from market.contracts.proposals.request_actions import RevisionsLeft, ask_extension, ask_revision
from market.contracts.workroom import progress, transitions
from market.contracts.workroom.actions import (
    MilestoneNotReady,
    NotTheClient,
    NotTheFreelancer,
    RevisionsNotCounted,
    RevisionsUsed,
    grant_revision,
    notify_of_deadline,
    request_changes,
    submit_work,
)
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.notifications.models import Notification

STATES = Milestone.State.values


def told(kind: str) -> list[int]:
    return sorted(Notification.objects.filter(kind=kind).values_list("user", flat=True))


@pytest.mark.parametrize("state", STATES)
def test_more_time_is_asked_while_the_work_is_to_be_done(farida, funded, in_state, state):
    in_state(funded, state)
    if state == "funded":
        asked = ask_extension(by=farida, milestone_id=funded.pk, days=3)
        assert asked.until == funded.work_due_at + timedelta(days=3)
    else:
        with pytest.raises(MilestoneNotReady):
            ask_extension(by=farida, milestone_id=funded.pk, days=3)


def test_only_she_asks_and_the_client_answers(carla, farida, omar, funded):
    with pytest.raises(NotTheFreelancer):
        ask_extension(by=carla, milestone_id=funded.pk, days=3)
    with pytest.raises(NotFound):
        ask_extension(by=omar, milestone_id=funded.pk, days=3)
    asked = ask_extension(by=farida, milestone_id=funded.pk, days=3, note="Ill")
    with pytest.raises(ProposalPending):
        ask_extension(by=farida, milestone_id=funded.pk, days=3)
    agree_proposal(by=carla, proposal_id=asked.pk)
    funded.refresh_from_db()
    assert funded.work_due_at == asked.until
    assert (told("contract.extension_asked"), told("contract.extension_agreed")) == ([carla.pk], [farida.pk])


def test_a_refusal_leaves_the_day(carla, farida, funded):
    due = funded.work_due_at
    refuse_proposal(by=carla, proposal_id=ask_extension(by=farida, milestone_id=funded.pk, days=3).pk)
    funded.refresh_from_db()
    assert funded.work_due_at == due


def test_late_work_gets_days_from_now(farida, funded):
    transitions.set_deadline(funded, clock.now() - timedelta(days=4), at=clock.now())
    asked = ask_extension(by=farida, milestone_id=funded.pk, days=2)
    assert asked.until > clock.now() + timedelta(days=1, hours=23)


@pytest.mark.parametrize("days", [0, 61])
def test_so_many_days_are_not_given(farida, funded, days):
    with pytest.raises(Invalid) as refused:
        ask_extension(by=farida, milestone_id=funded.pk, days=days)
    assert list(refused.value.errors) == ["days"]


def test_nothing_is_due_after_the_last_day_of_holding(farida, funded):
    Milestone.objects.filter(pk=funded.pk).update(last_day_at=funded.work_due_at + timedelta(days=2))
    with pytest.raises(Invalid):
        ask_extension(by=farida, milestone_id=funded.pk, days=2)


def test_work_delivered_meanwhile_needs_no_time(carla, farida, funded):
    asked = ask_extension(by=farida, milestone_id=funded.pk, days=3)
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    with pytest.raises(MilestoneNotReady):
        agree_proposal(by=carla, proposal_id=asked.pk)


def test_both_are_told_before_and_after(carla, farida, funded, travel):
    people = sorted([carla.pk, farida.pk])
    assert not progress.is_late(funded)
    notify_of_deadline(milestone_id=funded.pk)
    travel(timedelta(days=funded.days - settings.LIFECYCLE.deadline_warning_days, minutes=1))
    assert (told("milestone.due_soon"), told("milestone.late")) == (people, [])
    travel(timedelta(days=settings.LIFECYCLE.deadline_warning_days))
    assert (told("milestone.due_soon"), told("milestone.late")) == (people, people)
    funded.refresh_from_db()
    assert progress.is_late(funded)
    assert "LATE" in progress.sentence(funded, carla)
    assert "LATE" in progress.sentence(funded, farida)
    travel(timedelta(days=3))
    assert told("milestone.late") == people


def test_who_has_delivered_is_told_nothing(farida, funded, travel):
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    travel(timedelta(days=5))
    assert told("milestone.due_soon") == told("milestone.late") == []


def test_a_long_late_clock_says_only_that_it_is_late(funded):
    Milestone.objects.filter(pk=funded.pk).update(
        work_due_at=clock.now() - timedelta(days=1), work_notice_at=clock.now() - timedelta(days=3)
    )
    notify_of_deadline(milestone_id=funded.pk)
    assert told("milestone.due_soon") == []
    assert len(told("milestone.late")) == 2


def test_one_day_of_work_is_warned_of_at_its_half(milestone):
    Milestone.objects.filter(pk=milestone.pk).update(days=1)
    milestone.refresh_from_db()
    at = clock.now()
    transitions.mark_funded(milestone, at=at)
    assert milestone.work_notice_at == at + timedelta(hours=12)


def test_a_deadline_that_does_not_run_is_not_moved(milestone):
    transitions.move_deadline(milestone, days=3, at=clock.now())
    assert milestone.work_due_at is None


def delivered(farida, milestone: Milestone) -> None:
    submit_work(by=farida, milestone_id=milestone.pk, note="Here")


def test_rounds_of_changes_are_counted(carla, farida, funded):
    Milestone.objects.filter(pk=funded.pk).update(revisions=1)
    delivered(farida, funded)
    request_changes(by=carla, milestone_id=funded.pk, note="Greener")
    delivered(farida, funded)
    with pytest.raises(RevisionsUsed, match="used: 1"):
        request_changes(by=carla, milestone_id=funded.pk, note="Bluer")
    granted = grant_revision(by=farida, milestone_id=funded.pk)
    assert (granted.revisions, granted.revisions_used) == (2, 1)
    assert told("milestone.revision_granted") == [carla.pk]
    request_changes(by=carla, milestone_id=funded.pk, note="Bluer")


def test_not_counted_means_no_limit(carla, farida, funded):
    for _ in range(3):
        delivered(farida, funded)
        request_changes(by=carla, milestone_id=funded.pk, note="Again")
    with pytest.raises(RevisionsNotCounted):
        grant_revision(by=farida, milestone_id=funded.pk)


@pytest.mark.parametrize("state", STATES)
def test_a_round_is_granted_while_it_helps(carla, farida, funded, in_state, state):
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
def used_up(farida, funded) -> Milestone:
    """Delivered work whose price includes no round of changes."""
    Milestone.objects.filter(pk=funded.pk).update(revisions=0)
    delivered(farida, funded)
    funded.refresh_from_db()
    return funded


def test_one_more_round_is_asked_and_granted(carla, farida, used_up):
    asked = ask_revision(by=carla, milestone_id=used_up.pk, note="The blue is too dark.")
    with pytest.raises(ProposalPending):
        ask_revision(by=carla, milestone_id=used_up.pk)
    agree_proposal(by=farida, proposal_id=asked.pk)
    assert (told("contract.revision_asked"), told("contract.revision_agreed")) == ([farida.pk], [carla.pk])
    with pytest.raises(RevisionsLeft):
        ask_revision(by=carla, milestone_id=used_up.pk)
    assert request_changes(by=carla, milestone_id=used_up.pk, note="Bluer").revisions == 1


def test_one_more_round_is_the_clients_to_ask_and_hers_to_grant(carla, farida, omar, used_up):
    with pytest.raises(NotTheClient):
        ask_revision(by=farida, milestone_id=used_up.pk)
    with pytest.raises(NotFound):
        ask_revision(by=omar, milestone_id=used_up.pk)
    asked = ask_revision(by=carla, milestone_id=used_up.pk)
    with pytest.raises(OwnProposal):
        agree_proposal(by=carla, proposal_id=asked.pk)
    refuse_proposal(by=farida, proposal_id=asked.pk)
    with pytest.raises(RevisionsUsed):
        request_changes(by=carla, milestone_id=used_up.pk, note="Bluer")
    assert told("contract.revision_refused") == [carla.pk]
    assert ask_revision(by=carla, milestone_id=used_up.pk).state == "open"


@pytest.mark.parametrize("state", STATES)
def test_one_more_round_is_asked_of_delivered_work(carla, used_up, in_state, state):
    in_state(used_up, state)
    if state == "submitted":
        assert ask_revision(by=carla, milestone_id=used_up.pk).kind == "revision"
    else:
        with pytest.raises(MilestoneNotReady):
            ask_revision(by=carla, milestone_id=used_up.pk)


def test_where_rounds_are_not_counted_none_is_asked(carla, farida, funded):
    delivered(farida, funded)
    with pytest.raises(RevisionsNotCounted):
        ask_revision(by=carla, milestone_id=funded.pk)


def test_a_round_given_in_the_meantime_is_not_given_twice(carla, farida, used_up):
    asked = ask_revision(by=carla, milestone_id=used_up.pk)
    grant_revision(by=farida, milestone_id=used_up.pk)
    with pytest.raises(ProposalOutdated):
        agree_proposal(by=farida, proposal_id=asked.pk)


def test_no_answer_counts_after_the_days_of_review(carla, farida, used_up, travel):
    travel(timedelta(days=settings.LIFECYCLE.review_silence_days - 2))
    asked = ask_revision(by=carla, milestone_id=used_up.pk)
    assert asked.due_at == used_up.review_due_at
    travel(timedelta(days=1))
    assert list(Proposal.objects.open()) == [asked]
    Milestone.objects.filter(pk=used_up.pk).update(state="released", review_due_at=None)
    assert not Proposal.objects.open().exists()
    travel(timedelta(days=1))
    asked.refresh_from_db()
    assert (asked.state, told("contract.revision_lapsed")) == ("lapsed", [])


def test_the_step_after_approval_tells_a_client_that_the_freelancer_is_paid(funded, carla, farida):
    with translation.override("bn"):
        to_client, to_freelancer = (progress.steps(funded, side)[-1].title for side in (carla, farida))
        assert str(to_client) == "ফ্রিল্যান্সার টাকা পান"
        assert str(to_freelancer) == "টাকা আপনার হবে, ৫ দিন পরে তোলা যাবে"
