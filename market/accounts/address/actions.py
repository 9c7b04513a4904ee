"""A new e-mail address: the new one confirms it, the old one may agree at once or stop it for some days."""

import secrets
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.address.digests import address_mark
from market.accounts.address.events import AccountAddressChanged
from market.accounts.address.mail_limits import may_mail
from market.accounts.address.safety_mails import send_letter
from market.accounts.models import EmailChange, User
from market.accounts.people.actions import LinkNotValid
from market.accounts.sign_in.device_actions import lock_out
from market.accounts.sign_in.throttles import HOUR, spend_password
from market.core.base import clock, limits
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid
from market.core.base.events import Address, emit

SALT = "accounts.address"
OLD, NEW = "old", "new"
CHANGES_AN_HOUR = 5


class WrongPassword(Invalid):
    help = "account#begin"
    code = "wrong_password"
    sentence = _("This is not your password.")


class NoPasswordYet(Invalid):
    help = "account#google"
    code = "no_password_yet"
    sentence = _(
        "Your account has no password yet. Choose one first: the link stands in the settings, under “Google account”."
    )


class SameAddress(Invalid):
    help = "account#address"
    code = "same_address"
    sentence = _("This is your address already.")


class AddressTaken(DomainError):
    help = "account#address"
    code = "address_taken"
    sentence = _("Another account has this address now, so it cannot become yours.")


def check_password(person: User, password: str) -> None:
    """Raises WrongPassword at "password", NoPasswordYet for who has none, TooMany past the hour's tries."""
    if not person.has_usable_password():
        raise NoPasswordYet(errors={"password": [NoPasswordYet.sentence]})
    tries = spend_password(person.pk)
    if not person.check_password(password):
        raise WrongPassword(errors={"password": [WrongPassword.sentence]})
    tries.give_back()


def ask_address(*, by: User, email: str, password: str) -> EmailChange:
    """Ask for a new address: a link goes to it, and word with a way to stop it to the old one.

    An address of somebody else looks the same from here; its person is told. A change under way is replaced.
    Raises WrongPassword, SameAddress, TooMany.
    """
    check_password(by, password)
    email = email.lower()
    if email == by.email.lower():
        raise SameAddress(errors={"email": [SameAddress.sentence]})
    limits.spend("address", by.pk, times=CHANGES_AN_HOUR, per=HOUR)
    return _keep_change(by, email)


@atomic
def _keep_change(by: User, email: str) -> EmailChange:
    lock(User.objects.filter(pk=by.pk), by.pk)
    instant = clock.now()
    facts = {
        "new_email": email,
        "key": secrets.token_hex(16),
        "asked_at": instant,
        "confirm_by": instant + timedelta(days=settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS),
        "confirmed_at": None,
        "agreed_at": None,
        "due_at": None,
    }
    change, _made = EmailChange.objects.update_or_create(user=by, defaults=facts)
    audit("address.asked", by=by, on=by, mark=address_mark(email))
    send_letter(
        by,
        _("Your e-mail address is to be changed"),
        _(
            "Somebody who is signed in to your account, probably you, wants to change its address to %(new)s.\n\n"
            "If it was you, agree: then it is changed as soon as the new address is confirmed. If you do nothing it is"
            " changed %(days)s days after that. If it was not you, stop it: this also signs out every device."
        ),
        links=[(_("It was me, or I want to stop it"), reverse("address_link", args=[link_key(change, OLD)]))],
        new=_shortened(email),
        days=settings.LIFECYCLE.email_change_days,
    )
    is_taken, may_go = User.objects.at(email).exists(), may_mail("address", email)
    if may_go and is_taken:
        get_adapter().send_address_taken_mail(email)
    elif may_go:
        _ask_new_address(by, change)
    return change


@atomic  # as the other mail, so that both cost the same
def _ask_new_address(by: User, change: EmailChange) -> None:
    send_letter(
        by,
        _("Confirm your new e-mail address"),
        _("You want to use this address for your account. Open the link to confirm that it is yours."),
        to=change.new_email,
        links=[(_("Confirm the address"), reverse("address_link", args=[link_key(change, NEW)]))],
    )


def _shortened(email: str) -> str:
    """An address as one knows one's own again, and nobody else can write to it."""
    name, _at, host = email.partition("@")
    return f"{name[:2]}…@{host}"


def link_key(change: EmailChange, side: str) -> str:
    """What stands in the link of the mail to the old or to the new address."""
    return signing.dumps([change.user_id, change.key, side], salt=SALT)


def change_of_link(key: str) -> tuple[EmailChange, str]:
    """The change that a link is about, and the side it was sent to. Raises LinkNotValid."""
    try:
        user_id, secret, side = signing.loads(key, salt=SALT)
    except (signing.BadSignature, ValueError) as wrong:
        raise LinkNotValid from wrong
    pending = EmailChange.objects.filter(user_id=user_id, key=secret, user__is_active=True)
    change = pending.select_related("user").first()
    if change is None:
        raise LinkNotValid
    return change, str(side)


@atomic
def confirm_address(*, key: str) -> EmailChange | None:
    """The new address confirms. Returns what is waited for still; None when the address is changed.

    Raises LinkNotValid, also past its days; AddressTaken.
    """
    change = _locked(key, NEW)
    if change.confirmed_at is None:
        if change.confirm_by <= clock.now():
            raise LinkNotValid
        change.confirmed_at = clock.now()
        change.due_at = change.confirmed_at + timedelta(days=settings.LIFECYCLE.email_change_days)
        change.save(update_fields=["confirmed_at", "due_at"])
        audit("address.confirmed", by=change.user, on=change.user)
    return _finish_if_ready(change)


@atomic
def agree_address(*, key: str) -> EmailChange | None:
    """The old address agrees. Returns what is waited for still; None when the address is changed. Raises as above."""
    change = _locked(key, OLD)
    if change.agreed_at is None:
        change.agreed_at = clock.now()
        change.save(update_fields=["agreed_at"])
        audit("address.agreed", by=change.user, on=change.user)
    return _finish_if_ready(change)


@atomic
def stop_address(*, key: str) -> User:
    """Refused from the old address: nothing is changed, and every session and token of the account ends.

    Raises LinkNotValid. The caller sends the mail with the link to choose a new password.
    """
    change = _locked(key, OLD)
    lock_out(change.user)
    audit("address.stopped", by=change.user, on=change.user)
    return change.user


@atomic
def cancel_address(*, by: User) -> None:
    """The user gives the change up. Without a change under way nothing happens."""
    if EmailChange.objects.filter(user=by).delete()[0]:
        audit("address.cancelled", by=by, on=by)


def _locked(key: str, side: str) -> EmailChange:
    change, sent_to = change_of_link(key)
    if sent_to != side:
        raise LinkNotValid
    user = lock(User.objects.all(), change.user_id)
    again = EmailChange.objects.filter(pk=change.pk, key=change.key).first()
    if again is None:  # a twin of this request, or the deadline, was faster
        raise LinkNotValid
    again.user = user
    return again


def _finish_if_ready(change: EmailChange) -> EmailChange | None:
    is_silent = change.due_at is not None and change.due_at <= clock.now()
    if change.confirmed_at is None or not (change.agreed_at or is_silent):
        return change
    _finish(change)
    return None


def _finish(change: EmailChange) -> None:
    user, old, new = change.user, change.user.email, change.new_email
    user.email = new
    try:
        with atomic():
            user.save(update_fields=["email"])
            EmailAddress.objects.filter(user=user).delete()
            EmailAddress.objects.create(user=user, email=new, primary=True, verified=True)
    except IntegrityError as taken:
        raise AddressTaken from taken
    change.delete()
    audit("address.changed", by=user, on=user, mark=address_mark(old))
    send_letter(
        user,
        _("Your e-mail address is changed"),
        _("From now on you sign in to Amar Kaj with %(new)s, and our mails go there."),
        to=old,
        new=_shortened(new),
    )
    emit(AccountAddressChanged(), on=Address(reverse("account_settings")), by=user, to=[user])


@atomic
def end_change(*, change_id: int) -> None:
    """Make visible that a change's days are over: it is done when the new address confirmed, else forgotten."""
    change = EmailChange.objects.filter(pk=change_id).first()
    if change is None:
        return
    user = lock(User.objects.all(), change.user_id)
    change = EmailChange.objects.filter(pk=change_id).first()
    if change is None:
        return
    change.user = user
    instant = clock.now()
    if change.due_at is not None and change.due_at <= instant:
        if User.objects.at(change.new_email).exists():
            change.delete()  # somebody signed up with it meanwhile
        else:
            _finish(change)
    elif change.confirmed_at is None and change.confirm_by <= instant:
        change.delete()
        audit("address.lapsed", by=None, on=user)
