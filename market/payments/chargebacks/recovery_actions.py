"""What was paid out of a payment that the bank took back: called back from her account where it still is."""

from decimal import Decimal

from market.contracts.workroom.actions import locked_milestone
from market.core.base.db import atomic, lock
from market.core.base.events import emit
from market.core.base.money import Money
from market.payments.chargebacks import events
from market.payments.chargebacks.actions import CALLED_BACK, record_dispute, take_part, take_released
from market.payments.ledger import chargeback_postings as books
from market.payments.models import Chargeback, Payout, Release
from market.payments.payouts.sending_actions import close_if_done
from market.payments.provider import stripe
from market.payments.releases.actions import cut


def sync_dispute(*, dispute_id: str) -> list[Chargeback]:
    """Ask the provider how a chargeback stands, and do what follows. May be called again at any time."""
    rows = record_dispute(stripe.retrieve_dispute(dispute_id))
    for row in rows:
        if row.left_value:
            collect(chargeback_id=row.pk)
    return rows


def sync_chargeback(*, chargeback_id: int) -> None:
    """The same for a row of ours."""
    sync_dispute(dispute_id=Chargeback.objects.values_list("dispute_id", flat=True).get(pk=chargeback_id))


def collect(*, chargeback_id: int) -> None:
    """Take what is left of a lost one from the parts that were paid out, oldest first; what is gone she owes.

    A part whose transfer is not made yet waits until it is.
    """
    _take_what_came_back(chargeback_id)
    milestone_id = Chargeback.objects.values_list("funding__milestone", flat=True).get(pk=chargeback_id)
    parts = Release.objects.filter(milestone=milestone_id, state__in=CALLED_BACK).order_by("pk")
    for release in parts.exclude(transfer_id=""):
        left = Chargeback.objects.get(pk=chargeback_id).left_value
        if not left:
            return
        amount = Money(min(left, release.amount_value), release.currency)
        try:
            mark = f"chargeback:{chargeback_id}:{release.pk}"
            stripe.call_back(transfer_id=release.transfer_id, amount=amount, mark=mark)
        except stripe.ProviderRefused as refused:
            _owe(chargeback_id, release.pk, amount, left=left, why=str(refused))
        else:
            _record_called_back(chargeback_id, release.pk, amount)


@atomic
def _take_what_came_back(chargeback_id: int) -> None:
    """A payout that failed since: its parts are here again."""
    row = _locked(chargeback_id)
    take_released(row)
    _save(row)


def _locked(chargeback_id: int) -> Chargeback:
    milestone_id = Chargeback.objects.values_list("funding__milestone", flat=True).get(pk=chargeback_id)
    milestone = locked_milestone(milestone_id)
    row = lock(Chargeback.objects.select_related("funding"), chargeback_id)
    row.funding.milestone = milestone
    return row


def _save(row: Chargeback) -> None:
    row.check_at = row.check_at if row.left_value else None
    row.save(update_fields=["earned_value", "owed_value", "left_value", "check_at"])


@atomic
def _record_called_back(chargeback_id: int, release_id: int, amount: Money) -> None:
    row = _locked(chargeback_id)
    payout_id = Release.objects.values_list("payout", flat=True).get(pk=release_id)
    payout = lock(Payout.objects.select_related("freelancer"), payout_id) if payout_id else None
    release = lock(Release.objects.all(), release_id)
    if release.state not in CALLED_BACK or row.left_value < amount.amount:
        return  # recorded before, by the same call
    is_on_its_way = release.state == Release.State.IN_TRANSIT
    if release.amount_value > amount.amount:
        cut(release, amount.amount)
    take_part(row, release)
    _save(row)
    emit(events.ChargebackCalledBack(amount=amount), on=row.funding.milestone, by=None)
    if payout is not None and is_on_its_way:
        release.payout = None
        release.save(update_fields=["payout"])
        close_if_done(payout)


@atomic
def _owe(chargeback_id: int, release_id: int, amount: Money, *, left: Decimal, why: str) -> None:
    row = _locked(chargeback_id)
    release = lock(Release.objects.all(), release_id)
    if release.state not in CALLED_BACK or row.left_value != left:
        return  # another look was faster, or it came back in this moment: the next look takes it
    books.post_owed(row, amount.amount)
    row.owed_value += amount.amount
    row.left_value -= amount.amount
    _save(row)
    milestone = row.funding.milestone
    owed = events.ChargebackOwed(title=milestone.title, amount=amount, reason=why)
    emit(owed, on=row, by=None, to=[milestone.contract.freelancer], page=release)
