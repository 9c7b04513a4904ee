"""Making an account, confirming its address, its settings, and the tokens that a password gives."""

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
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from market.accounts.actions.tokens import keep_password_token
from market.accounts.models import User
from market.accounts.second_factor import SecondFactorMissing, is_right_code
from market.accounts.tries import HOUR, spend_sign_in
from market.core import clock, limits, signals
from market.core.audit import audit
from market.core.db import atomic
from market.core.errors import DomainError, Invalid


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


def create_account(*, email: str, password: str, name: str, language: str) -> None:
    """Make an account and send the mail that confirms its address.

    A known address gets a mail that says so, and the caller the same answer: nobody learns who has an account.
    Raises PasswordTooWeak with errors={"password": […]}, TooMany for many sign-ups to one address.
    """
    limits.spend("sign_up", email.casefold(), times=settings.LIFECYCLE.sign_in_tries_per_hour, per=HOUR)
    person = User(email=email.lower(), name=name, display_name=name.split()[0][:120], language=language)
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise PasswordTooWeak(errors={"password": weak.messages}) from weak
    person.set_password(password)
    try:
        known = User.objects.filter(email__iexact=email).exists()
        if not known:
            _save(person)
    except IntegrityError:  # a twin of this request was faster
        known = True
    if known:
        get_adapter().send_account_already_exists_mail(email)


@atomic
def _save(person: User) -> None:
    person.date_joined = person.consented_at = clock.now()
    person.consent_version = settings.CONSENT_VERSION
    person.save()
    address = EmailAddress.objects.create(user=person, email=person.email, primary=True)
    address.send_confirmation(None, signup=True)
    audit("account.created", by=person, on=person)


def confirm_email(*, key: str) -> None:
    """Confirm the address that the mail's key stands for. Raises LinkNotValid; a second time it changes nothing."""
    known = EmailConfirmationHMAC.from_key(key)
    if known is None or known.key_expired():
        raise LinkNotValid(errors={"key": [LinkNotValid.sentence]})
    EmailAddress.objects.filter(pk=known.email_address.pk).update(verified=True)


def create_token(*, email: str, password: str, otp: str) -> tuple[str, datetime]:
    """A token for a program, and until when it is good.

    Raises WrongCredentials (the same for an unknown address, a wrong password and a wrong code), AddressNotConfirmed,
    SecondFactorMissing, TooMany.
    """
    spend_sign_in(email)
    person = authenticate(None, email=email, password=password)
    if not isinstance(person, User) or not is_right_code(person, otp):
        raise WrongCredentials
    limits.give_back("sign_in", email.casefold(), per=HOUR)
    if not EmailAddress.objects.filter(user=person, verified=True).exists():
        raise AddressNotConfirmed
    if person.is_staff and not Authenticator.objects.filter(user=person).exists():
        raise SecondFactorMissing
    kept, token = keep_password_token(person)
    return token, kept.expires_at


def delete_token(*, kept: AuthToken | None) -> None:
    """Forget a token; nothing happens to a request that came without one."""
    if kept is not None:
        kept.delete()


@atomic
def change_settings(*, by: User, **changes: Any) -> User:
    """Change `display_name`, `name`, `language` or `digits` of her account."""
    for name, value in changes.items():
        setattr(by, name, value)
    by.save(update_fields=list(changes))
    audit("account.changed", by=by, on=by, fields=", ".join(changes))
    if "display_name" in changes:
        signals.profile_changed.send(sender=User, user_id=by.pk)
    return by
