"""Making an account, confirming its address, its settings, and the tokens that a password gives."""

import secrets
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.transaction import savepoint, savepoint_commit, savepoint_rollback, set_rollback
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from market.accounts.models import User
from market.accounts.people.name_actions import with_other_name
from market.accounts.people.zone_actions import require_zone
from market.accounts.sign_in.second_factor import SecondFactorMissing, has_factor, is_right_code
from market.accounts.sign_in.throttles import give_code_back, spend_code, spend_sign_in, spend_sign_up
from market.accounts.tokens.actions import TooManyNewTokens, keep_password_token
from market.core.base import clock, signals
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import DomainError, Invalid
from market.core.text.bangla import nfc
from market.core.text.names import first_name
from market.core.web.hashing import Busy


class WrongCredentials(DomainError):
    help = "account#begin"
    status, code = 401, "wrong_credentials"
    sentence = _("The e-mail address, the password or the code is not right.")


class AddressNotConfirmed(DomainError):
    help = "account#begin"
    status, code = 403, "address_not_confirmed"
    sentence = _("Confirm your e-mail address first: open the link in the mail that we sent you.")


class LinkNotValid(Invalid):
    help = "account#begin"
    code = "link_not_valid"
    sentence = _("This link is not valid any more. Ask for a new one by signing in.")


class PasswordTooWeak(Invalid):
    help = "account#begin"
    code = "password_too_weak"
    sentence = _("Choose a stronger password.")


def create_account(*, email: str, password: str, name: str, language: str, side: str = "") -> None:
    """Make an account and send the mail that confirms its address. `side` is of User.Side; "": not chosen yet.

    A known address gets a mail that says so, and the caller the same answer after the same work: nobody learns who has
    an account. Raises PasswordTooWeak with errors={"password": […]}, TooMany for many sign-ups from one client, Busy.
    """
    spend_sign_up(email)
    name = nfc(name)
    person = User(email=email.lower(), name=name, display_name=first_name(name)[:120], language=language, side=side)
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise PasswordTooWeak(errors={"password": weak.messages}) from weak
    person.set_password(password)
    _join(person)


@atomic
def _join(person: User) -> None:
    """Make the account, unless its address has one: then one with a made-up address, which is undone at once. So both
    take the same time, and the numbers of later accounts tell nothing either.
    """
    email, start = person.email, savepoint()
    is_taken = User.objects.at(email).exists()
    if is_taken:
        person.email = f"{secrets.token_hex(16)}@gone.invalid"
    try:
        address = _save(person)
    except IntegrityError:  # a twin of this request was faster
        is_taken = True
    if is_taken:
        set_rollback(False)  # the refused row breaks no more than what is undone here
        savepoint_rollback(start)
        get_adapter().send_account_already_exists_mail(email)
    else:
        savepoint_commit(start)
        address.send_confirmation(None, signup=True)


def _save(person: User) -> EmailAddress:
    person.date_joined = person.consented_at = clock.now()
    person.consent_version = settings.CONSENT_VERSION
    person.save()
    address = EmailAddress.objects.create(user=person, email=person.email, primary=True)
    audit("account.created", by=person, on=person)
    return address


def resend_confirmation(*, email: str) -> None:
    """Send the mail again that a sign-up, or a sign-in before the address is confirmed, sent to an address.

    Past the hour's mails to it nothing is sent. Whether it has an account already is known to the owner of it alone.
    """
    address = EmailAddress.objects.filter(email=email.lower()).select_related("user").first()
    if address is not None and not address.verified:
        address.send_confirmation(None, signup=True)
    elif address is not None:
        get_adapter().send_account_already_exists_mail(address.email)


def confirm_email(*, key: str) -> None:
    """Confirm the address that the mail's key stands for. Raises LinkNotValid; a second time it changes nothing."""
    confirmation = EmailConfirmationHMAC.from_key(key)
    if confirmation is None or confirmation.key_expired():
        raise LinkNotValid(errors={"key": [LinkNotValid.sentence]})
    EmailAddress.objects.filter(pk=confirmation.email_address.pk).update(verified=True)


def create_token(*, email: str, password: str, otp: str, agent: str = "", country: str = "") -> tuple[str, datetime]:
    """A token for a program, and until when it is good; for staff, unless it is used before that.

    Raises WrongCredentials (the same for an unknown address, a wrong password and a wrong code), AddressNotConfirmed,
    SecondFactorMissing, TooMany, Busy.
    """
    tries = spend_sign_in(email)
    try:
        person = authenticate(None, email=email, password=password)
    except Busy:
        tries.give_back()
        raise
    if not isinstance(person, User) or not _is_right_code(person, otp):
        raise WrongCredentials
    tries.give_back()
    if not EmailAddress.objects.filter(user=person, verified=True).exists():
        raise AddressNotConfirmed
    if person.is_staff and not Authenticator.objects.filter(user=person).exists():
        raise SecondFactorMissing
    try:
        auth_token, token = keep_password_token(person, agent=agent, country=country)
    except TooManyNewTokens:
        spend_sign_in(email)  # nobody hashes a right password without end either
        raise
    return token, auth_token.token.expiry or auth_token.expires_at


def _is_right_code(person: User, otp: str) -> bool:
    """Whether the second factor's code is right, if there is one; tries count together with those on pages."""
    if not has_factor(person):
        return True
    spend_code(person.pk)
    is_right = is_right_code(person, otp)
    if is_right:
        give_code_back(person.pk)
    return is_right


def delete_token(*, kept: AuthToken | None) -> None:
    """Forget a token; nothing happens to a request that came without one."""
    if kept is not None:
        kept.delete()


@atomic
def change_settings(*, by: User, **changes: Any) -> User:
    """Change `display_name`, `other_name`, `is_name_asked`, `name`, `language`, `digits`, `time_zone` or
    `is_presence_hidden` of the account.

    A new `display_name` without an `other_name` takes that away. Raises Invalid for a time zone that does not exist and
    for an `other_name` that is not in the other script.
    """
    require_zone(changes.get("time_zone"))
    changes = with_other_name(by, changes)
    is_new_zone = changes.get("time_zone", by.time_zone) != by.time_zone
    is_now_hidden = changes.get("is_presence_hidden", False) and not by.is_presence_hidden
    columns = dict(changes, zone_is_guessed=False) if is_new_zone else changes
    for name, value in columns.items():
        setattr(by, name, value)
    by.save(update_fields=list(columns))
    audit("account.changed", by=by, on=by, fields=", ".join(changes))
    if changes.keys() & {"display_name", "other_name"}:
        audit("person.renamed", by=by, on=by, display_name=by.display_name, other_name=by.other_name)
    if changes.keys() & {"display_name", "other_name", "time_zone"}:  # by the zone a profile's days away begin and end
        signals.profile_changed.send(sender=User, user_id=by.pk)
    if is_now_hidden:
        signals.presence_hidden.send(sender=User, user=by)
    return by
