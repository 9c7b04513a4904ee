"""Forms of journeys. Days and times are those of Bangladesh."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base import clock
from market.core.text.formats import format_when
from market.core.text.locale import language
from market.core.web.forms import ClockField, DayField, Form, TextField
from market.training.models import ClassSession, TravelPlan, TravelVersion
from market.training.travel_plans.actions import NOTES_LENGTH, PLACE_LENGTH, STAY_LENGTH, Journey

INSTANTS = {"leaves_at": "leaves_on", "arrives_at": "arrives_on"}


class TravelForm(Form):
    """A journey."""

    classes = forms.TypedMultipleChoiceField(
        coerce=int, widget=forms.CheckboxSelectMultiple, label=_("To these classes")
    )
    origin = TextField(most=PLACE_LENGTH, label=pgettext_lazy("travel", "From"))
    destination = TextField(most=PLACE_LENGTH, label=pgettext_lazy("travel", "To"))
    means = forms.ChoiceField(choices=TravelVersion.Means.choices, label=_("By what"))
    leaves_on = DayField(label=_("Day you leave"))
    leaves_time = ClockField(label=_("Time you leave"))
    arrives_on = DayField(label=_("Day you arrive"))
    arrives_time = ClockField(label=_("Time you arrive"))
    stay = TextField(most=STAY_LENGTH, max_length=900, required=False, lines=2, label=_("Where you stay"))
    contact = TextField(
        most=PLACE_LENGTH,
        max_length=360,
        required=False,
        label=_("How you are reached on the way"),
        help_text=_("Only programme officers read it."),
    )
    notes = TextField(most=NOTES_LENGTH, max_length=3000, required=False, lines=3, label=_("Notes"))

    def __init__(self, *args: Any, sessions: list[ClassSession], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["classes"].choices = [  # type: ignore[attr-defined]  # a choice
            (each.pk, f"{each.name} · {format_when(clock.local(each.starts_at), language())}") for each in sessions
        ]

    @property
    def journey(self) -> Journey:
        """What was typed."""
        fields = dict(self.cleaned_data)
        for name, at in (("leaves_at", "leaves"), ("arrives_at", "arrives")):
            day, hour = fields.pop(f"{at}_on"), fields.pop(f"{at}_time")
            fields[name] = datetime.combine(day, hour, ZoneInfo(settings.TIME_ZONE))
        return Journey(session_ids=fields.pop("classes"), **fields)

    def add_error_at(self, path: str, message: str) -> None:
        """What is wrong with an instant stands at its day."""
        super().add_error_at(INSTANTS.get(path, path), message)


def first_values(sessions: list[ClassSession], chosen: ClassSession) -> dict[str, Any]:
    """What the form of a new journey begins with: the class, and its place."""
    where = f"{chosen.venue.name}, {chosen.batch.district.name}" if chosen.venue else chosen.batch.district.name
    day = clock.local(chosen.starts_at).date()
    return {"classes": [chosen.pk], "destination": where, "leaves_on": day, "arrives_on": day}


def values_of(plan: TravelPlan, sessions: list[ClassSession]) -> dict[str, Any]:
    """What the form of a planned journey begins with."""
    version = plan.current
    assert version is not None  # noqa: S101  # for mypy: a plan has one since it was saved
    going = set(version.classes.values_list("session", flat=True))
    values = {name: getattr(version, name) for name in ("origin", "destination", "means", "stay", "contact", "notes")}
    for at in ("leaves", "arrives"):
        instant = clock.local(getattr(version, f"{at}_at"))
        values |= {f"{at}_on": instant.date(), f"{at}_time": instant.time()}
    return values | {"classes": [each.pk for each in sessions if each.pk in going]}
