"""Forms of material and tasks. Days and times are those of Bangladesh."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.web.forms import ClockField, DayField, Form, TextField
from market.files.forms import AttachingForm
from market.training.classes.adding_actions import TEXT_LENGTH, TITLE_LENGTH
from market.training.models import ClassMaterial, ClassTask

END_OF_DAY = time(23, 59)


class MaterialForm(AttachingForm):
    """Material: a text, files, a link. What is `material` already has its files to take away."""

    title = TextField(most=TITLE_LENGTH, label=_("Title"))
    text = TextField(most=TEXT_LENGTH, lines=5, required=False, label=_("Text"))
    link = forms.URLField(max_length=500, required=False, assume_scheme="https", label=_("Link"))
    removed_file_ids = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Files to remove")
    )

    field_order = ("title", "text", "link", "removed_file_ids", "uploads")

    def __init__(self, *args: Any, material: ClassMaterial | None = None, **kwargs: Any) -> None:
        if material is not None:
            kwargs["initial"] = {name: getattr(material, name) for name in ("title", "text", "link")}
        super().__init__(*args, **kwargs)
        files = [(str(each.pk), each.name) for each in material.files.all()] if material else []
        self.fields["removed_file_ids"].choices = files  # type: ignore[attr-defined]  # a choice of several
        if not files:
            del self.fields["removed_file_ids"]

    @property
    def details(self) -> dict[str, Any]:
        """What was typed, for the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "uploads"}


class ClassTaskForm(Form):
    """A task, and until when; a day without a time is meant to its end."""

    text = TextField(most=TEXT_LENGTH, lines=5, label=_("What is to be done"))
    day = DayField(required=False, label=_("Until this day"))
    at = ClockField(required=False, label=_("Time in Bangladesh"))

    @staticmethod
    def of(task: ClassTask, data: Any = None) -> "ClassTaskForm":
        """The form with the task as it is."""
        due = clock.local(task.due_at) if task.due_at else None
        initial = {"text": task.text, "day": due and due.date(), "at": due and due.time()}
        return ClassTaskForm(data, initial=initial)

    @property
    def details(self) -> dict[str, Any]:
        """What was typed, for the action."""
        day, at = self.cleaned_data["day"], self.cleaned_data["at"] or END_OF_DAY
        due_at = datetime.combine(day, at, ZoneInfo(settings.TIME_ZONE)) if day else None
        return {"text": self.cleaned_data["text"], "due_at": due_at}

    def add_error_at(self, path: str, message: str) -> None:
        """What is wrong with the instant stands at its day."""
        super().add_error_at("day" if path == "due_at" else path, message)
