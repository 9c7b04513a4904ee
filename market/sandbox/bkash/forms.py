"""The payer's choice on the page of the local bKash."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.text.bangla import ascii_digits
from market.core.web.forms import AmountField, Form

WALLET = re.compile(r"01[3-9]\d{8}")
OUTCOMES = ("succeed", "poor", "decline", "expire", "cancel")


class DepositForm(Form):
    """Money that the site pays into its account at bKash."""

    amount = AmountField(label=_("How much?"))


class BkashForm(Form):
    """`wallet`: another one than the payer's own; the same number is the same wallet for all payers."""

    outcome = forms.ChoiceField(choices=[(word, word) for word in OUTCOMES])
    wallet = forms.CharField(
        label=_("Number of the wallet"),
        help_text=_("Any mobile number. The same number is the same wallet, whoever pays with it."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def clean_wallet(self) -> str:
        """The number as 01XXXXXXXXX, of digits of either script."""
        digits = re.sub(r"\D", "", ascii_digits(self.cleaned_data["wallet"] or ""))[-11:]
        if digits and not WALLET.fullmatch(digits):
            raise forms.ValidationError(_("Write a mobile number of Bangladesh, such as 01712345678."))
        return digits
