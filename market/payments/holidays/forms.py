"""The form for a holiday."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.payments.holidays.actions import NAME_LENGTH


class HolidayForm(Form):
    """A day on which banks are closed."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    name_en = TextField(most=NAME_LENGTH, label=_("Name in English"))
    name_bn = TextField(most=NAME_LENGTH, label=_("Name in Bangla"))
