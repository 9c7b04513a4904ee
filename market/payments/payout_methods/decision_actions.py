"""An operator decides whether an account belongs to the freelancer whose certificate has another name."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import require_own_role
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock, one_at_a_time
from market.core.base.errors import DomainError, NotAllowed
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.core.base.reasons import written_reason
from market.payments.models import PayoutMethod
from market.payments.payout_methods import events
from market.payments.payout_methods.actions import activate

if TYPE_CHECKING:
    from collections.abc import Callable

State = PayoutMethod.State
REASON_LENGTH = 500


class OwnPayoutMethod(NotAllowed):
    help = "payouts#name"
    code = "own_payout_method"
    sentence = _("This is your own account: another operator does this.")


class PayoutMethodDecided(DomainError):
    help = "payouts#name"
    code = "payout_method_decided"
    sentence = _("Nothing waits to be decided here any more.")


@atomic
def accept_payout_method(*, by: User, method_id: int, reason: str) -> PayoutMethod:
    """The account is the freelancer's: payouts go there, at once or when its hours are over.

    The freelancer reads the reason. Raises NotFound, NotAllowed, NotInAnEmergency, OwnPayoutMethod,
    PayoutMethodDecided, Invalid at "reason".
    """
    method, text = _decided(by, method_id, reason)
    activate(method)
    accepted = events.PayoutMethodAccepted(kind=method.kind, reason=Written(by, text))
    emit(accepted, on=method, by=by, to=[method.user])
    return method


@atomic
def refuse_payout_method(*, by: User, method_id: int, reason: str) -> PayoutMethod:
    """The account is not accepted: payouts go to the one before, or wait. The same otherwise."""
    method, text = _decided(by, method_id, reason)
    method.state, method.ended_at = State.REFUSED, clock.now()
    method.save(update_fields=["state", "ended_at"])
    refused = events.PayoutMethodRefused(kind=method.kind, reason=Written(by, text))
    emit(refused, on=method, by=by, to=[method.user])
    return method


def _decided(by: User, method_id: int, reason: str) -> tuple[PayoutMethod, str]:
    """The locked method with who decides, and the reason."""
    owner = fetch(PayoutMethod.objects.visible_to(by).select_related("user"), method_id).user
    require_own_role(by, User.Role.OPERATOR)
    if by.pk == owner.pk:
        raise OwnPayoutMethod
    one_at_a_time(owner)
    method = lock(PayoutMethod.objects.select_related("user"), method_id)
    if method.state != State.CHECKING:
        raise PayoutMethodDecided
    text = written_reason(reason, REASON_LENGTH)
    method.decided_by, method.decided_at, method.decision_reason = by, clock.now(), text
    method.save(update_fields=["decided_by", "decided_at", "decision_reason"])
    return method, text


DECISIONS: "dict[str, Callable[..., PayoutMethod]]" = {
    "accept": accept_payout_method,
    "refuse": refuse_payout_method,
}
