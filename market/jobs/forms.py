"""The choice of a currency, for the forms of this and other apps."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.base.money import paid_currencies
from market.core.text.formats import SYMBOLS
from market.core.web.forms import Form

CURRENCY_NAMES = {"USD": _("dollars ($)"), "BDT": _("taka (৳)")}


def _currency_choices() -> list[tuple[str, Any]]:
    return [(code, CURRENCY_NAMES[code]) for code in paid_currencies()]


class PaidForm(Form):
    """A form of work that is paid in one of the site's currencies. A single one is not asked for."""

    currency = forms.ChoiceField(choices=_currency_choices, label=_("Paid in"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(paid_currencies()) == 1:
            self.fields["currency"].widget = forms.HiddenInput()
            self.fields["currency"].initial = paid_currencies()[0]

    @property
    def sign(self) -> str:
        """The sign of a single currency."""
        return SYMBOLS[paid_currencies()[0]] if len(paid_currencies()) == 1 else ""
