"""The Google account of a user, and what else opens the user's account."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from market.accounts.models import PhoneNumber, User
from market.core.base import google, sms
from market.core.base.errors import NotFound

GOOGLE = "google"


def require_google() -> None:
    """Raises NotFound on a site that is no client of Google: there is nothing of it on its pages."""
    if not google.is_on():
        raise NotFound


def google_of(user: User) -> SocialAccount | None:
    """The Google account that is connected; a user has one at most."""
    account: SocialAccount | None = SocialAccount.objects.filter(user=user, provider=GOOGLE).first()
    return account


def email_of(account: SocialAccount | None) -> str:
    """The address that the Google account had at the last sign-in by it."""
    return str(account.extra_data.get("email", "")) if account else ""


def is_confirmed(user: User) -> bool:
    """Whether the user ever confirmed an address here."""
    return bool(EmailAddress.objects.filter(user=user, verified=True).exists())


def has_other_way(user: User) -> bool:
    """Whether something else than Google signs the user in: a password, a passkey, a phone number."""
    if user.has_usable_password():
        return True
    keys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    if any(key.wrap().is_passwordless for key in keys):
        return True
    return sms.is_on() and PhoneNumber.objects.live().filter(user=user).exists()
