"""allauth's forms as our pages show them: labels stand above the fields, so no placeholder repeats them."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.actions import create_account
from market.accounts.phone.numbers import read_number
from market.accounts.sign_in.adapter import as_form_error
from market.accounts.sign_in.reset_actions import ask_reset
from market.accounts.sign_in.throttles import note_new_password, spend_password
from market.core.base import sms
from market.core.base.errors import DomainError
from market.core.web import clients
from market.core.web.middleware import note_device


class Plain:
    """Takes the placeholders away."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class AddressOrNumberField(forms.CharField):
    """What somebody signs in with, as text: the browser may not refuse a phone number."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(max_length=254, widget=forms.TextInput(attrs=attrs), **kwargs)


def address_or_number(typed: str, refusal: Any) -> str:
    """The e-mail address that was typed, in small letters, or the phone number in E.164; `refusal` if it is neither."""
    typed = typed.strip()
    if "@" in typed:
        validate_email(typed)
        return typed.lower()
    try:
        return read_number(typed)
    except DomainError as wrong:
        raise ValidationError(refusal) from wrong


class LoginForm(Plain, account.LoginForm):
    """Signing in. The way to a new password stands below the form. `device` says what may stay on the device."""

    device = forms.ChoiceField(
        label=_("This device"),
        choices=[
            ("", _("Only until the browser closes")),
            ("own", _("It is mine: keep me signed in")),
            ("shared", _("It is shared: keep nothing of me")),
        ],
        initial="",
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sms.is_on():
            self.fields["login"] = AddressOrNumberField(label=_("E-mail address or phone number"))
        else:
            self.fields["login"] = forms.EmailField(
                label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
            )
        self.order_fields(["login", "password"])
        self.fields["password"].help_text = ""
        del self.fields["remember"]  # said by `device`

    def clean_login(self) -> str:
        """The address in small letters, or the number in E.164."""
        refusal = _("Write your e-mail address, or a phone number as 01712345678.")
        return address_or_number(self.cleaned_data["login"], refusal)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in, for as long and with as much kept as the choice of the device says."""
        device = self.cleaned_data["device"]
        self.cleaned_data["remember"] = device == "own"
        note_device(request, device)
        response: HttpResponse = super().login(request, redirect_url)
        return response


class SignupForm(Plain, account.SignupForm):
    """Making an account. Whether the address has one already is found out where it is made, not here."""

    def validate_unique_email(self, value: str) -> str:
        """The address as it is."""
        return value

    def clean(self) -> dict[str, Any]:
        """The password is looked at beside the name as well."""
        cleaned: dict[str, Any] = super().clean()
        if not self.errors:
            try:
                validate_password(cleaned["password1"], User(email=cleaned["email"], name=cleaned["name"]))
            except ValidationError as weak:
                self.add_error("password1", weak)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[None, HttpResponse]:
        """Make the account as the API does, and answer the same whether there was one."""
        create_account(
            email=self.cleaned_data["email"],
            password=self.cleaned_data["password1"],
            name=self.cleaned_data["name"],
            language=translation.get_language() or "en",
            side=self.cleaned_data["side"],
        )
        return None, get_adapter().respond_email_verification_sent(request, None)


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    """Asking for a new password. Nothing here looks for the account. `number` is a phone number that was typed in place
    of the address: a code by SMS goes there, and no link.
    """

    number = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sms.is_on():
            self.fields["email"] = AddressOrNumberField(label=_("E-mail address"))

    def clean_email(self) -> str:
        """The address; counted by who asks."""
        email = address_or_number(self.cleaned_data["email"], _("Write the e-mail address of your account."))
        if "@" not in email:
            self.number = email
            raise ValidationError(_("This is a phone number. A link can only go to an e-mail address."))
        with as_form_error():
            ask_reset(email=email)
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """The mail is on its way."""
        return str(self.cleaned_data["email"])


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    """Choosing it."""

    def save(self) -> None:
        """Keep it; this browser may go on to sign in, whatever strangers tried meanwhile."""
        super().save()  # writes: through the adapter, as every new password
        if request := clients.request_at_hand():
            note_new_password(request, self.user)


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    """The password once more."""


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    """Changing a known one."""

    def clean_oldpassword(self) -> str:
        """The old one, if it is right; tries are counted before that is known."""
        with as_form_error():
            tries = spend_password(self.user.pk)
            password: str = super().clean_oldpassword()
        tries.give_back()
        return password
