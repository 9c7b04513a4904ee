"""Forms of phone numbers and of the codes that are sent to them."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from market.accounts.forms import PasswordField
from market.accounts.phone.numbers import read_number
from market.core.base.errors import DomainError
from market.core.web.forms import Form

LONGEST = 40  # of what is typed: signs between the digits count


class PhoneNumberField(forms.CharField):
    """A number as people write it; its value is E.164."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
        super().__init__(**{"label": _("Phone number"), "max_length": LONGEST, "widget": widget, **kwargs})

    def clean(self, value: Any) -> str:
        """The number, or a ValidationError."""
        try:
            return read_number(super().clean(value))
        except DomainError as wrong:
            raise ValidationError(str(wrong), code=wrong.code) from wrong


class PhoneForm(Form):
    """A number for the account, and the password."""

    number = PhoneNumberField(help_text=_("For example 01712345678."))
    password = PasswordField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(settings.SMS_COUNTRIES) > 1:
            number, abroad = self.fields["number"], _("A number of another country begins with +.")
            number.help_text = f"{number.help_text} {abroad}"


class PhoneCodeForm(Form):
    """The code of an SMS."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short"}),
    )


class AskPhoneCodeForm(Form):
    """To whom a code is sent, to sign in. The fields are named as those of the form of the password."""

    login = PhoneNumberField()
    device = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput())
