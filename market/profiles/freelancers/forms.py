"""Forms of working hours, absences and the chosen address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.base.time_zones import zone_choices
from market.core.web.forms import DayField, Form, TextField, WholeNumberField
from market.profiles.freelancers.hours import MAX_WEEKLY_HOURS, NOTE_LENGTH


class HoursForm(Form):
    """Weekly hours and time zone."""

    weekly_hours = WholeNumberField(required=False, min_value=1, max_value=MAX_WEEKLY_HOURS, label=_("Hours a week"))
    time_zone = forms.ChoiceField(choices=zone_choices, label=_("Your clock"))


class AwayForm(Form):
    """An absence."""

    away_from = DayField(label=_("First day"))
    away_until = DayField(label=_("Last day"))
    away_note = TextField(
        most=NOTE_LENGTH, max_length=5 * NOTE_LENGTH, lines=3, required=False, label=_("A word to clients")
    )


class AddressForm(Form):
    """The name in the address of the profile."""

    name = forms.CharField(
        max_length=40,
        label=_("Name in your address"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
