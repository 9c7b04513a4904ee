"""Operators find out what became of a payout to a wallet of which the provider has not told.

That it was made, one operator says with the provider's number of the transfer: the provider is asked for it, so nobody
is believed. That it was not made, or failed, gives the money back to be paid out again, so two operators say it.
"""

from datetime import timedelta

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two, require_own_role
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, NotFound
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.core.base.reasons import written_reason
from market.core.text.bangla import ascii_digits, nfc
from market.payments.models import Payout
from market.payments.payout_batches.actions import REASON_LENGTH, OwnPayout
from market.payments.payouts.events import PayoutDenied
from market.payments.payouts.failures import REASONS
from market.payments.payouts.sending_actions import fail_payout
from market.payments.payouts.wallet_actions import record_transfer
from market.payments.provider.rails import WALLETS
from market.payments.provider.types import WalletTransfer

DENYING = act_of_two("wallet_payout", User.Role.OPERATOR)
SETTLING = timedelta(hours=1)  # before that a transfer may still appear at the provider
NUMBER_LENGTH = 20


class PayoutNotUnclear(DomainError):
    help = "payouts#wallet"
    code = "payout_not_unclear"
    sentence = _("It is clear by now what became of this payout. Look at it again.")


class TooEarlyToDeny(DomainError):
    help = "payouts#wallet"
    code = "too_early_to_deny"
    sentence = _("The transfer may still appear at bKash: look again an hour after it was sent.")


class TransferDiffers(Invalid):
    help = "payouts#wallet"
    code = "transfer_differs"
    sentence = _("bKash has no transfer of this amount to this wallet under that number.")


class TransferFailed(Invalid):
    help = "payouts#wallet"
    code = "transfer_failed"
    sentence = _("bKash says that this transfer failed: two operators say so before the money can be paid out again.")


def confirm_wallet_transfer(*, by: User, payout_id: int, number: str) -> Payout:
    """The provider made it, under this number of its own, as it says itself.

    Raises NotFound, NotAllowed, NotInAnEmergency, OwnPayout, PayoutNotUnclear, TransferDiffers, TransferFailed,
    ProviderUnavailable.
    """
    payout = _unclear(by, payout_id)
    number = ascii_digits(nfc(number)).strip().upper()
    transfer = WALLETS[payout.rail].retrieve_transfer(number)
    if transfer is None or not _is_of(payout, transfer):
        raise TransferDiffers.at("number")
    if transfer.status == "failed":
        raise TransferFailed.at("number")
    try:
        return _confirm(by, payout.pk, transfer)
    except IntegrityError as error:
        if "one_payout_per_transfer" not in str(error):
            raise
        raise TransferDiffers.at("number") from error


@atomic
def _confirm(by: User, payout_id: int, transfer: WalletTransfer) -> Payout:
    lock(Payout.objects.all(), payout_id)
    payout = _unclear(by, payout_id)
    record_transfer(payout_id=payout_id, transfer=transfer)
    audit("payout.confirmed", by=by, on=payout, number=transfer.id)
    payout.refresh_from_db()
    return payout


def _is_of(payout: Payout, transfer: WalletTransfer) -> bool:
    """Whether it can be that payout's: to its wallet, of its amount, not begun before it, and no other payout's."""
    begun = payout.asked_at or payout.created_at
    is_taken = Payout.objects.filter(rail=payout.rail, transfer_id=transfer.id).exclude(pk=payout.pk).exists()
    is_same = (transfer.receiver, transfer.amount) == (payout.account_number, payout.sent)
    return is_same and not is_taken and transfer.at >= min(begun, payout.created_at) - SETTLING


@atomic
def deny_wallet_transfer(*, by: User, payout_id: int, reason: str) -> Payout:
    """The provider did not make it: noted from the first operator, and done with the second one's word. Then it has
    failed, and the money can be paid out again.

    Raises as above, SamePerson, OnePerson, TooEarlyToDeny, Invalid at "reason".
    """
    lock(Payout.objects.all(), payout_id)
    payout = _unclear(by, payout_id)
    DENYING.require(by, first=[payout.denied_by_id])
    if payout.asked_at is not None and payout.asked_at > clock.wall() - SETTLING:
        raise TooEarlyToDeny
    text = written_reason(reason, REASON_LENGTH)
    emit(PayoutDenied(amount=payout.amount, reason=Written(by, text)), on=payout, by=by)
    if payout.denied_by_id is None:
        payout.denied_by, payout.denial_reason = by, text
        payout.save(update_fields=["denied_by", "denial_reason"])
        return payout
    fail_payout(payout_id=payout_id, failure=REASONS["transfer_denied"])
    payout.refresh_from_db()
    return payout


def _unclear(by: User, payout_id: int) -> Payout:
    """The payout, for an operator who is not its freelancer."""
    if not by.has_role(User.Role.OPERATOR):
        raise NotFound
    payout = fetch(Payout.objects.filter(rail__in=WALLETS), payout_id)
    require_own_role(by, User.Role.OPERATOR)
    if payout.freelancer_id == by.pk:
        raise OwnPayout
    if payout.hold_up != Payout.HoldUp.UNCLEAR:
        raise PayoutNotUnclear
    return payout
