"""Forms by which freelancers ask for documents on their income."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.text.locale import localize_digits
from market.core.web.forms import DayField, Form
from market.payments.documents.income_actions import CALENDAR_YEAR, INCOME_YEAR

YEARS_BACK = 10
KINDS = [(INCOME_YEAR, _("Income year: 1 July to 30 June")), (CALENDAR_YEAR, _("Calendar year"))]


def _today() -> date:
    return clock.local(clock.now()).date()


def _a_year_ago() -> date:
    return _today() - timedelta(days=364)  # a year with today


class AskIncomeCertificateForm(Form):
    """A period: the year until today unless another one is chosen."""

    since = DayField(label=_("From the day"), initial=_a_year_ago)
    until = DayField(label=_("To the day"), initial=_today)


class AskYearlyStatementForm(Form):
    """A year of one of the two kinds."""

    kind = forms.ChoiceField(
        label=_("Which kind of year?"), choices=KINDS, widget=forms.RadioSelect, initial=INCOME_YEAR
    )
    year = forms.TypedChoiceField(label=_("Year in which it begins"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = _today().year
        years = [(year, localize_digits(year)) for year in range(this, this - YEARS_BACK, -1)]
        self.fields["year"].choices = years  # type: ignore[attr-defined]  # a choice field
