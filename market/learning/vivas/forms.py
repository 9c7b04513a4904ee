"""Forms of vivas. Days and times are those of Bangladesh."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import ClockField, DayField, Form, TextField
from market.learning.exams.models import REASON_LENGTH
from market.learning.vivas.models import PLACE_LENGTH, Viva


class VivaForm(Form):
    """When and where the talk takes place, and what it is about."""

    day = DayField(label=_("Day of the talk"))
    clock = ClockField(label=_("Time of the talk"))
    place = TextField(most=PLACE_LENGTH, label=_("Where"), help_text=_("A room, a phone call, or a link."))
    reason = TextField(
        most=REASON_LENGTH,
        lines=4,
        label=_("What you want to talk about"),
        help_text=_("The trainee reads it. Name the questions, and accuse nobody."),
    )

    def add_error_at(self, path: str, message: str) -> None:
        """What is wrong with the instant stands at its day."""
        super().add_error_at("day" if path == "at" else path, message)

    @property
    def at(self) -> datetime:
        """The instant that was typed."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["clock"], ZoneInfo(settings.TIME_ZONE))


class DecideVivaForm(Form):
    """What came of the talk."""

    outcome = forms.ChoiceField(choices=Viva.Outcome.choices, widget=forms.RadioSelect, label=_("Your decision"))
    answer = TextField(most=REASON_LENGTH, lines=4, label=_("Reason"), help_text=_("The trainee reads it."))

    def add_error_at(self, path: str, message: str) -> None:
        """What is wrong with the reason stands at it."""
        super().add_error_at("answer" if path == "reason" else path, message)
