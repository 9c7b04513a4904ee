"""A failed refund is paid another way: two operators agree where it goes, one sends it by hand and records that."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from market.accounts.people.two_person_actions import require_own_role
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed, require_length
from market.core.base.events import emit
from market.core.text.bangla import nfc
from market.payments.ledger import postings
from market.payments.models import Refund
from market.payments.refunds.events import RefundDestinationSet, RefundRepaid

if TYPE_CHECKING:
    from market.accounts.models import User

REFERENCE_LENGTH = 200
NOTE_LENGTH = 1000


class OwnRefund(NotAllowed):
    help = "refunds#failed"
    code = "own_refund"
    sentence = _("You are a side of this contract: another operator does this.")


class RefundNotOwed(DomainError):
    help = "refunds#failed"
    code = "refund_not_owed"
    sentence = _("Nothing is owed of this refund: it did not fail, or the client has the money already.")


class DestinationNotApproved(DomainError):
    help = "refunds#failed"
    code = "destination_not_approved"
    sentence = _("Two operators agree first where this refund goes: propose its new destination.")


@atomic
def set_destination(*, by: "User", refund_id: int, destination: str) -> Refund:
    """What is owed of a failed refund goes there, as a second operator has agreed (`proposals`). The client is notified
    without the destination itself. Raises NotFound, RefundNotOwed."""
    refund = lock(Refund.objects.select_related("milestone__contract__client"), refund_id)
    if not refund.owed.amount:
        raise RefundNotOwed
    refund.destination = destination
    refund.save(update_fields=["destination"])
    client = refund.milestone.contract.client
    emit(RefundDestinationSet(client=client, amount=refund.owed), on=refund, by=by, to=[client], page=refund.milestone)
    return refund


@atomic
def repay_refund(*, by: "User", refund_id: int, reference: str, note: str) -> Refund:
    """An operator has sent what is owed of a failed refund to its destination, from money that is not at the provider.

    `reference` is that of the transfer, `note` says how it was agreed with the client. The client is notified, and
    the ledger owes nothing of it any more. Raises NotFound, NotAllowed, NotInAnEmergency, OwnRefund, RefundNotOwed,
    DestinationNotApproved, Invalid at "reference" and "note".
    """
    fetch(Refund.objects.visible_to(by), refund_id)
    require_own_role(by, "operator")
    refund = lock(Refund.objects.select_related("milestone__contract__client"), refund_id)
    contract = refund.milestone.contract
    if by.pk in (contract.client_id, contract.freelancer_id):
        raise OwnRefund
    if not (owed := refund.owed).amount:
        raise RefundNotOwed
    if not refund.destination:
        raise DestinationNotApproved
    refund.repaid_reference, refund.repaid_note = _clean_fields(reference, note)
    postings.post_refund_repaid(refund, owed)
    refund.repaid_value, refund.repaid_at, refund.repaid_by = refund.amount.amount, clock.now(), by
    refund.save(update_fields=["repaid_value", "repaid_at", "repaid_by", "repaid_reference", "repaid_note"])
    repaid = RefundRepaid(
        client=contract.client, amount=owed, reference=refund.repaid_reference, note=refund.repaid_note
    )
    emit(repaid, on=refund, by=by, to=[contract.client])
    return refund


def _clean_fields(reference: str, note: str) -> tuple[str, str]:
    """Both texts, normalized. Raises Invalid at each that is missing or too long."""
    reference, note = nfc(reference).strip(), nfc(note).strip()
    errors: dict[str, list[object]] = {}
    if not reference:
        errors["reference"] = [_("Write the reference of the transfer: the client and the books find it by that.")]
    if not note:
        errors["note"] = [_("Write how it was sent and agreed, so that the books can be read later.")]
    if errors:
        raise Invalid(errors=errors)
    require_length("reference", reference, REFERENCE_LENGTH)
    require_length("note", note, NOTE_LENGTH)
    return reference, note
