"""Proposals of one side and the other's answer: a change of the contract, more time, an early end."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Contract, Milestone, Proposal
from market.contracts.proposals.changes import Wish, items_of
from market.contracts.proposals.events import EVENTS, ContractProposalDue
from market.contracts.workroom.actions import TimeIsUp
from market.contracts.workroom.contract_actions import ContractEnded
from market.contracts.workroom.events import emit_in_contract
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed, filled
from market.core.base.events import emit
from market.core.base.reminders import next_reminder

if TYPE_CHECKING:
    from market.accounts.models import User

Kind, State = Proposal.Kind, Proposal.State
REMINDERS = (timedelta(days=3), timedelta(days=1))  # before it lapses


class ProposalPending(DomainError):
    help = "changes#change"
    code = "proposal_open"
    sentence = _("This was asked already and waits for its answer.")


class OrderNotPaid(DomainError):
    help = "services#order"
    code = "order_not_paid"
    sentence = _("This order is not paid yet, so she does not know of it. Pay it first, or cancel it and order anew.")


class ProposalDecided(DomainError):
    help = "changes#change"
    code = "proposal_not_open"
    sentence = _("This does not wait for an answer any more: it is “%(state)s”.")


class OwnProposal(NotAllowed):
    help = "changes#change"
    code = "own_proposal"
    sentence = _("You asked for this: the other side answers it.")


class NotYourProposal(NotAllowed):
    help = "changes#change"
    code = "not_your_proposal"
    sentence = _("Only who asked for this can withdraw it.")


class ProposalOutdated(DomainError):
    help = "changes#change"
    code = "proposal_outdated"
    sentence = _("The contract has changed since this was asked, so nothing was done. Ask again for what fits now.")


class MoneyStillHeld(DomainError):
    help = "changes#end"
    code = "money_still_held"
    sentence = _("Money is held for “%(milestone)s”: say how much of it is released.")


class SettleFirst(DomainError):
    help = "changes#not-agreed"
    code = "settle_first"
    sentence = _("“%(milestone)s” is in dispute. It is settled first, then the contract can end.")


AgreementHandler = Callable[[Proposal, "User"], None]
_agreement_handlers: dict[str, AgreementHandler] = {}


def on_agreement(kind: str) -> Callable[[AgreementHandler], AgreementHandler]:
    """Register the handler of an agreed proposal of a kind. It runs in the transaction, with the contract locked."""

    def register(act: AgreementHandler) -> AgreementHandler:
        _agreement_handlers[kind] = act
        return act

    return register


@atomic
def propose_change(*, by: "User", contract_id: int, wishes: Sequence[Wish], note: str = "") -> Proposal:
    """Propose to add, change or drop milestones. Nothing changes before the other side agrees.

    Raises NotFound, ContractEnded, ProposalPending, Invalid (see `changes.items_of`).
    """
    contract = active_contract(by, contract_id)
    refuse_duplicate(contract, Kind.CHANGE)
    return propose(by, contract, Kind.CHANGE, note=note, content={"items": items_of(contract, wishes)})


@atomic
def ask_to_end(*, by: "User", contract_id: int, shares: Mapping[int, Decimal], note: str = "") -> Proposal:
    """Propose to end the contract early. `shares`: for each milestone that holds money, how much of it is released.

    Raises NotFound, ContractEnded, ProposalPending, MoneyStillHeld for a milestone without a share, SettleFirst for
    one in dispute, Invalid at "split.0.release" (its index in `shares`) for a share that is more than held.
    """
    contract = active_contract(by, contract_id)
    refuse_duplicate(contract, Kind.END)
    held = list(contract.milestones.filter(state__in=Milestone.HOLDING))
    if set(shares) - {each.pk for each in held}:
        raise Invalid(errors={"split": [_("Only milestones that hold money are split.")]})
    for milestone in held:
        _require_share(milestone, shares)
    split = [
        {"milestone": each.pk, "held": f"{each.held_value:.2f}", "release": f"{shares[each.pk]:.2f}"} for each in held
    ]
    return propose(by, contract, Kind.END, note=note, content={"split": split})


@atomic
def end_contract(*, by: "User", contract_id: int) -> Contract:
    """Ask to end a contract that holds no money, or agree if the other side asked the same.

    Raises NotFound, ContractEnded, MoneyStillHeld, ProposalPending where the other side asked to split what is held.
    """
    contract = active_contract(by, contract_id)
    proposal = contract.proposals.open().filter(kind=Kind.END).first()
    if proposal is None:
        return ask_to_end(by=by, contract_id=contract_id, shares={}).contract
    if proposal.by_id == by.pk:
        return proposal.contract
    if proposal.split:
        raise ProposalPending
    return agree_proposal(by=by, proposal_id=proposal.pk).contract


def _require_share(milestone: Milestone, shares: Mapping[int, Decimal]) -> None:
    share = shares.get(milestone.pk)
    if milestone.state == Milestone.State.DISPUTED:
        raise SettleFirst(milestone=milestone.title)
    if share is None:
        raise MoneyStillHeld(milestone=milestone.title)
    if not 0 <= share <= milestone.held_value:
        most = filled(_("Release nothing, or up to what is held: %(held)s."), held=milestone.held)
        raise Invalid(errors={f"split.{list(shares).index(milestone.pk)}.release": [most]})


def refuse_duplicate(contract: Contract, kind: str, **more: Any) -> None:
    """Raises ProposalPending while the same waits for its answer. `more`: the milestone that it is about."""
    if contract.proposals.filter(state=State.OPEN, kind=kind, **more).exists():
        raise ProposalPending


def propose(
    by: "User", contract: Contract, kind: str, *, content: dict[str, Any], until: datetime | None = None, **more: Any
) -> Proposal:
    """Save a proposal with its `note` and `milestone`, and notify the other side. `until`: the latest due date.

    Raises OrderNotPaid.
    """
    if contract.is_unpaid_order:
        raise OrderNotPaid
    instant = clock.now()
    due = instant + timedelta(days=settings.LIFECYCLE.proposal_days)
    due = min(due, until) if until else due
    proposal = Proposal.objects.create(
        kind=kind,
        contract=contract,
        by=by,
        content=content,
        asked_at=instant,
        due_at=due,
        remind_at=next_reminder(due, REMINDERS, after=instant),
        **more,
    )
    _emit(proposal, by=by, due=due)
    return proposal


@atomic
def agree_proposal(*, by: "User", proposal_id: int) -> Proposal:
    """Agree to the other side's proposal: it takes effect at once.

    Raises NotFound, OwnProposal, ProposalDecided, ContractEnded, TimeIsUp, ProposalOutdated.
    """
    proposal = _lock_to_answer(by, proposal_id)
    if proposal.contract.state != Contract.State.ACTIVE:
        raise ContractEnded
    if proposal.due_at <= clock.now():
        raise TimeIsUp
    _agreement_handlers[proposal.kind](proposal, by)
    return _decide(proposal, State.AGREED, by=by)


@atomic
def refuse_proposal(*, by: "User", proposal_id: int) -> Proposal:
    """Refuse the other side's proposal. Raises NotFound, OwnProposal, ProposalDecided."""
    return _decide(_lock_to_answer(by, proposal_id), State.REFUSED, by=by)


@atomic
def withdraw_proposal(*, by: "User", proposal_id: int) -> Proposal:
    """Withdraw one's own proposal. Raises NotFound, NotYourProposal, ProposalDecided."""
    proposal = locked_proposal(fetch(Proposal.objects.visible_to(by), proposal_id).pk)
    if proposal.by_id != by.pk:
        raise NotYourProposal
    _require_open(proposal)
    return _decide(proposal, State.WITHDRAWN, by=by)


@atomic
def remind_of_proposal(*, proposal_id: int) -> None:
    """Remind the other side of a proposal that lapses soon. Does nothing before its time, or where no answer counts."""
    proposal = locked_proposal(proposal_id)
    now = clock.now()
    if proposal.state != State.OPEN or proposal.remind_at is None or proposal.remind_at > now:
        return
    proposal.remind_at = next_reminder(proposal.due_at, REMINDERS, after=now)
    proposal.save(update_fields=["remind_at"])
    if proposal.due_at > now and Proposal.objects.open().filter(pk=proposal.pk).exists():
        event = ContractProposalDue(asker=proposal.by, due=proposal.due_at)
        emit(event, on=proposal.milestone or proposal.contract, by=None, to=[proposal.contract.other(proposal.by)])


@atomic
def lapse_proposal(*, proposal_id: int) -> None:
    """Lapse a proposal that is due, silently where no answer would count. Does nothing before, or twice."""
    proposal = locked_proposal(proposal_id)
    if proposal.state != State.OPEN or proposal.due_at > clock.now():
        return
    matters = Proposal.objects.open().filter(pk=proposal.pk).exists()
    _decide(proposal, State.LAPSED, by=None, is_announced=matters)


def _lock_to_answer(by: "User", proposal_id: int) -> Proposal:
    proposal = locked_proposal(fetch(Proposal.objects.visible_to(by), proposal_id).pk)
    if proposal.by_id == by.pk:
        raise OwnProposal
    _require_open(proposal)
    return proposal


def _require_open(proposal: Proposal) -> None:
    if proposal.state != State.OPEN:
        raise ProposalDecided(state=proposal.get_state_display())


def locked_proposal(proposal_id: int) -> Proposal:
    """A proposal, with its contract locked before it. Raises NotFound."""
    contract = locked_contract(fetch(Proposal.objects.all(), proposal_id).contract_id)
    proposal = lock(Proposal.objects.select_related("milestone"), proposal_id)
    proposal.contract = contract
    if proposal.milestone is not None:
        proposal.milestone.contract = contract
    return proposal


def locked_contract(contract_id: int) -> Contract:
    """A contract with its parties, locked. Raises NotFound."""
    return lock(Contract.objects.select_related("client", "freelancer", "conversation", "bid"), contract_id)


def active_contract(by: "User", contract_id: int) -> Contract:
    """The user's active contract, locked. Raises NotFound, ContractEnded."""
    contract = locked_contract(fetch(Contract.objects.visible_to(by), contract_id).pk)
    if contract.state != Contract.State.ACTIVE:
        raise ContractEnded
    return contract


def _decide(proposal: Proposal, state: str, *, by: "User | None", is_announced: bool = True) -> Proposal:
    proposal.state, proposal.decided_at = state, clock.now()
    proposal.save(update_fields=["state", "decided_at"])
    if is_announced:
        _emit(proposal, by=by)
    return proposal


def _emit(proposal: Proposal, *, by: "User | None", due: datetime | None = None) -> None:
    event = EVENTS[proposal.kind][proposal.state]
    until = proposal.until if proposal.kind == Kind.EXTENSION else None
    emit_in_contract(event(due=due, until=until), on=proposal.milestone or proposal.contract, by=by)
