"""What the acts in a contract write: the work, what is proposed, reminders and deadlines; see tests.money_record."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.contracts.calendars.feeds import feed_of, file_of
from market.contracts.deliveries.actions import replace_delivery
from market.contracts.history.log import describe_entry, log_of
from market.contracts.history.work import describe_work, paid_contracts
from market.contracts.models import Contract, Milestone
from market.contracts.proposals.actions import (
    agree_proposal,
    end_contract,
    propose_change,
    refuse_proposal,
    withdraw_proposal,
)
from market.contracts.proposals.changes import Wish
from market.contracts.proposals.request_actions import ask_extension, ask_revision
from market.contracts.workroom import progress, transitions
from market.contracts.workroom.actions import (
    grant_revision,
    refuse_refund,
    request_changes,
    request_refund,
    submit_work,
)
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base import clock
from market.files.actions import keep_upload
from market.payments.cancelling.actions import give_cancel_notice, withdraw_cancel_notice
from market.payments.releases.actions import approve_milestone
from tests import make
from tests.payments.story import contract, first, funded, pay

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def steps(milestone: Milestone) -> list[object]:
    """What both sides read of the way of a milestone."""
    milestone = Milestone.objects.select_related("contract__client", "contract__freelancer").get(pk=milestone.pk)
    parties = (milestone.contract.client, milestone.contract.freelancer)
    way = [step for party in parties for step in progress.steps(milestone, party)]
    sentences = [progress.sentence(milestone, party) for party in parties]
    more = [progress.next_deadline(milestone), progress.whose_turn(milestone), progress.badge(milestone)]
    return [*way, *sentences, *more, *progress.contract_steps(milestone.contract.milestones.all())]


def calendar_lines(feed: bytes) -> list[str]:
    """A calendar without the instants at which it was made; what the story took is left away."""
    lines = [each for each in feed.decode().splitlines() if not each.startswith("DTSTAMP")]
    return [re.sub(r"(T\d{4})\d\dZ$", r"\1", each) for each in lines]


def file_of_user(user, name="logo.svg") -> str:
    return str(keep_upload(by=user, file=SimpleUploadedFile(name, b"<svg/>")).pk)


def test_work(record, carla, farida, rina, run_jobs, travel):
    bid = make.make_bid(make.make_job(carla), farida)
    make.make_bid(bid.job, rina)
    agreed = record.step("Carla accepts a bid", lambda: accept_terms(by=carla, bid_id=bid.pk))
    milestone = first(agreed)
    named = {"milestone_id": milestone.pk}
    Milestone.objects.filter(pk=milestone.pk).update(revisions=1)
    record.show("The way before", steps(milestone))
    record.step("Money is held", lambda: transitions.mark_funded(first(agreed), at=clock.now()))
    record.show("The way then", steps(milestone))
    deliver = {"by": farida, "note": "Here it is.", **named}
    record.step("Farida delivers", lambda: submit_work(file_ids=[file_of_user(farida)], **deliver))
    record.step("She replaces it", lambda: replace_delivery(by=farida, note="Here it is, complete.", **named))
    record.show("The way after it", steps(milestone))
    record.step("Four days later", lambda: travel(11 * DAY))
    change = {"by": carla, "note": "Greener.", "days": 3, **named}
    record.step("Carla requests changes", lambda: request_changes(file_ids=[file_of_user(carla)], **change))
    record.show("The way now", steps(milestone))
    extension = record.step("Farida asks for time", lambda: ask_extension(by=farida, days=2, note="Ill.", **named))
    record.step("Carla agrees", lambda: agree_proposal(by=carla, proposal_id=extension.pk))
    record.step("Farida delivers again", lambda: submit_work(**deliver))
    revision = record.step("Carla asks for a round", lambda: ask_revision(by=carla, note="One more.", **named))
    record.step("Farida refuses", lambda: refuse_proposal(by=farida, proposal_id=revision.pk))
    record.step("Farida grants one", lambda: grant_revision(by=farida, **named))
    record.step("Carla asks for the money back", lambda: request_refund(by=carla, reason="Too late.", **named))
    record.show("The way at last", steps(milestone))
    record.step("Two days later", lambda: travel(2 * DAY))
    record.step("Farida refuses", lambda: refuse_refund(by=farida, **named))
    record.show("What Carla reads", [describe_entry(each, agreed, carla) for each in log_of(agreed, carla)])
    record.require("work")


def test_changes_of_a_contract(record, carla, farida, travel):
    agreed = contract("80.00", "40.00", client=carla, freelancer=farida)
    one, two = agreed.milestones.order_by("position")
    transitions.mark_funded(first(agreed), at=clock.now())
    wishes = [
        Wish(one.pk, title="Drafts", amount=Decimal("80.00"), days=9, revisions=2, done_when=" Three  ideas. "),
        Wish(two.pk, drop=True),
        Wish(title="Signboard", amount=Decimal("25.00"), days=2),
    ]
    ask = {"by": carla, "contract_id": agreed.pk, "wishes": wishes, "note": "The shop moves."}
    proposal = record.step("Carla proposes a change", lambda: propose_change(**ask))
    record.show("Her calendar", calendar_lines(feed_of(carla)))
    record.step("Farida agrees", lambda: agree_proposal(by=farida, proposal_id=proposal.pk))
    wishes[:] = [Wish(title="A card", amount=Decimal("10.00"), days=1)]
    proposal = propose_change(**ask)
    record.step("Carla takes another back", lambda: withdraw_proposal(by=carla, proposal_id=proposal.pk))
    propose_change(**ask)
    record.step("A third is not answered", lambda: travel(8 * DAY))
    record.require("contract_changes")


def test_late_work_is_cancelled(record, provider, travel):
    milestone = funded(provider, "100.00", "50.00")
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    named = {"by": client, "milestone_id": milestone.pk}
    record.step("The work is due soon, and late", lambda: travel(6 * DAY))
    record.show("The way of late work", steps(milestone))
    record.step("The client gives notice", lambda: give_cancel_notice(**named))
    record.show("The way under notice", steps(milestone))
    record.show("The freelancer's calendar", calendar_lines(feed_of(freelancer)))
    record.step("The client withdraws it", lambda: withdraw_cancel_notice(**named))
    give_cancel_notice(**named)
    record.step("Nothing comes", lambda: travel(8 * DAY))
    record.show("The way of what was cancelled", steps(milestone))
    record.require("late_work")


def test_contract_ends(record, provider, travel, carla, farida, run_jobs):
    agreed = contract("100.00", client=carla, freelancer=farida)
    record.step("It is not funded", lambda: travel(8 * DAY))
    again = contract("100.00", "50.00", client=carla, freelancer=farida)
    record.step("Carla asks to end another", lambda: end_contract(by=carla, contract_id=again.pk))
    record.step("Farida does too", lambda: end_contract(by=farida, contract_id=again.pk))
    third = pay(provider, first(contract("70.00", client=carla, freelancer=farida)))
    submit_work(by=farida, milestone_id=third.pk, note="Done.")
    request_refund(by=carla, milestone_id=third.pk, reason="Not what I asked for.")
    record.step("Nobody answers a wish for a refund", lambda: travel(6 * DAY))
    record.step("Carla approves", lambda: approve_milestone(by=carla, milestone_id=third.pk))
    record.show("The way of what is paid", steps(third))
    record.show("Past work", [describe_work(each) for each in paid_contracts(farida.pk)])
    file = file_of(Contract.objects.get(pk=agreed.pk), farida)
    record.show("The file of the first", calendar_lines(file))
    record.require("contract_ends")


def test_freeze(record, carla, farida, travel):
    agreed = contract("100.00", client=carla, freelancer=farida)
    transitions.mark_funded(first(agreed), at=clock.now())
    record.step("A chargeback freezes it", lambda: transitions.freeze(first(agreed), at=clock.now()))
    record.step("Six days later", lambda: travel(6 * DAY))
    record.step("It goes on", lambda: transitions.thaw(first(agreed), at=clock.now()))
    record.require("frozen")
