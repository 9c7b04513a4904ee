"""Every deadline of the ladder to the second: just before it what is due is taken, from its instant on it is refused,
and clocks that catch up after three days down give the same as on time."""

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
WORDS = StatementContent("It is exactly that.")


@pytest.fixture
def at(monkeypatch) -> Callable[[datetime], None]:
    """`at(instant)`: it is exactly then. Nothing that falls due on the way is done."""
    return lambda instant: monkeypatch.setattr(clock, "now", lambda: instant)


@dataclass(frozen=True)
class World:
    """A dispute and who acts in it."""

    dispute: Dispute
    people: dict[str, User]
    at: Callable[[datetime], None]

    def due(self) -> datetime:
        self.dispute.refresh_from_db()
        assert self.dispute.due_at is not None
        return self.dispute.due_at

    def past(self) -> None:
        """The step ends on time, by the clock alone."""
        self.at(self.due())
        clock.run_due()

    def ruled(self, share: str) -> None:
        self.dispute.refresh_from_db()
        assert self.dispute.moderator is not None
        ACTS["rule"](self, share)


def _verdict(share: str) -> Decision:
    return Decision(usd(share), ("defects",), {"en": "The files do not open."})


def _holder(world: World) -> User:
    world.dispute.refresh_from_db()
    assert world.dispute.moderator is not None
    return world.dispute.moderator


def _other(world: World) -> User:
    return next(iter(desk_actions.takers(world.dispute, _holder(world))))


ACTS: dict[str, Callable[..., Any]] = {
    "answer": lambda w: claims_actions.answer_dispute(by=w.dispute.answering, dispute_id=w.dispute.pk, content=WORDS),
    "concede": lambda w: claims_actions.concede_dispute(by=w.dispute.answering, dispute_id=w.dispute.pk),
    "withdraw": lambda w: claims_actions.withdraw_dispute(by=w.dispute.opened_by, dispute_id=w.dispute.pk),
    "say": lambda w: claims_actions.add_statement(by=w.dispute.opened_by, dispute_id=w.dispute.pk, content=WORDS),
    "offer": lambda w: offer_actions.offer_split(
        by=w.dispute.opened_by, dispute_id=w.dispute.pk, to_freelancer=usd("50")
    ),
    "rule": lambda w, share="70": rulings_actions.give_ruling(
        by=_holder(w), dispute_id=w.dispute.pk, decision=_verdict(share)
    ),
    "draft": lambda w: rulings_actions.draft_ruling(by=_holder(w), dispute_id=w.dispute.pk, decision=_verdict("70")),
    "talk": lambda w: desk_actions.open_conversation(
        by=_holder(w), dispute_id=w.dispute.pk, reason="Was time granted?"
    ),
    "hand over": lambda w: desk_actions.hand_over_dispute(
        by=_holder(w), dispute_id=w.dispute.pk, to_id=_other(w).pk, reason="I am ill."
    ),
    "appeal": lambda w: rulings_actions.appeal_ruling(by=w.dispute.answering, dispute_id=w.dispute.pk, content=WORDS),
}


def _settling(world: World) -> None:
    answered(world.dispute)


def _ruling(world: World) -> None:
    answered(world.dispute)
    if not world.dispute.is_small:
        world.past()


def _after_one(world: World) -> None:
    _ruling(world)
    world.ruled("900" if world.dispute.needs_two else "70")


def _appealed(world: World) -> None:
    _after_one(world)
    ACTS["appeal"](world)


def _last_day(world: World) -> None:
    last = world.dispute.opened_at + 2 * DAY
    Milestone.objects.filter(pk=world.dispute.milestone_id).update(last_day_at=last)
    Dispute.objects.filter(pk=world.dispute.pk).update(due_at=last)


@dataclass(frozen=True)
class Step:
    """A step of the ladder: how a dispute gets there, how long it lasts, what is done, what silence makes of it."""

    days: int
    acts: str
    silence: dict[str, Any]
    get_there: Callable[[World], None] = lambda world: None
    by: str = "carla"
    held: str = "100.00"
    claim: str = "60"


CLOSED = {"state": "closed"}
STEPS = {
    "the freelancer answers": Step(5, "answer concede withdraw say offer", {**CLOSED, "ending": "silence", "hers": 40}),
    "the client answers": Step(7, "answer concede offer", {**CLOSED, "ending": "silence", "hers": 60}, by="farida"),
    "both settle": Step(7, "concede withdraw say offer", {"state": "ruling", "ends in": 14}, _settling),
    "a moderator rules": Step(
        14, "rule draft talk say offer concede", {**CLOSED, "ending": "clock", "hers": 100}, _ruling
    ),
    "a moderator rules on a small claim": Step(
        5, "rule draft offer", {**CLOSED, "ending": "clock", "hers": 100}, _ruling, claim="50"
    ),
    "it is handed over": Step(14, "hand+over", {**CLOSED, "ending": "clock", "hers": 100}, _ruling),
    "another moderator rules, too": Step(
        14, "say offer", {"state": "ruling", "hers": 900, "ends in": 7}, _after_one, held="2000.00", claim="1500"
    ),
    "a side appeals": Step(7, "appeal offer", {**CLOSED, "ending": "ruled", "hers": 70}, _after_one),
    "the appeal is ruled": Step(14, "rule offer say", {**CLOSED, "ending": "ruled", "hers": 70}, _appealed),
    "the last day of holding": Step(2, "answer offer", {**CLOSED, "ending": "clock", "hers": 100}, _last_day),
}
EACH = [(name, act.replace("+", " ")) for name, step in STEPS.items() for act in step.acts.split()]


def world_at(name: str, provider: Any, at: Callable[[datetime], None], people: dict[str, User]) -> World:
    """The dispute in that step, begun in this instant."""
    step = STEPS[name]
    at(clock.now().replace(microsecond=0))
    milestone = story.submitted(provider, step.held)
    world = World(opened(milestone, by=people[step.by], claim=step.claim), people, at)
    step.get_there(world)
    assert world.due() - clock.now() == step.days * DAY
    return world


@pytest.fixture
def people(carla, farida, mitu, moni, mahfuz) -> dict[str, User]:
    return {"carla": carla, "farida": farida}


@pytest.mark.parametrize(("name", "act"), EACH)
def test_a_second_before_it_is_taken_and_from_its_instant_on_refused(provider, at, people, name, act):
    world = world_at(name, provider, at, people)
    due = world.due()
    for late in (timedelta(0), SECOND):
        at(due + late)
        with pytest.raises(TimeIsUp):
            ACTS[act](world)
    at(due - SECOND)
    ACTS[act](world)


@pytest.mark.parametrize("late", [timedelta(0), SECOND, 3 * DAY], ids=["on time", "a second late", "three days late"])
@pytest.mark.parametrize("name", STEPS)
def test_silence_decides_from_its_instant_however_late_the_clock_is(provider, at, people, name, late):
    world = world_at(name, provider, at, people)
    due, expected = world.due(), STEPS[name].silence
    at(due - SECOND)
    clock.run_due()
    assert world.due() == due
    at(due + late)
    clock.run_due()
    clock.run_due()
    dispute = Dispute.objects.get(pk=world.dispute.pk)
    assert dispute.state == expected["state"]
    assert dispute.ending == expected.get("ending", "")
    assert dispute.to_freelancer_value == expected.get("hers")
    if days := expected.get("ends in"):
        assert dispute.due_at == due + days * DAY
    else:
        assert dispute.closed_at == due
    assert_books_whole()


def test_after_a_month_down_it_has_gone_the_whole_way_as_on_time(provider, at, people):
    world = world_at("both settle", provider, at, people)
    due = world.due()
    at(due + 30 * DAY)
    for _ in range(3):
        clock.run_due()
    dispute = Dispute.objects.get(pk=world.dispute.pk)
    assert (dispute.ruling_from, dispute.closed_at, dispute.ending) == (due, due + 14 * DAY, "clock")


def test_an_offer_to_the_second(provider, at, people):
    world = world_at("both settle", provider, at, people)
    offer, by = ACTS["offer"](world), world.dispute.answering
    for late in (timedelta(0), SECOND):
        at(offer.expires_at + late)
        with pytest.raises(offer_actions.OfferNotOpen):
            offer_actions.accept_offer(by=by, offer_id=offer.pk)
    at(offer.expires_at - SECOND)
    clock.run_due()
    assert offer_actions.accept_offer(by=by, offer_id=offer.pk).ending == "settled"


def test_an_offer_whose_clock_is_three_days_late_is_over_all_the_same(provider, at, people):
    world = world_at("both settle", provider, at, people)
    offer = ACTS["offer"](world)
    at(offer.expires_at + 3 * DAY)
    clock.run_due()
    assert Offer.objects.get(pk=offer.pk).state == "expired"
    assert world.due() > clock.now()


def test_too_late_has_its_sentence_on_the_page(provider, at, people, page):
    world = world_at("the freelancer answers", provider, at, people)
    at(world.due())
    here = f"/disputes/{world.dispute.pk}/"
    late = page(people["farida"]).post(here + "answer/", {"statement": "I am here."})
    assert late.status_code == 409
    text = late.content.decode()
    assert "The time for this is over" in text
    assert "I am here." in text  # what she wrote is not lost
