"""A change of the milestones: what may change in which state, and what agreeing does."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.http import HttpRequest

from market.contracts.models import Contract, Milestone, Proposal
from market.contracts.proposals.actions import (
    NotYourProposal,
    OwnProposal,
    ProposalDecided,
    ProposalOutdated,
    ProposalPending,
    agree_proposal,
    end_contract,
    lapse_proposal,
    propose_change,
    refuse_proposal,
    withdraw_proposal,
)
from market.contracts.proposals.changes import NothingChanged, NothingLeft, Wish
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import TimeIsUp, grant_revision
from market.contracts.workroom.contract_actions import ContractEnded
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.core.base.money import Money
from market.messaging.models import Message
from market.notifications.models import Notification
from market.payments.slots import contract_money

NEW = Wish(title="Signboard", amount=Decimal("25.00"), days=2)
STATES = [state for state in Milestone.State.values if state != "awaiting_funding"]
HELD = ("funded", "submitted", "changes_requested")


def as_is(milestone: Milestone, **changes: object) -> Wish:
    """A milestone as it stands, with what should be different."""
    terms = {
        "title": milestone.title,
        "amount": milestone.amount_value,
        "days": milestone.days,
        "revisions": milestone.revisions,
    }
    return Wish(milestone.pk, **{**terms, **changes})


def proposed(by, contract, *wishes: Wish) -> Proposal:
    return propose_change(by=by, contract_id=contract.pk, wishes=wishes)


def terms(contract) -> list[tuple[str, Decimal, int, str]]:
    return [(each.title, each.amount_value, each.days, each.state) for each in contract.milestones.order_by("position")]


def test_nothing_moves_before_it_is_agreed(carla, farida, contract):
    first, second = contract.milestones.order_by("position")
    before = terms(contract)
    asked = proposed(carla, contract, NEW, as_is(first, amount=Decimal("70.00"), days=3), Wish(second.pk, drop=True))
    assert terms(contract) == before
    assert [item["do"] for item in asked.items] == ["add", "change", "drop"]
    agree_proposal(by=farida, proposal_id=asked.pk)
    assert terms(contract) == [
        ("Sketches", Decimal("70.00"), 3, "awaiting_funding"),
        ("Final files", Decimal("40.00"), 3, "dropped"),
        ("Signboard", Decimal("25.00"), 2, "awaiting_funding"),
    ]
    asked.refresh_from_db()
    assert (asked.state, asked.decided_at is not None) == ("agreed", True)


def test_everybody_is_told(carla, farida, contract):
    asked = proposed(farida, contract, NEW)
    agree_proposal(by=carla, proposal_id=asked.pk)
    told = Notification.objects.filter(kind__startswith="contract.change").values_list("kind", "user")
    assert sorted(told) == [("contract.change_agreed", farida.pk), ("contract.change_asked", carla.pk)]
    lines = Message.objects.filter(conversation=contract.conversation_id, code__startswith="contract.change")
    assert list(lines.values_list("code", flat=True)) == ["contract.change_asked", "contract.change_agreed"]


@pytest.mark.parametrize("what", ["title", "amount", "days", "revisions", "drop"])
@pytest.mark.parametrize("state", STATES)
def test_what_may_change_once_money_is_near(carla, contract, milestone, in_state, state, what):
    in_state(milestone, state)
    changes = {"title": "Other", "amount": Decimal("60.00"), "days": 9, "revisions": 2}
    wish = Wish(milestone.pk, drop=True) if what == "drop" else as_is(milestone, **{what: changes[what]})
    if state in HELD and what in ("title", "days", "revisions"):
        assert proposed(carla, contract, wish).items[0]["now"][what] == changes[what]
        return
    with pytest.raises(Invalid) as refused:
        proposed(carla, contract, wish)
    assert list(refused.value.errors)[0].startswith("milestones.0")


@pytest.mark.parametrize("what", ["title", "amount", "days", "revisions"])
def test_one_that_waits_for_its_money_may_change_in_all(carla, farida, contract, milestone, what):
    changes = {"title": "Other", "amount": Decimal("60.00"), "days": 9, "revisions": 2}
    asked = proposed(carla, contract, as_is(milestone, **{what: changes[what]}))
    agree_proposal(by=farida, proposal_id=asked.pk)
    milestone.refresh_from_db()
    assert getattr(milestone, "amount_value" if what == "amount" else what) == changes[what]


@pytest.mark.parametrize(
    ("wish", "path"),
    [
        ({"title": ""}, "milestones.0.title"),
        ({"title": "x" * 121}, "milestones.0.title"),
        ({"amount": Decimal("4.99")}, "milestones.0.amount"),
        ({"days": 0}, "milestones.0.days"),
        ({"days": 366}, "milestones.0.days"),
        ({"revisions": 21}, "milestones.0.revisions"),
    ],
)
def test_bad_terms_are_named_at_their_place(carla, contract, milestone, wish, path):
    with pytest.raises(Invalid) as refused:
        proposed(carla, contract, as_is(milestone, **wish))
    assert path in refused.value.errors


def test_foreign_twice_and_too_many(carla, contract, milestone):
    for wishes in ([Wish(987654, "A", Decimal(10), 1)], [as_is(milestone, days=9)] * 2, [NEW] * 19):
        with pytest.raises(Invalid):
            proposed(carla, contract, *wishes)
    with pytest.raises(Invalid) as refused:
        proposed(carla, contract, *[NEW] * 21)
    assert "milestones" in refused.value.errors


def test_something_must_be_different_and_something_left(carla, contract):
    first, second = contract.milestones.all()
    with pytest.raises(NothingChanged):
        proposed(carla, contract, as_is(first), as_is(second))
    with pytest.raises(NothingLeft):
        proposed(carla, contract, Wish(first.pk, drop=True), Wish(second.pk, drop=True))


def test_strangers_see_nothing_and_nobody_answers_herself(carla, farida, omar, contract):
    with pytest.raises(NotFound):
        proposed(omar, contract, NEW)
    asked = proposed(carla, contract, NEW)
    for act in (agree_proposal, refuse_proposal, withdraw_proposal):
        with pytest.raises(NotFound):
            act(by=omar, proposal_id=asked.pk)
    for act in (agree_proposal, refuse_proposal):
        with pytest.raises(OwnProposal):
            act(by=carla, proposal_id=asked.pk)
    with pytest.raises(NotYourProposal):
        withdraw_proposal(by=farida, proposal_id=asked.pk)
    with pytest.raises(ProposalPending):
        proposed(farida, contract, NEW)


@pytest.mark.parametrize(
    ("act", "who", "state"),
    [(refuse_proposal, 1, "refused"), (withdraw_proposal, 0, "withdrawn"), (agree_proposal, 1, "agreed")],
)
def test_it_is_answered_once(carla, farida, contract, act, who, state):
    asked = proposed(carla, contract, NEW)
    assert act(by=(carla, farida)[who], proposal_id=asked.pk).state == state
    for again, by in ((agree_proposal, farida), (refuse_proposal, farida), (withdraw_proposal, carla)):
        with pytest.raises(ProposalDecided):
            again(by=by, proposal_id=asked.pk)
    assert contract.milestones.count() == (3 if state == "agreed" else 2)
    proposed(farida, contract, NEW)


def test_silence_lets_it_lapse(carla, farida, contract, travel):
    asked = proposed(carla, contract, NEW)
    lapse_proposal(proposal_id=asked.pk)
    asked.refresh_from_db()
    assert asked.state == "open"
    Milestone.objects.update(funding_due_at=clock.now() + timedelta(days=30))
    travel(timedelta(days=settings.LIFECYCLE.proposal_days, minutes=1))
    asked.refresh_from_db()
    assert asked.state == "lapsed"
    told = Notification.objects.filter(kind="contract.change_lapsed").values_list("user", flat=True)
    assert sorted(told) == sorted([carla.pk, farida.pk])
    lapse_proposal(proposal_id=asked.pk)
    with pytest.raises(ProposalDecided):
        agree_proposal(by=farida, proposal_id=asked.pk)


def test_a_late_clock_gives_no_time_away(carla, farida, contract):
    asked = proposed(carla, contract, NEW)
    Proposal.objects.update(due_at=clock.now())
    with pytest.raises(TimeIsUp):
        agree_proposal(by=farida, proposal_id=asked.pk)


def test_an_ended_contract_changes_no_more_and_nobody_is_told(carla, farida, contract):
    asked = proposed(carla, contract, NEW)
    end_contract(by=carla, contract_id=contract.pk)
    end_contract(by=farida, contract_id=contract.pk)
    with pytest.raises(ContractEnded):
        agree_proposal(by=farida, proposal_id=asked.pk)
    with pytest.raises(ContractEnded):
        proposed(carla, contract, NEW)
    Proposal.objects.update(due_at=clock.now())
    lapse_proposal(proposal_id=asked.pk)
    assert not Notification.objects.filter(kind="contract.change_lapsed").exists()


def test_what_was_funded_meanwhile_is_not_changed(carla, farida, contract, milestone):
    asked = proposed(carla, contract, as_is(milestone, amount=Decimal("60.00")))
    transitions.mark_funded(milestone, at=clock.now())
    with pytest.raises(ProposalOutdated):
        agree_proposal(by=farida, proposal_id=asked.pk)
    asked.refresh_from_db()
    milestone.refresh_from_db()
    assert (asked.state, milestone.amount_value) == ("open", Decimal("80.00"))


def test_a_round_granted_meanwhile_makes_it_outdated(carla, farida, contract, funded):
    Milestone.objects.filter(pk=funded.pk).update(revisions=1)
    funded.refresh_from_db()
    asked = proposed(carla, contract, as_is(funded, revisions=3))
    grant_revision(by=farida, milestone_id=funded.pk)
    with pytest.raises(ProposalOutdated):
        agree_proposal(by=farida, proposal_id=asked.pk)


def test_the_last_one_left_may_not_go_meanwhile(carla, farida, contract, milestone):
    asked = proposed(carla, contract, Wish(milestone.pk, drop=True))
    Milestone.objects.filter(contract=contract, position=2).update(state="lapsed", ended_at=clock.now())
    with pytest.raises(ProposalOutdated):
        agree_proposal(by=farida, proposal_id=asked.pk)


def test_more_days_for_work_under_way_move_its_deadline(carla, farida, contract, funded):
    due = funded.work_due_at
    asked = proposed(farida, contract, as_is(funded, days=funded.days + 3))
    agree_proposal(by=carla, proposal_id=asked.pk)
    funded.refresh_from_db()
    assert funded.work_due_at == due + timedelta(days=3)


def test_dropping_the_first_starts_the_clock_of_the_next(carla, farida, contract, milestone):
    asked = proposed(carla, contract, Wish(milestone.pk, drop=True), NEW)
    agree_proposal(by=farida, proposal_id=asked.pk)
    first, second, third = contract.milestones.order_by("position")
    assert (first.state, first.funding_due_at) == ("dropped", None)
    money = contract_money(request=HttpRequest(), contract=contract, as_client=True)
    assert money["agreed"] == money["to_fund"] == Money(second.amount_value + third.amount_value, contract.currency)
    assert second.funding_due_at == clock.now().replace(microsecond=0) + timedelta(days=7) or second.funding_due_at
    assert (third.position, third.funding_due_at) == (3, None)
    transitions.mark_lapsed(second, at=clock.now())
    contract.refresh_from_db()
    assert contract.state == "lapsed"
    states = list(contract.milestones.order_by("position").values_list("state", flat=True))
    assert states == ["dropped", "lapsed", "lapsed"]


def test_dropping_the_last_completes_what_was_paid(carla, farida, contract, funded):
    Milestone.objects.filter(pk=funded.pk).update(released_value=Decimal("80.00"))
    funded.refresh_from_db()
    transitions.mark_released(funded, at=clock.now())
    second = contract.milestones.get(position=2)
    asked = proposed(farida, contract, Wish(second.pk, drop=True))
    agree_proposal(by=carla, proposal_id=asked.pk)
    assert Contract.objects.get(pk=contract.pk).state == "completed"


def test_a_page_says_what_differs(page, carla, farida, contract, milestone):
    proposed(carla, contract, NEW, as_is(milestone, title="Two sketches", amount=Decimal("90.00"), days=5, revisions=2))
    for person in (carla, farida):
        text = page(person).get(contract.get_absolute_url()).content.decode()
        assert "<del>" in text
        assert "Two sketches" in text
        assert "Signboard" in text
    assert str(contract.proposals.get()).startswith("change of")
