"""Forms of money."""

from django.utils.translation import gettext_lazy as _

from market.core.forms import AmountField, Form


class ReleasePartForm(Form):
    """Let a part go."""

    amount = AmountField(label=_("How much of it?"), help_text=_("The rest stays held for her."))


class RequestPayoutForm(Form):
    """Have money paid out."""

    amount = AmountField(label=_("How much?"), required=False, help_text=_("Leave empty for all that is ready."))
