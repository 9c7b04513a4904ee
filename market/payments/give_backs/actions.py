"""A freelancer gives back what was released to them: what is here goes at once, the rest is called back or is owed.

The client is never paid in advance, neither from our money nor from that of others: what could not be called back is
paid from what the freelancer earns next (`pass_on_debt`). Locks: contract, milestone, give-back, release, debt.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Milestone
from market.contracts.workroom.actions import NotTheFreelancer, locked_milestone
from market.contracts.workroom.amounts import require_currency
from market.contracts.workroom.events import emit_in_contract
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, require_length
from market.core.base.events import emit
from market.core.base.money import Money, zero
from market.core.base.payloads import Written
from market.core.text.bangla import nfc
from market.payments.documents.credit_notes import issue_credit_notes
from market.payments.funding.queries import paid_funding
from market.payments.give_backs import events
from market.payments.give_backs.queries import GiveBackPlan, fee_back, most_now, plan_of, returnable_of
from market.payments.job_names import defer_job
from market.payments.ledger.debt_postings import GivenBackFrom, post_given_back
from market.payments.models import Chargeback, Debt, GiveBack, Refund, Release
from market.payments.releases.actions import HoldFrozen
from market.payments.releases.part_actions import take_part
from market.profiles.models import ClientProfile

if TYPE_CHECKING:
    from market.accounts.models import User

REASON_LENGTH = 1000
State = Release.State


class MoreThanReleased(Invalid):
    help = "refunds#give-back"
    code = "more_than_released"
    sentence = _("Give back more than nothing, and not more than you have of it: %(most)s.")


class PayoutOnItsWay(DomainError):
    help = "refunds#give-back"
    code = "payout_on_its_way"
    sentence = _("A payout with this money is on its way. Wait until it has ended, or give back %(most)s at most now.")


class AllOnItsWay(PayoutOnItsWay):
    sentence = _("A payout with this money is on its way. Wait until it has ended.")


class DebtNotAccepted(Invalid):
    help = "refunds#give-back"
    code = "debt_not_accepted"
    sentence = _(
        "A part of it was paid out to you: agree that what cannot be called back comes from what you earn next."
    )


@atomic
def give_back(*, by: "User", milestone_id: int, amount: Money, reason: str, accept_debt: bool = False) -> GiveBack:
    """Give back `amount` of what was released for a milestone or a bonus; the client's fee on it goes back with it.

    What clears or is payable is on its way at once. What was paid out is called back by a job, and what cannot be
    called back becomes a debt, which `accept_debt` agrees to. Raises NotFound, NotTheFreelancer, HoldFrozen while a
    bank looks at the payment, WrongCurrency, MoreThanReleased, PayoutOnItsWay, DebtNotAccepted, Invalid at "reason".
    """
    fetch(Milestone.everything.visible_to(by), milestone_id)
    milestone = locked_milestone(milestone_id)
    plan = require_giveable(by, milestone, amount)
    reason = nfc(reason).strip()
    if not reason:
        raise Invalid(errors={"reason": [_("Write why: the client reads it.")]})
    require_length("reason", reason, REASON_LENGTH)
    rest = amount - plan.now
    if rest.amount and not accept_debt:
        raise DebtNotAccepted(errors={"accept_debt": [str(DebtNotAccepted())]})
    row = GiveBack.objects.create(
        milestone=milestone,
        amount_value=amount.amount,
        left_value=rest.amount,
        currency=milestone.currency,
        reason=reason,
        state=GiveBack.State.OPEN if rest.amount else GiveBack.State.DONE,
        created_at=clock.now(),
        check_at=clock.now() if rest.amount else None,
    )
    fee, refund = zero(milestone.currency), None
    if taken := take_here(milestone, plan.now.amount):
        refund = refund_given(milestone, plan.now.amount, GivenBackFrom(taken))
        fee = refund.amount - refund.part
    if rest.amount:
        defer_job("collect_give_back_job", give_back_id=row.pk)
    event = events.ReleaseGivenBack(amount=amount, now=plan.now, fee=fee, reason=Written(by, reason[:200]))
    emit_in_contract(event, on=milestone, by=by)
    if refund is not None:
        credit(refund)
    return row


def require_giveable(by: "User", milestone: Milestone, amount: Money) -> GiveBackPlan:
    """What giving back would do. Raises what `give_back` raises for the person, the milestone and the amount."""
    if milestone.contract.freelancer_id != by.pk:
        raise NotTheFreelancer
    rows = Chargeback.objects.filter(funding__milestone=milestone)
    if milestone.is_frozen or rows.open().exists() or rows.filter(left_value__gt=0).exists():
        raise HoldFrozen
    returnable_sum = Money(returnable_of(milestone).all, milestone.currency)
    require_currency(amount, milestone.currency)
    if not 0 < amount.amount <= returnable_sum.amount:
        refusal = MoreThanReleased(most=returnable_sum)
        raise MoreThanReleased(errors={"amount": [str(refusal)]}, most=returnable_sum)
    if amount.amount > (most := most_now(milestone)):
        raise PayoutOnItsWay(most=Money(most, milestone.currency)) if most else AllOnItsWay()
    return plan_of(milestone, amount)


def take_here(milestone: Milestone, amount: Decimal) -> Mapping[str, Decimal]:
    """Take so much from releases that clear, then from payable ones; the sums by the account of the ledger."""
    here = milestone.releases.earned().filter(state__in=(State.CLEARING, State.PAYABLE))
    rows = here.select_for_update(no_key=True)
    taken: dict[str, Decimal] = {}
    for release in sorted(rows.order_by("pk"), key=lambda each: each.state != State.CLEARING):
        if not amount:
            break
        if not take_part(release, amount):
            continue
        account = str(release.state)
        taken[account] = taken.get(account, Decimal(0)) + release.amount_value
        amount -= release.amount_value
        release.state = State.GIVEN_BACK
        release.save(update_fields=["state"])
    if amount:  # a payout took it in this moment
        rest = total_of(taken)
        raise PayoutOnItsWay(most=Money(rest, milestone.currency)) if rest else AllOnItsWay()
    return taken


def reduce_left(row: GiveBack, amount: Money) -> None:
    """So much of a locked one is not to be collected any more."""
    row.left_value -= amount.amount
    if not row.left_value:
        row.state, row.check_at = GiveBack.State.DONE, None
    row.save(update_fields=["left_value", "state", "check_at"])


def total_of(taken: Mapping[str, Decimal]) -> Decimal:
    """The sum over all accounts."""
    return sum(taken.values(), Decimal("0.00"))


def refund_given(milestone: Milestone, amount: Decimal, source: GivenBackFrom) -> Refund:
    """Refund an amount that was given back, with its share of the fee, in the running transaction with the milestone
    locked."""
    refund = Refund.objects.create(
        milestone=milestone,
        funding=paid_funding(milestone),
        amount_value=amount,
        fee_value=fee_back(milestone, amount),
        currency=milestone.currency,
        reason=Refund.Reason.GIVEN_BACK,
        created_at=clock.now(),
        check_at=clock.now(),
    )
    post_given_back(refund, source)
    milestone.given_back_value += amount
    milestone.save(update_fields=["given_back_value"])
    if milestone.currency == "USD":
        ClientProfile.objects.filter(user=milestone.contract.client_id).update(paid_usd=F("paid_usd") - amount)
    defer_job("send_refund_job", refund_id=refund.pk)
    return refund


@atomic
def pass_on_debt(*, debt_id: int) -> None:
    """What earnings paid of a debt from giving back goes to the client. May be called again at any time. It waits
    while a bank looks at the payment, whose decision has the same done again."""
    milestone_id = Debt.objects.values_list("give_back__milestone", flat=True).get(pk=debt_id)
    milestone = locked_milestone(milestone_id)
    if Chargeback.objects.open().filter(funding__milestone=milestone).exists():
        return
    debt = lock(Debt.objects.all(), debt_id)
    amount = debt.to_pass_on
    if not amount:
        return
    refund = refund_given(milestone, amount, GivenBackFrom({"receivable": amount}))
    debt.passed_on_value += amount
    debt.save(update_fields=["passed_on_value"])
    tell_of_more(refund)


def credit(refund: Refund) -> None:
    """Take what was given back off the invoice for it. The last thing that a transaction does."""
    issue_credit_notes(
        refund.milestone,
        amount=refund.amount_value,
        fee=refund.fee_value,
        cause=f"give-back:{refund.pk}",
        why="given_back",
    )


def tell_of_more(refund: Refund) -> None:
    """Tell the client of a later part of what was given back, and credit it, at the end of a transaction."""
    client = refund.milestone.contract.client
    more = events.GivenBackMoreSent(client=client, amount=refund.part, fee=refund.amount - refund.part)
    emit(more, on=refund, by=None, to=[client], page=refund.milestone)
    credit(refund)
