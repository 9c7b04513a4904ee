"""Passkeys and security keys, as our pages make and name them."""

import logging
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn import forms as webauthn
from cryptography.fernet import InvalidToken
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.sealing import opened, sealed
from market.core.web.clients import request_at_hand
from market.core.web.middleware import note_device

log = logging.getLogger(__name__)
FACTORS = "market.accounts.factors"
MOST = 60


class MFAAdapter(DefaultMFAAdapter):
    """Names that a user reads: of the site, of the account, of its keys."""

    def encrypt(self, text: str) -> str:
        """A secret of a second factor as it is kept."""
        return sealed(text, FACTORS)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret. One that no key of this site opens any more fits no code: another one is put in its place."""
        try:
            return opened(encrypted_text, FACTORS)
        except InvalidToken:
            log.error("A second factor was sealed with a SECRET_KEY that is gone: name it in SECRET_KEY_FALLBACKS.")
            return str(generate_totp_secret())

    def get_totp_issuer(self) -> str:
        """The site, as an app of codes names it."""
        return gettext("Amar Kaj")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site, as a key names it."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": gettext("Amar Kaj")}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """The name of a key that its user has not named."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Key %(number)s") % {"number": count + 1}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """The user on the key: the display name, beside the e-mail address."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.display_name if isinstance(user, User) else str(user)}


class KeyAnswer(forms.Form):
    """What a key answered: whatever is wrong with that, the message says what to do instead of a word about codes."""

    def add_error(self, field: str | None, error: Any) -> None:
        """The error, or our sentence about the key."""
        if field in (None, "credential") and getattr(error, "code", "") in ("incorrect_code", "invalid", "required"):
            error = _("The key was not accepted: perhaps this page stood open too long. Try again.")
        super().add_error(field, error)


class LoginKeyForm(KeyAnswer, webauthn.LoginWebAuthnForm):
    """A passkey that opens the account. `device` is what the form of the password beside it says about the device."""

    device = forms.CharField(required=False, max_length=10)

    def clean(self) -> dict[str, Any]:
        """Before the sign-in that follows a key that is right: how long it lasts, and what is kept."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        request = request_at_hand()
        if request is not None and cleaned.get("credential"):
            note_device(request, cleaned.get("device") or "")
        return cleaned


class AddKeyForm(KeyAnswer, webauthn.AddWebAuthnForm):
    """A new key. `passwordless` makes it a passkey, which opens the account alone."""

    name = forms.CharField(label=_("Name of the key"), required=False, max_length=MOST)
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without the password"),
        required=False,
        initial=True,
        help_text=_("Your fingerprint, face or screen lock opens it. Without this it only helps the password."),
    )


class RenameKeyForm(webauthn.EditWebAuthnForm):
    """Another name for a key."""

    name = forms.CharField(label=_("Name of the key"), max_length=MOST)
