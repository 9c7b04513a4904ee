"""The form for a holiday, or for Ramadan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import DayField, Form, TextField
from market.training.models import CalendarPeriod
from market.training.periods.actions import NAME_LENGTH


class PeriodForm(Form):
    """Days without classes, or with other hours."""

    kind = forms.ChoiceField(choices=CalendarPeriod.Kind.choices, widget=forms.RadioSelect, label=_("What it is"))
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))
    name_bn = TextField(most=NAME_LENGTH, label=_("Name in Bangla"))
    name_en = TextField(most=NAME_LENGTH, label=_("Name in English"))
