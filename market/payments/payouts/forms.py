"""Forms of payouts."""

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import AmountField, Form, TextField


class RequestPayoutForm(Form):
    """Have money paid out."""

    amount = AmountField(label=_("How much?"), required=False, help_text=_("Leave empty for all that is ready."))


class TransferForm(Form):
    """bKash's number of a transfer."""

    number = TextField(most=20, label=_("bKash's number of the transfer"), help_text=_("As bKash shows it."))
