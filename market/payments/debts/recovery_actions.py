"""Calling back what was paid out of a milestone: one piece for lost chargebacks and for what is given back.

It calls the provider, so it runs outside of any transaction. Each reversal is noted before the call, with its mark
there, as that of a release of its own. So one that broke off is finished first, by the same mark, and its money goes to
whoever claims it by then: a client's bank before the client. Locks: contract, milestone, claim, payout, release.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from django.db.models import Q

from market.contracts.workroom.actions import locked_milestone
from market.core.base.db import atomic, lock
from market.core.base.events import emit
from market.core.base.money import Money, total
from market.payments.chargebacks.actions import save_amounts, take_back_release
from market.payments.chargebacks.events import ChargebackCalledBack
from market.payments.give_backs.actions import reduce_left, refund_given, tell_of_more
from market.payments.ledger.debt_postings import GivenBackFrom
from market.payments.models import Chargeback, GiveBack, Payout, Refund, Release
from market.payments.payouts.failures import REASONS
from market.payments.payouts.sending_actions import close_if_done, fail_part
from market.payments.provider import stripe_connect
from market.payments.provider.port import ProviderRefused
from market.payments.releases.part_actions import split_release, take_part

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from market.contracts.models import Milestone

State = Release.State
# Nothing there can be called back: the bank paid it out, it paid a debt, or it was exchanged for taka.
GONE = (State.PAID_OUT, State.WITHHELD, State.EXCHANGED)
WITHOUT_TRANSFER = Q(transfer_id="", state__in=GONE)
WITH_TRANSFER = (State.IN_TRANSIT, State.PAID_OUT)


class OnRefused(Protocol):
    """Records that an amount of a release could not be called back."""

    def __call__(self, release_id: int, amount: Money, *, left: Decimal, why: str) -> None:
        """`left` is what was left to be collected before; where it is another sum meanwhile, nothing is recorded."""


def finish_recalls(milestone_id: int) -> None:
    """Finish the reversals of a milestone that broke off: before any claim looks at what is left of it. May be called
    again at any time. Raises ProviderUnavailable."""
    noted = Release.objects.earned().filter(milestone=milestone_id).exclude(recall_mark="")
    for pk in noted.order_by("pk").values_list("pk", flat=True):
        _recall(pk)


def call_back(
    releases: "QuerySet[Release]", *, mark: str, left_of: Callable[[], Decimal], on_refused: OnRefused
) -> None:
    """Reverse the transfers of these releases, the oldest first, until nothing is left to be collected.

    `mark` names the claim at the provider, so that a repeated call reverses nothing twice. A release whose transfer is
    not created yet waits for the next call. Raises ProviderUnavailable.
    """
    for release in releases.filter(~Q(transfer_id="") | WITHOUT_TRANSFER).order_by("pk"):
        left = left_of()
        if (open_ := left - _being_recalled(release.milestone_id)) <= 0:
            return
        amount = Money(min(open_, release.amount_value - release.owed_value), release.currency)
        if not amount.amount:
            continue
        refused = "paid out by the bank"
        if release.transfer_id:
            refused = _recall(release.pk) if _note_recall(release.pk, amount.amount, mark, left_of) else ""
        if refused:
            on_refused(release.pk, amount, left=left, why=refused)


def _being_recalled(milestone_id: int) -> Decimal:
    """What is noted to be reversed of a milestone and not recorded yet: it is still left for the claims."""
    noted = Release.objects.earned().filter(milestone=milestone_id, state__in=WITH_TRANSFER).exclude(recall_mark="")
    return total(list(noted.values_list("amount_value", flat=True)))


@atomic
def _note_recall(release_id: int, amount: Decimal, mark: str, left_of: Callable[[], Decimal]) -> bool:
    """Note that this much of a release is to be reversed: from here on it is a release of its own. False where
    something has changed meanwhile: the next run goes on."""
    locked_milestone(Release.objects.values_list("milestone", flat=True).get(pk=release_id))
    release = lock(Release.objects.all(), release_id)
    is_there = release.state in WITH_TRANSFER and release.transfer_id and not release.recall_mark
    if not is_there or release.amount_value - release.owed_value < amount:
        return False
    if left_of() - _being_recalled(release.milestone_id) < amount:
        return False
    take_part(release, amount)
    release.recall_mark = f"{mark}:{release.pk}:{release.transfer_id}"  # the provider does each mark once
    release.save(update_fields=["recall_mark"])
    return True


def _recall(release_id: int) -> str:
    """Ask for a noted reversal, or find it, and record it. Returns why the provider refuses it, "" if it does not."""
    release = Release.objects.get(pk=release_id)
    if not release.recall_mark:
        return ""
    try:
        stripe_connect.reverse_part(transfer_id=release.transfer_id, amount=release.amount, mark=release.recall_mark)
    except ProviderRefused as error:
        _drop_recall(release_id, release.recall_mark)
        return str(error)
    _record_recall(release_id)
    return ""


@atomic
def _drop_recall(release_id: int, mark: str) -> None:
    Release.objects.filter(pk=release_id, recall_mark=mark).update(recall_mark="")


@atomic
def _record_recall(release_id: int) -> None:
    """The reversed money goes to what claims it, lost chargebacks first. What nobody claims any more can be paid out
    again. Once; while a bank looks at the payment it waits."""
    milestone_id, payout_id = Release.objects.values_list("milestone", "payout").get(pk=release_id)
    if payout_id is None:
        return  # all of the transfer was reversed, since the freelancer's bank refused it
    milestone = locked_milestone(milestone_id)
    claims = _locked_claims(milestone)
    payout = lock(Payout.objects.select_related("freelancer"), payout_id)
    release = lock(Release.objects.all(), release_id)
    is_there = release.payout_id == payout.pk and release.state in WITH_TRANSFER
    if claims is None or not release.recall_mark or not is_there:
        return  # recorded before, or a bank looks
    release.recall_mark = ""
    release.save(update_fields=["recall_mark"])
    rest: Release | None = release
    refunds: list[Refund] = []
    for claim in claims:
        if rest is None:
            break
        part = rest
        rest = split_release(part, claim.left_value) if part.amount_value > claim.left_value else None
        refunds += _record_part(claim, part, payout)
    if rest is not None:
        called_back = REASONS["called_back"]
        fail_part(release_id=rest.pk, payout_id=payout.pk, failure=called_back, is_temporary=False)
    for refund in refunds:  # last: it locks the counter of credit notes
        tell_of_more(refund)


def _locked_claims(milestone: "Milestone") -> list[Chargeback | GiveBack] | None:
    """What is left to be collected of a milestone; None while a bank looks that may claim all of it."""
    chargebacks = Chargeback.objects.filter(funding__milestone=milestone).select_related("funding")
    is_looked_at = chargebacks.open().exists()
    lost = chargebacks.filter(left_value__gt=0).select_for_update(of=("self",), no_key=True).order_by("pk")
    claims: list[Chargeback | GiveBack] = list(lost)
    if is_looked_at and not claims:
        return None
    if not is_looked_at:
        open_rows = GiveBack.objects.filter(milestone=milestone, left_value__gt=0)
        claims += open_rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    for claim in claims:
        if isinstance(claim, Chargeback):
            claim.funding.milestone = milestone
        else:
            claim.milestone = milestone
    return claims


def _record_part(claim: Chargeback | GiveBack, release: Release, payout: Payout) -> list[Refund]:
    """All of this locked release was reversed for the claim. Returns the refund to the client, where that is one."""
    amount, before = release.amount, release.state
    refunds = []
    if isinstance(claim, Chargeback):
        take_back_release(claim, release)
        save_amounts(claim)
        emit(ChargebackCalledBack(amount=amount), on=claim.funding.milestone, by=None)
    else:
        release.state = State.GIVEN_BACK
        release.save(update_fields=["state"])
        source = "provider" if before == State.PAID_OUT else str(before)
        refunds.append(
            refund_given(claim.milestone, amount.amount, GivenBackFrom({source: amount.amount}, payout.rail))
        )
        reduce_left(claim, amount)
    if before == State.IN_TRANSIT:
        release.payout = None
        release.save(update_fields=["payout"])
        close_if_done(payout)
    return refunds
