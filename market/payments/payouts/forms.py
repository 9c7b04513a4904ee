"""The form to request a payout."""

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import AmountField, Form


class RequestPayoutForm(Form):
    """Have money paid out."""

    amount = AmountField(label=_("How much?"), required=False, help_text=_("Leave empty for all that is ready."))
