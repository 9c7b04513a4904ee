"""Every deadline of a dispute, to the second: an action is accepted just before it and refused from then on, and
deadlines that are processed three days late have the same outcome as on time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from market.accounts.models import User
from market.contracts.models import Milestone
from market.contracts.workroom.actions import TimeIsUp
from market.core.base import clock
from market.disputes.claims import actions as claims_actions
from market.disputes.claims import offer_actions
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.models import Dispute, Offer
from market.disputes.rulings import actions as rulings_actions
from market.disputes.rulings import desk_actions
from market.disputes.rulings.actions import Decision
from tests.disputes.conftest import answered, opened
from tests.payments import story
from tests.payments.story import assert_books_whole, usd

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
STATEMENT = StatementContent("It is exactly that.")


@pytest.fixture
def at(monkeypatch) -> Callable[[datetime], None]:
    """`at(instant)` sets the current time. No deadline is processed."""
    return lambda instant: monkeypatch.setattr(clock, "now", lambda: instant)


@dataclass(frozen=True)
class Scenario:
    """A dispute, its parties and a way to set the time."""

    dispute: Dispute
    people: dict[str, User]
    at: Callable[[datetime], None]

    def due(self) -> datetime:
        self.dispute.refresh_from_db()
        assert self.dispute.due_at is not None
        return self.dispute.due_at

    def run_deadline(self) -> None:
        """Let the current step end at its deadline."""
        self.at(self.due())
        clock.run_due()

    def rule(self, share: str) -> None:
        self.dispute.refresh_from_db()
        assert self.dispute.moderator is not None
        ACTIONS["rule"](self, share)


def _decision(share: str) -> Decision:
    return Decision(usd(share), ("defects",), {"en": "The files do not open."})


def _assigned_moderator(scenario: Scenario) -> User:
    scenario.dispute.refresh_from_db()
    assert scenario.dispute.moderator is not None
    return scenario.dispute.moderator


def _another_moderator(scenario: Scenario) -> User:
    return next(iter(desk_actions.takers(scenario.dispute, _assigned_moderator(scenario))))


ACTIONS: dict[str, Callable[..., Any]] = {
    "answer": lambda s: claims_actions.answer_dispute(
        by=s.dispute.answering, dispute_id=s.dispute.pk, content=STATEMENT
    ),
    "concede": lambda s: claims_actions.concede_dispute(by=s.dispute.answering, dispute_id=s.dispute.pk),
    "withdraw": lambda s: claims_actions.withdraw_dispute(by=s.dispute.opened_by, dispute_id=s.dispute.pk),
    "say": lambda s: claims_actions.add_statement(by=s.dispute.opened_by, dispute_id=s.dispute.pk, content=STATEMENT),
    "offer": lambda s: offer_actions.offer_split(
        by=s.dispute.opened_by, dispute_id=s.dispute.pk, to_freelancer=usd("50")
    ),
    "rule": lambda s, share="70": rulings_actions.give_ruling(
        by=_assigned_moderator(s), dispute_id=s.dispute.pk, decision=_decision(share)
    ),
    "draft": lambda s: rulings_actions.draft_ruling(
        by=_assigned_moderator(s), dispute_id=s.dispute.pk, decision=_decision("70")
    ),
    "talk": lambda s: desk_actions.open_conversation(
        by=_assigned_moderator(s), dispute_id=s.dispute.pk, reason="Was time granted?"
    ),
    "hand over": lambda s: desk_actions.hand_over_dispute(
        by=_assigned_moderator(s), dispute_id=s.dispute.pk, to_id=_another_moderator(s).pk, reason="I am ill."
    ),
    "appeal": lambda s: rulings_actions.appeal_ruling(
        by=s.dispute.answering, dispute_id=s.dispute.pk, content=STATEMENT
    ),
}


def _to_settlement(scenario: Scenario) -> None:
    answered(scenario.dispute)


def _to_ruling(scenario: Scenario) -> None:
    answered(scenario.dispute)
    if not scenario.dispute.is_small:
        scenario.run_deadline()


def _to_first_ruling(scenario: Scenario) -> None:
    _to_ruling(scenario)
    scenario.rule("900" if scenario.dispute.needs_two else "70")


def _to_appeal(scenario: Scenario) -> None:
    _to_first_ruling(scenario)
    ACTIONS["appeal"](scenario)


def _to_last_day(scenario: Scenario) -> None:
    last = scenario.dispute.opened_at + 2 * DAY
    Milestone.objects.filter(pk=scenario.dispute.milestone_id).update(last_day_at=last)
    Dispute.objects.filter(pk=scenario.dispute.pk).update(due_at=last)


@dataclass(frozen=True)
class Step:
    """A step of a dispute: how it is reached, how long it lasts, its actions, its outcome if nobody acts."""

    days: int
    actions: str
    default: dict[str, Any]
    advance: Callable[[Scenario], None] = lambda scenario: None
    by: str = "carla"
    held: str = "100.00"
    claim: str = "60"


CLOSED = {"state": "closed"}
STEPS = {
    "the freelancer answers": Step(
        5, "answer concede withdraw say offer", {**CLOSED, "ending": "silence", "to_freelancer": 40}
    ),
    "the client answers": Step(
        7, "answer concede offer", {**CLOSED, "ending": "silence", "to_freelancer": 60}, by="farida"
    ),
    "both settle": Step(7, "concede withdraw say offer", {"state": "ruling", "ends in": 14}, _to_settlement),
    "a moderator rules": Step(
        14, "rule draft talk say offer concede", {**CLOSED, "ending": "clock", "to_freelancer": 100}, _to_ruling
    ),
    "a moderator rules on a small claim": Step(
        5, "rule draft offer", {**CLOSED, "ending": "clock", "to_freelancer": 100}, _to_ruling, claim="50"
    ),
    "it is handed over": Step(14, "hand+over", {**CLOSED, "ending": "clock", "to_freelancer": 100}, _to_ruling),
    "another moderator rules, too": Step(
        14,
        "say offer",
        {"state": "ruling", "to_freelancer": 900, "ends in": 7},
        _to_first_ruling,
        held="2000.00",
        claim="1500",
    ),
    "a side appeals": Step(7, "appeal offer", {**CLOSED, "ending": "ruled", "to_freelancer": 70}, _to_first_ruling),
    "the appeal is ruled": Step(14, "rule offer say", {**CLOSED, "ending": "ruled", "to_freelancer": 70}, _to_appeal),
    "the last day of holding": Step(
        2, "answer offer", {**CLOSED, "ending": "clock", "to_freelancer": 100}, _to_last_day
    ),
}
STEP_ACTIONS = [(name, act.replace("+", " ")) for name, step in STEPS.items() for act in step.actions.split()]

Held = Callable[[str], Milestone]


def dispute_at_step(name: str, held: Held, at: Callable[[datetime], None], people: dict[str, User]) -> Scenario:
    """A dispute that has just reached the step."""
    step = STEPS[name]
    at(clock.now().replace(microsecond=0) + SECOND)
    scenario = Scenario(opened(held(step.held), by=people[step.by], claim=step.claim), people, at)
    step.advance(scenario)
    assert scenario.due() - clock.now() == step.days * DAY
    return scenario


@pytest.fixture
def held(provider, milestone) -> Held:
    """`held("2000.00")`: delivered work for which that amount is held."""
    return lambda amount: milestone if amount == "100.00" else story.submitted(provider, amount)


@pytest.fixture
def people(carla, farida, mitu, moni, mahfuz) -> dict[str, User]:
    return {"carla": carla, "farida": farida}


@pytest.mark.parametrize(("name", "act"), STEP_ACTIONS)
def test_action_is_accepted_before_the_deadline_and_refused_from_then_on(held, at, people, name, act):
    scenario = dispute_at_step(name, held, at, people)
    due = scenario.due()
    for late in (timedelta(0), SECOND):
        at(due + late)
        with pytest.raises(TimeIsUp):
            ACTIONS[act](scenario)
    at(due - SECOND)
    ACTIONS[act](scenario)


@pytest.mark.parametrize("late", [timedelta(0), SECOND, 3 * DAY], ids=["on time", "a second late", "three days late"])
@pytest.mark.parametrize("name", STEPS)
def test_default_outcome_counts_from_the_deadline_when_processed_late(held, at, people, name, late):
    scenario = dispute_at_step(name, held, at, people)
    due, expected = scenario.due(), STEPS[name].default
    at(due - SECOND)
    clock.run_due()
    assert scenario.due() == due
    at(due + late)
    clock.run_due()
    clock.run_due()
    dispute = Dispute.objects.get(pk=scenario.dispute.pk)
    assert dispute.state == expected["state"]
    assert dispute.ending == expected.get("ending", "")
    assert dispute.to_freelancer_value == expected.get("to_freelancer")
    if days := expected.get("ends in"):
        assert dispute.due_at == due + days * DAY
    else:
        assert dispute.closed_at == due
    assert_books_whole()


def test_deadlines_processed_a_month_late_give_the_same_result(held, at, people):
    scenario = dispute_at_step("both settle", held, at, people)
    due = scenario.due()
    at(due + 30 * DAY)
    for _ in range(3):
        clock.run_due()
    dispute = Dispute.objects.get(pk=scenario.dispute.pk)
    assert (dispute.ruling_from, dispute.closed_at, dispute.ending) == (due, due + 14 * DAY, "clock")


def test_offer_can_be_accepted_until_the_second_it_expires(held, at, people):
    scenario = dispute_at_step("both settle", held, at, people)
    offer, by = ACTIONS["offer"](scenario), scenario.dispute.answering
    for late in (timedelta(0), SECOND):
        at(offer.expires_at + late)
        with pytest.raises(offer_actions.OfferNotOpen):
            offer_actions.accept_offer(by=by, offer_id=offer.pk)
    at(offer.expires_at - SECOND)
    clock.run_due()
    assert offer_actions.accept_offer(by=by, offer_id=offer.pk).ending == "settled"


def test_offer_processed_three_days_late_is_expired(held, at, people):
    scenario = dispute_at_step("both settle", held, at, people)
    offer = ACTIONS["offer"](scenario)
    at(offer.expires_at + 3 * DAY)
    clock.run_due()
    assert Offer.objects.get(pk=offer.pk).state == "expired"
    assert scenario.due() > clock.now()


def test_late_answer_is_409_and_keeps_the_input(held, at, people, page):
    scenario = dispute_at_step("the freelancer answers", held, at, people)
    at(scenario.due())
    url = f"/disputes/{scenario.dispute.pk}/"
    late = page(people["farida"]).post(url + "answer/", {"statement": "I am here."})
    assert late.status_code == 409
    text = late.content.decode()
    assert "The time for this is over" in text
    assert "I am here." in text  # the input is kept
