"""Which file an operator wants for the accountant: of the page and of the API."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.base.money import CURRENCIES
from market.core.text import locale
from market.core.web.forms import DayField, Form
from market.payments.desk.export import SHEETS, Period

LONGEST = timedelta(days=366 * 2)
KINDS = ("csv", "xlsx")


class ExportForm(Form):
    """Which rows of which days, as which file."""

    sheet = forms.ChoiceField(label=_("What"), choices=[(name, each.label) for name, each in SHEETS.items()])
    since = DayField(label=_("From the day"))
    until = DayField(label=_("To the day"))
    currency = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[("", _("All")), *((code, code) for code in CURRENCIES)]
    )
    kind = forms.ChoiceField(label=_("File"), choices=[(name, name.upper()) for name in KINDS])

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for a last day before the first, and for a period that is too long."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one."))
        elif since and until and until - since > LONGEST:
            self.add_error("until", _("Choose two years at most."))
        return self.cleaned_data

    @property
    def period(self) -> Period:
        """What a valid form asks for."""
        values = self.cleaned_data
        return Period(values["since"], values["until"], values["currency"], ZoneInfo(locale.zone()))
