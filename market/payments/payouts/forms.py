"""Forms of payouts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import AmountField, Form, TextField, typed_before


class RequestPayoutForm(Form):
    """Have money paid out in one currency. The page has such a form for each currency, so the ids name it."""

    amount = AmountField(label=_("How much?"), required=False, help_text=_("Leave empty for all that is ready."))

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{currency}_%s", **kwargs)
        self.in_currency = currency

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """As every form; what was typed for another currency does not come back here."""
        typed = typed_before.get()
        if typed is not None and typed.get("currency", "USD") != self.in_currency:
            return None
        return super().get_initial_for_field(field, field_name)


class TransferForm(Form):
    """bKash's number of a transfer."""

    number = TextField(most=20, label=_("bKash's number of the transfer"), help_text=_("As bKash shows it."))
