"""Forms of a class, and of a whole calendar. Days and times are those of Bangladesh."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.text.bangla import language_of
from market.core.web.forms import ClockField, DayField, Form, TextField
from market.training.classes.actions import REASON_LENGTH
from market.training.models import ClassSession, Venue
from market.training.plans.planning import trainers


def reason_field() -> TextField:
    """Why: everybody of the batch reads it."""
    return TextField(
        most=REASON_LENGTH,
        lines=2,
        label=_("Reason"),
        help_text=_("Everybody of the batch reads it in the notification."),
    )


class NameSelect(forms.Select):
    """A choice among names of people, each marked with its language."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option; the one for nobody is a text of the site."""
        option = super().create_option(name, value, label, *args, **kwargs)
        if value:
            option["attrs"]["lang"] = language_of(str(label))
        return option


class TrainerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The choice of a trainer."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trainers(), **{"label": _("Trainer"), "widget": NameSelect, **kwargs})

    def label_from_instance(self, trainer: Any) -> str:
        """What stands in the list."""
        return str(trainer.shown_name)


class VenueField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The choice of a place, named with its district."""

    def __init__(self, **kwargs: Any) -> None:
        rows = Venue.objects.select_related("district").order_by("district__name_en", "name_en")
        super().__init__(rows, **{"label": _("Place"), **kwargs})

    def label_from_instance(self, venue: Venue) -> str:
        """What stands in the list."""
        return f"{venue.district.name}: {venue.name}"


class MoveClassForm(Form):
    """Another time of a class."""

    day = DayField(label=_("Day"))
    at = ClockField(label=_("Time in Bangladesh"))
    reason = reason_field()

    @staticmethod
    def of(session: ClassSession, data: Any = None) -> "MoveClassForm":
        """The form with the time that the class has."""
        local = clock.local(session.starts_at)
        return MoveClassForm(data, initial={"day": local.date(), "at": local.time()})

    @property
    def starts_at(self) -> datetime:
        """The instant that was chosen."""
        day, at = self.cleaned_data["day"], self.cleaned_data["at"]
        return datetime.combine(day, at, ZoneInfo(settings.TIME_ZONE))

    def add_error_at(self, path: str, message: str) -> None:
        """What is wrong with the instant stands at its day."""
        super().add_error_at("day" if path == "starts_at" else path, message)


class CancelClassForm(Form):
    """Why a class is cancelled."""

    reason = reason_field()


class DescribeClassForm(Form):
    """What a class is about, and where it is on the internet."""

    title_bn = TextField(most=160, required=False, label=_("Title in Bangla"))
    title_en = TextField(most=160, required=False, label=_("Title in English"))
    room = forms.URLField(
        max_length=500,
        required=False,
        assume_scheme="https",
        label=_("Address of the live room"),
        help_text=_("It begins with https://. Only the people of the batch see it."),
    )


class AssignClassForm(Form):
    """Who gives a class, and where a face-to-face one is."""

    trainer = TrainerField(required=False, empty_label=_("Nobody yet"))
    venue = VenueField(required=False, empty_label=_("Not chosen yet"))

    def __init__(self, *args: Any, session: ClassSession, **kwargs: Any) -> None:
        initial = {"trainer": session.trainer_id, "venue": session.venue_id}
        super().__init__(*args, initial=initial, **kwargs)
        if session.is_online:
            del self.fields["venue"]
        else:
            self.fields["venue"].queryset = Venue.objects.filter(  # type: ignore[attr-defined]  # a choice of rows
                district=session.batch.district_id
            ).select_related("district")


class MoveCalendarForm(Form):
    """From which day on all classes that are to come are planned anew."""

    first_day = DayField(label=_("From this day on"))
    class_at = ClockField(required=False, label=_("Live classes at"))
    in_person_at = ClockField(required=False, label=_("Face-to-face classes at"))
    reason = reason_field()

    @property
    def hours(self) -> dict[str, time | None]:
        """When the classes begin: those that are left empty at the hours of the template."""
        return {name: self.cleaned_data[name] for name in ("class_at", "in_person_at")}
