"""The form to thank with money."""

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import AmountField, Form, TextField
from market.payments.bonuses.actions import NOTE_LENGTH


class BonusForm(Form):
    """How much, and what the client says with it."""

    amount = AmountField(label=_("How much?"))
    note = TextField(most=NOTE_LENGTH, lines=3, label=_("What do you want to say?"))
