"""Sending a payout: a transfer for each release in it, then the outcome at the freelancer's bank."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.events import emit
from market.core.base.money import Money, total
from market.payments.allowances.outcome_actions import fail_allowance, mark_allowance_paid
from market.payments.debts.actions import pay_debts
from market.payments.documents.payout_documents import correct_payout, issue_for_payout
from market.payments.funding.queries import paid_funding
from market.payments.ledger import postings
from market.payments.models import Payout, PayoutAccount, Release
from market.payments.payouts import events
from market.payments.payouts.failures import reason_by_language
from market.payments.provider import stripe_connect
from market.payments.provider.port import KEY_TTL, ProviderRefused
from market.payments.provider.types import BankPayout, Transfer
from market.payments.releases.events import ReleasePaidOut, ReleasePayoutFailed

if TYPE_CHECKING:
    from django.db.models import QuerySet

State = Release.State
TEMPORARY = ("balance_insufficient",)  # worth a retry some hours later


def send_payout(*, payout_id: int) -> None:
    """Create the transfers that are missing. A release that the provider refuses can be paid out again."""
    payout = Payout.objects.select_related("freelancer__payout_account").get(pk=payout_id)
    if payout.state != Payout.State.PENDING or payout.rail != "stripe":
        return
    for release in _parts_in_transit(payout).filter(transfer_id=""):
        try:
            transfer = _ensure_transfer(payout, release)
        except ProviderRefused as error:
            fail_part(
                release_id=release.pk, payout_id=payout.pk, failure=str(error), is_temporary=error.code in TEMPORARY
            )
        else:
            _record_transfer(release.pk, transfer)
    _record_sent(payout.pk)


def _parts_in_transit(payout: Payout) -> "QuerySet[Release]":
    return payout.releases.filter(state=State.IN_TRANSIT).select_related("milestone__contract").order_by("id")


def _ensure_transfer(payout: Payout, release: Release) -> Transfer:
    key, group = f"transfer:{payout.pk}:{release.pk}", f"contract:{release.milestone.contract_id}"
    if payout.created_at < clock.now() - KEY_TTL and (existing := stripe_connect.find_transfer(group=group, key=key)):
        return existing
    return stripe_connect.create_transfer(
        account_id=str(payout.freelancer.payout_account.account_id),
        charge_id=paid_funding(release.milestone).charge_id,
        amount=release.amount,
        group=group,
        key=key,
    )


@atomic
def _record_transfer(release_id: int, transfer: Transfer) -> None:
    release = lock(Release.objects.all(), release_id)
    if release.state == State.IN_TRANSIT and not release.transfer_id:
        release.transfer_id, release.arrival_id = transfer.id, transfer.arrival_id
        release.save(update_fields=["transfer_id", "arrival_id"])


@atomic
def _record_sent(payout_id: int) -> None:
    payout = lock(Payout.objects.all(), payout_id)
    if payout.state == Payout.State.PENDING and payout.releases.exists():
        payout.state = Payout.State.IN_TRANSIT
        payout.save(update_fields=["state"])
        emit(events.PayoutSent(amount=payout.amount), on=payout, by=None)


def settle_payout(*, payout_id: int) -> None:
    """Bring a payout in transit to the state of the account's bank payouts at the provider."""
    payout = Payout.objects.select_related("freelancer__payout_account").get(pk=payout_id)
    if payout.rail != "stripe":
        return
    if payout.state == Payout.State.PENDING:
        send_payout(payout_id=payout_id)
    account_id = payout.freelancer.payout_account.account_id
    if account_id is None:
        return
    for bank in stripe_connect.list_bank_payouts(account_id):
        if not _parts_in_transit(payout).exists():
            return
        _apply_bank_payout(account_id, bank)


def settle_bank_payout(*, account_id: str, payout_id: str) -> None:
    """The same for the releases in one bank payout of a connected account. Does nothing for unknown accounts."""
    if PayoutAccount.objects.filter(account_id=account_id).exists():
        _apply_bank_payout(account_id, stripe_connect.retrieve_bank_payout(account_id=account_id, payout_id=payout_id))


def _apply_bank_payout(account_id: str, bank: BankPayout) -> None:
    arrivals = stripe_connect.arrivals_of_payout(account_id=account_id, payout_id=bank.id)
    releases = Release.objects.filter(arrival_id__in=[each for each in arrivals if each]).order_by("id")
    if bank.status not in ("paid", "failed", "canceled"):
        _expect_arrival(releases, bank.arrives_at)
        return
    for release in releases:
        if bank.status == "paid":
            mark_paid_out(release_id=release.pk)
        elif release.payout_id and release.state in (State.IN_TRANSIT, State.PAID_OUT):
            stripe_connect.reverse_transfer(
                transfer_id=release.transfer_id, key=f"reversal:{release.payout_id}:{release.pk}"
            )
            fail_part(release_id=release.pk, payout_id=release.payout_id, failure=bank.failure, is_temporary=False)


@atomic
def _expect_arrival(releases: "QuerySet[Release]", arrives_at: datetime | None) -> None:
    """Note when the payouts of these releases reach the bank."""
    ids = list(releases.filter(state=State.IN_TRANSIT).values_list("payout", flat=True))
    for payout in Payout.objects.select_for_update(no_key=True).filter(pk__in=ids).exclude(arrives_at=arrives_at):
        payout.arrives_at = arrives_at
        payout.save(update_fields=["arrives_at"])


@atomic
def mark_paid_out(*, release_id: int) -> None:
    """A release has reached the freelancer's bank. Once."""
    payout_id = Release.objects.values_list("payout", flat=True).get(pk=release_id)
    payout = lock(Payout.objects.select_related("freelancer"), payout_id) if payout_id else None
    release = lock(Release.objects.all(), release_id)
    if payout is None or release.payout_id != payout.pk or release.state != State.IN_TRANSIT:
        return
    postings.post_payout_paid(release, rail=payout.rail)
    release.state, release.paid_out_at = State.PAID_OUT, clock.now()
    release.save(update_fields=["state", "paid_out_at"])
    emit(ReleasePaidOut(amount=release.amount), on=release, by=None)
    close_if_done(payout)


@atomic
def fail_part(*, release_id: int, payout_id: int, failure: str, is_temporary: bool) -> None:
    """A release failed: it can be paid out again, and the freelancer is notified why. Once for each payout.

    `is_temporary`: the refusal may pass, so the payout is retried some hours later.
    """
    payout = lock(Payout.objects.select_related("freelancer"), payout_id)
    release = lock(Release.objects.all(), release_id)
    if release.payout_id != payout.pk or release.state not in (State.IN_TRANSIT, State.PAID_OUT):
        return
    amount = release.amount  # debts may take a part of it
    came_back = _give_back(payout, release, failure)
    _record_failure(payout, amount, failure)
    close_if_done(payout, retry_at=_retry_at() if is_temporary else None)
    correct_payout(payout, [(release, amount)] if came_back else [])


@atomic
def fail_payout(*, payout_id: int, failure: str) -> None:
    """A payout that is one transfer failed, or came back after it had arrived: all of it can be paid out again."""
    payout = lock(Payout.objects.select_related("freelancer"), payout_id)
    if payout.allowance_id is not None:
        fail_allowance(payout, failure)
        return
    was_paid = payout.state == Payout.State.PAID
    rows = payout.releases.select_for_update(no_key=True).filter(state__in=(State.IN_TRANSIT, State.PAID_OUT))
    releases = list(rows.order_by("id"))
    if not releases:
        return
    parts = [(release, release.amount) for release in releases]
    came_back = [part for part in parts if _give_back(payout, part[0], failure)]
    if was_paid:
        postings.post_payout_cost_returned(payout)
    _record_failure(payout, Money(total([amount.amount for _release, amount in parts]), payout.currency), failure)
    close_if_done(payout)
    correct_payout(payout, came_back)


@atomic
def stop_waiting_payout(*, payout_id: int, failure: str) -> None:
    """A payout that can still be held back fails: what is in it can be paid out, or taken, again."""
    lock(Payout.objects.all(), payout_id)
    if Payout.objects.waiting_to_leave().filter(pk=payout_id).exists():
        fail_payout(payout_id=payout_id, failure=failure)


@atomic
def mark_payout_paid(*, payout_id: int) -> None:
    """A payout that is one transfer has reached the freelancer's account. Once."""
    payout = lock(Payout.objects.all(), payout_id)
    if payout.allowance_id is not None:
        mark_allowance_paid(payout)
        return
    parts = list(_parts_in_transit(payout).values_list("pk", flat=True))
    for release_id in parts:
        mark_paid_out(release_id=release_id)
    if parts:
        postings.post_payout_cost(payout)


def _give_back(payout: Payout, release: Release, failure: str) -> bool:
    """A locked release of a payout that failed is payable again, and pays first what the freelancer owes. Returns
    whether it had arrived before."""
    was_paid = release.state == State.PAID_OUT
    if was_paid:
        postings.post_payout_returned(release, rail=payout.rail)
    else:
        postings.post_payout_failed(release)
    release.state, release.payout, release.paid_out_at = State.PAYABLE, None, None
    release.transfer_id = release.arrival_id = release.recall_mark = ""
    release.save(update_fields=["state", "payout", "paid_out_at", "transfer_id", "arrival_id", "recall_mark"])
    emit(ReleasePayoutFailed(amount=release.amount, reason=reason_by_language(failure)), on=release, by=None)
    pay_debts(release)
    return was_paid


def _record_failure(payout: Payout, amount: Money, failure: str) -> None:
    payout.failure = failure[:500]
    payout.save(update_fields=["failure"])
    emit(events.PayoutPartFailed(amount=amount, failure=failure), on=payout, by=None)
    failed = events.PayoutFailed(amount=amount, reason=reason_by_language(failure))
    emit(failed, on=payout, by=None, to=[payout.freelancer])


def _retry_at() -> datetime:
    return clock.now() + timedelta(hours=settings.LIFECYCLE.payout_retry_hours)


def close_if_done(payout: Payout, *, retry_at: datetime | None = None) -> None:
    """End a locked payout when none of its releases is in transit; failed ones do not belong to it any more. One that
    was paid, and of which a part came back, is paid still."""
    was_paid = payout.state == Payout.State.PAID
    parts = list(payout.releases.values_list("state", "amount_value"))
    if any(state == State.IN_TRANSIT for state, _amount in parts):
        return
    if not parts:
        payout.state, payout.ended_at, payout.check_at = Payout.State.FAILED, clock.now(), retry_at
    else:
        payout.state, payout.ended_at = Payout.State.PAID, clock.now()
        payout.amount_value, payout.check_at = total([amount for _state, amount in parts]), None
        if not was_paid:
            emit(events.PayoutPaid(amount=payout.amount), on=payout, by=None, to=[payout.freelancer])
    payout.hold_up = ""
    payout.save(update_fields=["state", "ended_at", "amount_value", "check_at", "hold_up"])
    if parts:
        issue_for_payout(payout)
