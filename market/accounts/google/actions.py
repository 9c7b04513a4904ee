"""Joining by Google, and connecting and disconnecting the Google account of a user."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.google.accounts import GOOGLE, email_of, google_of, has_other_way, is_confirmed
from market.accounts.google.events import GoogleConnected, GoogleDisconnected
from market.accounts.google.identities import GMAIL
from market.accounts.models import User
from market.accounts.sign_in.device_actions import lock_out
from market.accounts.sign_in.throttles import spend_sign_up
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError
from market.core.base.events import Address, emit
from market.core.text.bangla import nfc


class GoogleTaken(DomainError):
    help = "account#google"
    code = "google_taken"
    sentence = _("This Google account opens another account here, so it cannot be connected with yours.")


class GoogleConnectedAlready(DomainError):
    help = "account#google"
    code = "google_connected_already"
    sentence = _("Your account is connected with another Google account. Disconnect that first.")


class LastWayIn(DomainError):
    help = "account#google"
    code = "last_way_in"
    sentence = _("Only Google opens your account. Choose a password or add a passkey first, then disconnect it.")


class AddressHasAccount(DomainError):
    help = "account#google"
    code = "address_has_account"
    sentence = _("There is an account with this address by now. Sign in to it.")


def join_by_google(*, uid: str, email: str, name: str, display_name: str, language: str, side: str) -> User:
    """Make an account for somebody whom Google knows: `uid` is the number there, `email` an address that Google has
    confirmed. A second time it gives the same account.

    An account with this address that nobody ever confirmed is taken over: whatever opened it is ended, since a stranger
    may have made it. Raises AddressHasAccount for a confirmed one, TooMany for many sign-ups from one client.
    """
    if account := SocialAccount.objects.filter(provider=GOOGLE, uid=uid).select_related("user").first():
        return User.objects.get(pk=account.user_id)
    spend_sign_up(email)
    person = {"name": nfc(name), "display_name": nfc(display_name), "language": language, "side": side}
    try:
        return _join(uid, email.lower(), person)
    except IntegrityError as twin:  # another request was faster
        raise AddressHasAccount from twin


@atomic
def _join(uid: str, email: str, person: dict[str, str]) -> User:
    user = User.objects.at(email).select_for_update(no_key=True).first()
    if user is None:
        user = User(email=email)
    elif is_confirmed(user) or user.roles or not user.is_active:
        raise AddressHasAccount
    else:
        Authenticator.objects.filter(user=user).delete()
        lock_out(user)
        audit("google.taken_over", by=user, on=user)
    for column, value in person.items():
        setattr(user, column, value)
    user.set_unusable_password()
    user.is_google_disconnected = False
    user.date_joined = user.consented_at = clock.now()
    user.consent_version = settings.CONSENT_VERSION
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    SocialAccount.objects.create(user=user, provider=GOOGLE, uid=uid, extra_data={"email": email})
    audit("account.created", by=user, on=user)
    return user


@atomic
def connect_google(*, by: User, uid: str, email: str, in_settings: bool) -> SocialAccount | None:
    """Let a Google account open the user's account. Connected with the same one already, nothing happens; nor where
    the user has disconnected one, but in the settings.

    Raises GoogleTaken where it opens another account, GoogleConnectedAlready where the user has another one.
    """
    user = lock(User.objects.filter(pk=by.pk), by.pk)
    mine = google_of(user)
    if mine is not None and mine.uid == uid:
        return mine
    if mine is not None:
        raise GoogleConnectedAlready
    if user.is_google_disconnected and not in_settings:
        return None
    try:
        with atomic():
            account = SocialAccount.objects.create(user=user, provider=GOOGLE, uid=uid, extra_data={"email": email})
    except IntegrityError as taken:
        raise GoogleTaken from taken
    _note_disconnected(user, False)
    audit("google.connected", by=user, on=user)
    emit(GoogleConnected(google=email), on=Address(reverse("google")), by=user, to=[user])
    return account


@atomic
def disconnect_google(*, by: User) -> None:
    """Let Google open the user's account no more, until the user connects it in the settings. Without one nothing
    happens.

    Raises LastWayIn where nothing else opens it.
    """
    user = lock(User.objects.filter(pk=by.pk), by.pk)
    account = google_of(user)
    if account is None:
        return
    if not has_other_way(user):
        raise LastWayIn
    _note_disconnected(user, True)
    _disconnect(user, account)


def forget_google(user: User) -> None:
    """After a new password by a link in a mail, in the caller's transaction: the Google account goes, since whoever
    knew the old password, or had the address before, may have connected it. Only that of the mailbox itself stays,
    where Google keeps the mailbox.
    """
    account = google_of(user)
    if account is not None and (email_of(account) != user.email.lower() or not user.email.lower().endswith(GMAIL)):
        _disconnect(user, account)


def _note_disconnected(user: User, is_disconnected: bool) -> None:
    user.is_google_disconnected = is_disconnected
    user.save(update_fields=["is_google_disconnected"])


def _disconnect(user: User, account: SocialAccount) -> None:
    account.delete()
    audit("google.disconnected", by=user, on=user)
    emit(GoogleDisconnected(google=email_of(account)), on=Address(reverse("google")), by=user, to=[user])
