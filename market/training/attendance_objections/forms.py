"""Forms of objections to attendance."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.files.forms import AttachingForm
from market.training.attendance.models import Value
from market.training.attendance.own_queries import ClassRow
from market.training.attendance_objections.actions import REASON_LENGTH, TEXT_LENGTH, VALUES


class AttendanceObjectionForm(AttachingForm):
    """What is wrong, with a file if it helps."""

    text = TextField(
        most=TEXT_LENGTH, lines=4, label=_("What is wrong"), help_text=_("The programme's officers read it.")
    )
    field_order = ("text", "uploads")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].label = _("File")

    def add_error_at(self, path: str, message: str) -> None:
        """What is wrong with a file stands at the files."""
        super().add_error_at("uploads" if path == "files" else path, message)


class DecideAttendanceForm(Form):
    """What an officer decides."""

    value = forms.ChoiceField(
        choices=[*((each, Value(each).label) for each in VALUES), ("refuse", _("Refuse: it stays as it is"))],
        widget=forms.RadioSelect,
        label=_("What counts from now on"),
    )
    reason = TextField(most=REASON_LENGTH, lines=3, label=_("Reason"), help_text=_("The trainee reads it."))

    def __init__(self, data: Any = None, *, row: ClassRow) -> None:
        """What counts already is not offered, unless two sources contradict each other."""
        super().__init__(data)
        choices = self.fields["value"].choices  # type: ignore[attr-defined]
        if not row.is_contradicted:
            self.fields["value"].choices = [each for each in choices if each[0] != row.counts]  # type: ignore[attr-defined]

    @property
    def decision(self) -> dict[str, str]:
        """As the action takes it."""
        value = self.cleaned_data["value"]
        return {"value": "" if value == "refuse" else value, "reason": self.cleaned_data["reason"]}
