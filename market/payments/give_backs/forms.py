"""The form to give released money back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import AmountField, Form, TextField
from market.payments.give_backs.actions import REASON_LENGTH


class GiveBackForm(Form):
    """How much, and why; on the second page also that the rest may come from later earnings."""

    amount = AmountField(label=_("How much of it?"))
    reason = TextField(most=REASON_LENGTH, lines=3, label=_("Why?"), help_text=_("The other side reads this."))
    accept_debt = forms.BooleanField(
        required=False, label=_("What cannot be called back comes from what I earn next in this currency")
    )
