"""The form of a roll: a row of choices for each trainee, with what the page knew of them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.training.attendance.models import Value
from market.training.attendance.roll_actions import VALUES, RollMark
from market.training.attendance.roll_queries import Line
from market.training.classes.actions import REASON_LENGTH


class RollForm(Form):
    """The roll of a class; trainees for whom nothing is chosen are left as they are."""

    def __init__(self, data: Any = None, *, lines: Sequence[Line], all_present: bool = False) -> None:
        super().__init__(data)
        self.lines = lines
        for line in lines:
            self._add(line, all_present=all_present)

    def _add(self, line: Line, *, all_present: bool) -> None:
        pk, name = line.enrolment.pk, line.enrolment.name
        begins = line.last.value if line.last is not None else Value.PRESENT if line.has_code or all_present else ""
        choices = [(each.value, each.label) for each in VALUES]
        self.fields[f"value_{pk}"] = forms.ChoiceField(
            choices=choices, widget=forms.RadioSelect, required=False, label=name, initial=begins
        )
        known = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, initial=line.known)
        self.fields[f"known_{pk}"] = known
        label = _("Reason for the change") if line.last is not None else _("Why is the trainee excused?")
        self.fields[f"reason_{pk}"] = TextField(most=REASON_LENGTH, required=False, label=label)

    @property
    def marks(self) -> list[RollMark]:
        """What was chosen."""
        typed = self.cleaned_data
        chosen = [each.enrolment.pk for each in self.lines if typed.get(f"value_{each.enrolment.pk}")]
        return [
            RollMark(pk, typed[f"value_{pk}"], typed.get(f"known_{pk}") or 0, typed.get(f"reason_{pk}", ""))
            for pk in chosen
        ]

    def add_error_at(self, path: str, message: str) -> None:
        """What is wrong with a mark stands at its trainee."""
        _marks, at, name = path.split(".") if path.count(".") == 2 else ("", "", path)
        super().add_error_at(f"{name}_{self.marks[int(at)].enrolment}" if at else path, message)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the page: each line with its fields."""
        return [
            {"line": each, **{name: self[f"{name}_{each.enrolment.pk}"] for name in ("value", "known", "reason")}}
            for each in self.lines
        ]
