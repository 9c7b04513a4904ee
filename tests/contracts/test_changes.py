"""Change proposals: what may change in which milestone state, and what agreeing does."""

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


def wish_for(milestone: Milestone, **changes: object) -> Wish:
    """A wish with the milestone's current terms, updated with `changes`."""
    terms = {
        "title": milestone.title,
        "amount": milestone.amount_value,
        "days": milestone.days,
        "revisions": milestone.revisions,
    }
    return Wish(milestone.pk, **{**terms, **changes})


def propose(by, contract, *wishes: Wish) -> Proposal:
    return propose_change(by=by, contract_id=contract.pk, wishes=wishes)


def terms(contract) -> list[tuple[str, Decimal, int, str]]:
    return [(each.title, each.amount_value, each.days, each.state) for each in contract.milestones.order_by("position")]


def test_change_applies_only_when_agreed(carla, farida, contract):
    first, second = contract.milestones.order_by("position")
    before = terms(contract)
    proposal = propose(
        carla, contract, NEW, wish_for(first, amount=Decimal("70.00"), days=3), Wish(second.pk, drop=True)
    )
    assert terms(contract) == before
    assert [item["do"] for item in proposal.items] == ["add", "change", "drop"]
    agree_proposal(by=farida, proposal_id=proposal.pk)
    assert terms(contract) == [
        ("Sketches", Decimal("70.00"), 3, "awaiting_funding"),
        ("Final files", Decimal("40.00"), 3, "dropped"),
        ("Signboard", Decimal("25.00"), 2, "awaiting_funding"),
    ]
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_at is not None) == ("agreed", True)


def test_change_notifies_the_other_party_and_posts_system_messages(carla, farida, contract):
    proposal = propose(farida, contract, NEW)
    agree_proposal(by=carla, proposal_id=proposal.pk)
    notifications = Notification.objects.filter(kind__startswith="contract.change").values_list("kind", "user")
    assert sorted(notifications) == [("contract.change_agreed", farida.pk), ("contract.change_asked", carla.pk)]
    messages = Message.objects.filter(conversation=contract.conversation_id, code__startswith="contract.change")
    assert list(messages.values_list("code", flat=True)) == ["contract.change_asked", "contract.change_agreed"]


@pytest.mark.parametrize("what", ["title", "amount", "days", "revisions", "drop"])
@pytest.mark.parametrize("state", STATES)
def test_terms_that_may_change_after_funding(carla, contract, milestone, in_state, state, what):
    in_state(milestone, state)
    changes = {"title": "Other", "amount": Decimal("60.00"), "days": 9, "revisions": 2}
    wish = Wish(milestone.pk, drop=True) if what == "drop" else wish_for(milestone, **{what: changes[what]})
    if state in HELD and what in ("title", "days", "revisions"):
        assert propose(carla, contract, wish).items[0]["now"][what] == changes[what]
        return
    with pytest.raises(Invalid) as refused:
        propose(carla, contract, wish)
    assert list(refused.value.errors)[0].startswith("milestones.0")


@pytest.mark.parametrize("what", ["title", "amount", "days", "revisions"])
def test_every_term_may_change_before_funding(carla, farida, contract, milestone, what):
    changes = {"title": "Other", "amount": Decimal("60.00"), "days": 9, "revisions": 2}
    proposal = propose(carla, contract, wish_for(milestone, **{what: changes[what]}))
    agree_proposal(by=farida, proposal_id=proposal.pk)
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
def test_invalid_terms_name_the_field(carla, contract, milestone, wish, path):
    with pytest.raises(Invalid) as refused:
        propose(carla, contract, wish_for(milestone, **wish))
    assert path in refused.value.errors


def test_foreign_duplicate_and_too_many_milestones_are_refused(carla, contract, milestone):
    for wishes in ([Wish(987654, "A", Decimal(10), 1)], [wish_for(milestone, days=9)] * 2, [NEW] * 19):
        with pytest.raises(Invalid):
            propose(carla, contract, *wishes)
    with pytest.raises(Invalid) as refused:
        propose(carla, contract, *[NEW] * 21)
    assert "milestones" in refused.value.errors


def test_change_must_change_something_and_leave_a_milestone(carla, contract):
    first, second = contract.milestones.all()
    with pytest.raises(NothingChanged):
        propose(carla, contract, wish_for(first), wish_for(second))
    with pytest.raises(NothingLeft):
        propose(carla, contract, Wish(first.pk, drop=True), Wish(second.pk, drop=True))


def test_outsider_is_not_found_and_proposer_cannot_answer(carla, farida, omar, contract):
    with pytest.raises(NotFound):
        propose(omar, contract, NEW)
    proposal = propose(carla, contract, NEW)
    for act in (agree_proposal, refuse_proposal, withdraw_proposal):
        with pytest.raises(NotFound):
            act(by=omar, proposal_id=proposal.pk)
    for act in (agree_proposal, refuse_proposal):
        with pytest.raises(OwnProposal):
            act(by=carla, proposal_id=proposal.pk)
    with pytest.raises(NotYourProposal):
        withdraw_proposal(by=farida, proposal_id=proposal.pk)
    with pytest.raises(ProposalPending):
        propose(farida, contract, NEW)


@pytest.mark.parametrize(
    ("act", "who", "state"),
    [(refuse_proposal, 1, "refused"), (withdraw_proposal, 0, "withdrawn"), (agree_proposal, 1, "agreed")],
)
def test_proposal_is_answered_once(carla, farida, contract, act, who, state):
    proposal = propose(carla, contract, NEW)
    assert act(by=(carla, farida)[who], proposal_id=proposal.pk).state == state
    for again, by in ((agree_proposal, farida), (refuse_proposal, farida), (withdraw_proposal, carla)):
        with pytest.raises(ProposalDecided):
            again(by=by, proposal_id=proposal.pk)
    assert contract.milestones.count() == (3 if state == "agreed" else 2)
    propose(farida, contract, NEW)


def test_unanswered_proposal_lapses(carla, farida, contract, travel):
    proposal = propose(carla, contract, NEW)
    lapse_proposal(proposal_id=proposal.pk)
    proposal.refresh_from_db()
    assert proposal.state == "open"
    Milestone.objects.update(funding_due_at=clock.now() + timedelta(days=30))
    travel(timedelta(days=settings.LIFECYCLE.proposal_days, minutes=1))
    proposal.refresh_from_db()
    assert proposal.state == "lapsed"
    notified = Notification.objects.filter(kind="contract.change_lapsed").values_list("user", flat=True)
    assert sorted(notified) == sorted([carla.pk, farida.pk])
    lapse_proposal(proposal_id=proposal.pk)
    with pytest.raises(ProposalDecided):
        agree_proposal(by=farida, proposal_id=proposal.pk)


def test_proposal_cannot_be_agreed_after_its_deadline(carla, farida, contract):
    proposal = propose(carla, contract, NEW)
    Proposal.objects.update(due_at=clock.now())
    with pytest.raises(TimeIsUp):
        agree_proposal(by=farida, proposal_id=proposal.pk)


def test_ended_contract_refuses_changes_without_notifications(carla, farida, contract):
    proposal = propose(carla, contract, NEW)
    end_contract(by=carla, contract_id=contract.pk)
    end_contract(by=farida, contract_id=contract.pk)
    with pytest.raises(ContractEnded):
        agree_proposal(by=farida, proposal_id=proposal.pk)
    with pytest.raises(ContractEnded):
        propose(carla, contract, NEW)
    Proposal.objects.update(due_at=clock.now())
    lapse_proposal(proposal_id=proposal.pk)
    assert not Notification.objects.filter(kind="contract.change_lapsed").exists()


def test_change_is_outdated_when_the_milestone_was_funded(carla, farida, contract, milestone):
    proposal = propose(carla, contract, wish_for(milestone, amount=Decimal("60.00")))
    transitions.mark_funded(milestone, at=clock.now())
    with pytest.raises(ProposalOutdated):
        agree_proposal(by=farida, proposal_id=proposal.pk)
    proposal.refresh_from_db()
    milestone.refresh_from_db()
    assert (proposal.state, milestone.amount_value) == ("open", Decimal("80.00"))


def test_change_is_outdated_when_a_revision_was_granted(carla, farida, contract, funded):
    Milestone.objects.filter(pk=funded.pk).update(revisions=1)
    funded.refresh_from_db()
    proposal = propose(carla, contract, wish_for(funded, revisions=3))
    grant_revision(by=farida, milestone_id=funded.pk)
    with pytest.raises(ProposalOutdated):
        agree_proposal(by=farida, proposal_id=proposal.pk)


def test_drop_is_outdated_when_no_other_milestone_is_left(carla, farida, contract, milestone):
    proposal = propose(carla, contract, Wish(milestone.pk, drop=True))
    Milestone.objects.filter(contract=contract, position=2).update(state="lapsed", ended_at=clock.now())
    with pytest.raises(ProposalOutdated):
        agree_proposal(by=farida, proposal_id=proposal.pk)


def test_more_days_move_the_deadline_of_a_funded_milestone(carla, farida, contract, funded):
    due = funded.work_due_at
    proposal = propose(farida, contract, wish_for(funded, days=funded.days + 3))
    agree_proposal(by=carla, proposal_id=proposal.pk)
    funded.refresh_from_db()
    assert funded.work_due_at == due + timedelta(days=3)


def test_dropping_the_first_milestone_starts_the_next_funding_deadline(carla, farida, contract, milestone):
    proposal = propose(carla, contract, Wish(milestone.pk, drop=True), NEW)
    agree_proposal(by=farida, proposal_id=proposal.pk)
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


def test_dropping_the_last_milestone_completes_the_contract(carla, farida, contract, funded):
    Milestone.objects.filter(pk=funded.pk).update(released_value=Decimal("80.00"))
    funded.refresh_from_db()
    transitions.mark_released(funded, at=clock.now())
    second = contract.milestones.get(position=2)
    proposal = propose(farida, contract, Wish(second.pk, drop=True))
    agree_proposal(by=carla, proposal_id=proposal.pk)
    assert Contract.objects.get(pk=contract.pk).state == "completed"


def test_workroom_shows_the_differences_of_a_change(page, carla, farida, contract, milestone):
    propose(
        carla, contract, NEW, wish_for(milestone, title="Two sketches", amount=Decimal("90.00"), days=5, revisions=2)
    )
    for person in (carla, farida):
        html = page(person).get(contract.get_absolute_url()).content.decode()
        assert "<del>" in html
        assert "Two sketches" in html
        assert "Signboard" in html
    assert str(contract.proposals.get()).startswith("change of")
