"""A user's phone number: added and changed by a code that is sent to it, and taken off."""

import secrets

from django.conf import settings
from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.address.actions import CHANGES_AN_HOUR, check_password
from market.accounts.models import PhoneCode, PhoneNumber, User
from market.accounts.phone import code_actions
from market.accounts.phone.code_actions import WrongPhoneCode
from market.accounts.phone.events import PhoneNumberAdded, PhoneNumberChanged, PhoneNumberRemoved
from market.accounts.phone.limits import DAY, spend_sms
from market.accounts.phone.numbers import read_number
from market.accounts.phone.sending import text_of_change
from market.accounts.sign_in.throttles import HOUR
from market.core.base import clock, limits
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotFound
from market.core.base.events import Address, Event, emit
from market.core.base.jobs import defer
from market.core.text.locale import activate_for
from market.core.text.phone_numbers import shortened


class SamePhoneNumber(Invalid):
    help = "account#phone"
    code = "same_phone_number"
    sentence = _("This is your number already.")


class PhoneNumberTaken(DomainError):
    help = "account#phone"
    code = "phone_number_taken"
    sentence = _("Another account has this number, so it cannot become yours. Take it off there first.")


def ask_phone(*, by: User, number: str, password: str) -> PhoneCode:
    """Ask for a number, as it was typed: a code goes to it. A number that waits already is replaced.

    A number of somebody else looks the same from here; its owner is told. Raises WrongPassword, NotANumber,
    CountryNotServed, SamePhoneNumber, TooManySms.
    """
    number = read_number(number)
    check_password(by, password)
    if PhoneNumber.objects.filter(user=by, number=number).exists():
        raise SamePhoneNumber(errors={"number": [SamePhoneNumber.sentence]})
    limits.spend("phone", by.pk, times=2 * CHANGES_AN_HOUR, per=HOUR)
    return _send(by, number)


def resend_phone_code(*, by: User) -> PhoneCode:
    """Send another code to the number that waits: the one before does not count any more.

    Raises NotFound where none waits, TooManySms.
    """
    waiting = PhoneCode.objects.filter(user=by).first()
    if waiting is None:
        raise NotFound
    return _send(by, waiting.number)


def _send(by: User, number: str) -> PhoneCode:
    limits.spend("phone_sms", by.pk, times=settings.LIFECYCLE.sms_per_number_day, per=DAY)
    spend_sms(number, confirming=by.pk)
    return _make(by, number)


@atomic
def _make(by: User, number: str) -> PhoneCode:
    lock(User.objects.filter(pk=by.pk), by.pk)  # a twin of this request would make a second row
    audit("phone.asked", by=by, on=by)
    return code_actions.make_code(number, user=by)


def confirm_phone(*, by: User, code: str) -> PhoneNumber:
    """Make the number that waits the user's. Raises WrongPhoneCode at "code" (it counts as a try), PhoneCodeOver,
    PhoneNumberTaken where another account was faster.
    """
    phone = _confirm(by, code)
    if phone is None:
        raise WrongPhoneCode(errors={"code": [WrongPhoneCode.sentence]})
    return phone


@atomic
def _confirm(by: User, code: str) -> PhoneNumber | None:
    user = lock(User.objects.filter(pk=by.pk), by.pk)
    row = code_actions.use_code(PhoneCode.objects.filter(user=user), code)
    if row is None:
        return None
    before = PhoneNumber.objects.filter(user=user).first()
    old = before.number if before else ""
    phone = before or PhoneNumber(user=user)
    phone.number, phone.confirmed_at = row.number, clock.now()
    PhoneNumber.objects.lapsed().filter(number=row.number).exclude(user=user).delete()
    try:
        with atomic():
            phone.save()
    except IntegrityError as taken:
        raise PhoneNumberTaken from taken
    audit("phone.changed" if old else "phone.confirmed", by=user, on=user)
    if old:
        _tell(user, PhoneNumberChanged(), old=old, new=row.number)
    else:
        _tell(user, PhoneNumberAdded())
    return phone


@atomic
def cancel_phone(*, by: User) -> None:
    """Give up the number that waits. Without one nothing happens."""
    if PhoneCode.objects.filter(user=by).delete()[0]:
        audit("phone.cancelled", by=by, on=by)


@atomic
def remove_phone(*, by: User) -> None:
    """Take the number off the account, and forget one that waits. Without one nothing happens."""
    user = lock(User.objects.filter(pk=by.pk), by.pk)
    PhoneCode.objects.filter(user=user).delete()
    phone = PhoneNumber.objects.filter(user=user).first()
    if phone is None:
        return
    phone.delete()
    audit("phone.removed", by=user, on=user)
    _tell(user, PhoneNumberRemoved(), old=phone.number)


def forget_phone(user: User, *, is_by_mail: bool) -> None:
    """After a new password: no number waits any more. Where it was chosen by a link in a mail, the number goes too,
    since whoever knew the old password may have added it; its owner and the number are told.
    """
    if is_by_mail:
        remove_phone(by=user)
    else:
        cancel_phone(by=user)


def _tell(user: User, event: Event, *, old: str = "", new: str = "") -> None:
    """Tell the user by bell and mail, and the number that the account had by SMS."""
    emit(event, on=Address(reverse("phone")), by=user, to=[user])
    if old:
        with activate_for(user):
            short = shortened(new) if new else ""
        text, reference = text_of_change(user, new=short), secrets.token_hex(8)
        defer("market.accounts.tasks.send_phone_text", user_id=user.pk, to=old, text=text, reference=reference)
