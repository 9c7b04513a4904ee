"""Giving a payout method: at once where it is the first, later where it takes the place of another one, and after an
operator's decision where the holder's name is not the certificate's."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.address.safety_mails import send_letter
from market.accounts.models import User
from market.accounts.people.actions import LinkNotValid
from market.accounts.sign_in.device_actions import lock_out
from market.core.base import clock, limits
from market.core.base.db import atomic, lock, one_at_a_time
from market.core.base.events import Address, emit
from market.core.text.same_names import is_same_name
from market.payments.allowances.waiting_actions import pay_waiting
from market.payments.models import Payout, PayoutMethod
from market.payments.payout_batches.actions import take_out_stopped
from market.payments.payout_methods import events
from market.payments.payout_methods.details import MethodDetails, cleaned
from market.payments.payout_methods.queries import names_of
from market.payments.payouts.failures import REASONS
from market.payments.payouts.onboarding_actions import NotAFreelancer
from market.payments.payouts.sending_actions import stop_waiting_payout

State = PayoutMethod.State
SALT = "payments.payout_method"
LINK_AGE = timedelta(days=30)
DAY = timedelta(days=1)
METHODS_A_DAY = 5


@atomic
def set_payout_method(*, by: User, details: MethodDetails, currency: str = "BDT") -> PayoutMethod:
    """A freelancer or a trainee says where payouts in a currency go. One that was to come is given up for it; the one
    that is in use already stays as it is.

    A mail with a link to stop it goes to the account's address. Raises NotAFreelancer, TooMany, PayoutKindNotOffered,
    Invalid at the fields of the details.
    """
    names = names_of(by)
    if not names:
        raise NotAFreelancer
    clean = cleaned(details)
    limits.spend("payout_method", by.pk, times=METHODS_A_DAY, per=DAY)
    one_at_a_time(by)
    start_due(by)
    own = PayoutMethod.objects.filter(user=by, currency=currency)
    for row in own.coming():
        _end(row, State.STOPPED)
    if same := own.filter(state=State.ACTIVE, **asdict(clean)).first():
        return same
    method = PayoutMethod.objects.create(
        user=by,
        currency=currency,
        **asdict(clean),
        state=State.COOLING if is_same_name(clean.holder_name, names) else State.CHECKING,
        created_at=clock.now(),
        usable_at=_usable_at(is_first=not own.exclude(activated_at=None).exists()),
    )
    if method.state == State.COOLING and method.usable_at <= clock.now():
        _activate(method)
    emit(events.PayoutMethodSet(kind=method.kind, state=method.state), on=method, by=by)
    if method.state == State.CHECKING:
        emit(events.PayoutMethodToCheck(kind=method.kind), on=method, by=by, to=_operators(by), page=desk())
    _mail(method)
    return method


def _usable_at(*, is_first: bool) -> datetime:
    wait = timedelta() if is_first else timedelta(hours=settings.LIFECYCLE.payout_method_hours)
    return clock.now() + wait


def _operators(but: User) -> QuerySet[User]:
    people = User.objects.filter(is_active=True, roles__overlap=[str(User.Role.OPERATOR)])
    return people.exclude(pk=but.pk).order_by("pk")


def _mail(method: PayoutMethod) -> None:
    send_letter(
        method.user,
        _("Where your payouts go is changed"),
        _(
            "Somebody who is signed in to your account, probably you, has said where payouts in taka are to go: to the"
            " account %(number)s.\n\nIf it was you, you need do nothing. If it was not you, stop it with this link:"
            " nothing goes there, and every device is signed out."
        ),
        links=[(_("It was not me: stop it"), reverse("stop_payout_method", args=[link_key(method)]))],
        number=method.shown_number,
    )


def link_key(method: PayoutMethod) -> str:
    """What stands in the link of the mail about a method."""
    return signing.dumps(method.pk, salt=SALT)


def method_of_link(key: str) -> PayoutMethod:
    """The method that a link is about, whatever became of it: who took the account over may have replaced it. Raises
    LinkNotValid."""
    try:
        pk = signing.loads(key, salt=SALT, max_age=LINK_AGE)
    except signing.BadSignature as wrong:
        raise LinkNotValid from wrong
    method = PayoutMethod.objects.select_related("user").filter(pk=pk, user__is_active=True).first()
    if method is None:
        raise LinkNotValid
    return method


@atomic
def stop_payout_method(*, key: str) -> PayoutMethod:
    """Refused from the account's address: nothing goes there, and every session and token of the account ends.

    A payout to it that nobody has approved yet is given back. Raises LinkNotValid. The caller sends the mail with the
    link to choose a new password.
    """
    user = method_of_link(key).user
    one_at_a_time(user)
    method = method_of_link(key)
    _end(method, State.STOPPED)
    take_out_stopped(method)
    for payout in Payout.objects.waiting_to_leave().filter(method=method).order_by("pk"):
        stop_waiting_payout(payout_id=payout.pk, failure=REASONS["method_stopped"])
    lock_out(method.user)
    emit(events.PayoutMethodStopped(kind=method.kind), on=method, by=method.user)
    return method


@atomic
def start_method(*, method_id: int) -> None:
    """The hours of a method are over: it takes the place of the one before. Does nothing earlier."""
    user_id = PayoutMethod.objects.values_list("user", flat=True).get(pk=method_id)
    one_at_a_time(User.objects.get(pk=user_id))
    method = lock(PayoutMethod.objects.select_related("user"), method_id)
    if method.state == State.COOLING and method.usable_at <= clock.now():
        _activate(method)
        emit(events.PayoutMethodActive(kind=method.kind), on=method, by=None, to=[method.user])


def start_due(user: User) -> None:
    """The same for a user's method whose hours are over, before anything is decided by it."""
    for pk in PayoutMethod.objects.filter(user=user, state=State.COOLING).values_list("pk", flat=True):
        start_method(method_id=pk)


def activate(method: PayoutMethod) -> None:
    """A locked method that an operator accepted is used from now on, or once its hours are over."""
    method.state = State.COOLING
    method.save(update_fields=["state"])
    if method.usable_at <= clock.now():
        _activate(method)


def _activate(method: PayoutMethod) -> None:
    for row in PayoutMethod.objects.filter(user=method.user_id, currency=method.currency, state=State.ACTIVE):
        _end(row, State.REPLACED)
    method.state, method.activated_at = State.ACTIVE, clock.now()
    method.save(update_fields=["state", "activated_at"])
    pay_waiting(method.user)


def _end(method: PayoutMethod, state: str) -> None:
    method.state, method.ended_at = state, clock.now()
    method.save(update_fields=["state", "ended_at"])


def desk() -> Address:
    """The page of operators on which names wait."""
    return Address(reverse("payout_names"))
