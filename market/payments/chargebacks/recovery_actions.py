"""Recovery of paid-out money after a lost chargeback: reversed from the freelancer's account where it still is."""

from decimal import Decimal
from functools import partial

from market.contracts.workroom.actions import locked_milestone
from market.core.base.db import atomic, lock
from market.core.base.events import emit
from market.core.base.money import Money
from market.payments.chargebacks import events
from market.payments.chargebacks.actions import REVERSIBLE_STATES, record_dispute, save_amounts, take_back_releases
from market.payments.debts.actions import add_debt
from market.payments.debts.recovery_actions import call_back, finish_recalls
from market.payments.ledger import chargeback_postings as books
from market.payments.models import Chargeback, Payout, Release
from market.payments.payouts.failures import REASONS
from market.payments.payouts.sending_actions import stop_waiting_payout
from market.payments.provider import stripe_disputes


def sync_dispute(*, dispute_id: str) -> list[Chargeback]:
    """Fetch a dispute's state from the provider and apply it. May be called again at any time."""
    rows = record_dispute(stripe_disputes.retrieve_dispute(dispute_id))
    for row in rows:
        if row.left_value:
            collect_rest(chargeback_id=row.pk)
    return rows


def collect_rest(*, chargeback_id: int) -> None:
    """Take what is left of a lost chargeback from paid-out releases, oldest first; the freelancer owes what is gone.

    A release whose transfer is not created yet waits until it is, and one that the bank is to pay until it has ended.
    """
    milestone_id = Chargeback.objects.values_list("funding__milestone", flat=True).get(pk=chargeback_id)
    finish_recalls(milestone_id)
    earned = Release.objects.earned().filter(milestone=milestone_id)
    for payout in Payout.objects.waiting_to_leave().filter(releases__in=earned).distinct():
        stop_waiting_payout(payout_id=payout.pk, failure=REASONS["chargeback"])
    _take_failed_payouts(chargeback_id)
    call_back(
        earned.filter(state__in=REVERSIBLE_STATES),
        mark=f"chargeback:{chargeback_id}",
        left_of=lambda: Chargeback.objects.get(pk=chargeback_id).left_value,
        on_refused=partial(_record_debt, chargeback_id),
    )


@atomic
def _take_failed_payouts(chargeback_id: int) -> None:
    """Take releases of payouts that have failed since."""
    row = _locked_chargeback(chargeback_id)
    take_back_releases(row)
    save_amounts(row)


def _locked_chargeback(chargeback_id: int) -> Chargeback:
    milestone_id = Chargeback.objects.values_list("funding__milestone", flat=True).get(pk=chargeback_id)
    milestone = locked_milestone(milestone_id)
    row = lock(Chargeback.objects.select_related("funding"), chargeback_id)
    row.funding.milestone = milestone
    return row


@atomic
def _record_debt(chargeback_id: int, release_id: int, amount: Money, *, left: Decimal, why: str) -> None:
    row = _locked_chargeback(chargeback_id)
    release = lock(Release.objects.all(), release_id)
    if release.state not in REVERSIBLE_STATES or row.left_value != left:
        return  # another run was faster, or the payout just failed: the next run takes it
    release.owed_value += amount.amount
    release.save(update_fields=["owed_value"])
    books.post_owed(row, release, amount.amount)
    add_debt(release, amount, row)
    row.owed_value += amount.amount
    row.left_value -= amount.amount
    save_amounts(row)
    milestone = row.funding.milestone
    owed = events.ChargebackOwed(title=milestone.full_title, amount=amount, reason=why)
    emit(owed, on=row, by=None, to=[milestone.contract.freelancer], page=release)
