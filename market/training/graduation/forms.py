"""Forms of exceptions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.training.classes.actions import REASON_LENGTH
from market.training.graduation.queries import Criterion


class ExceptionForm(Form):
    """Which requirement need not be met, and why."""

    requirement = forms.ChoiceField(label=_("Requirement"), widget=forms.RadioSelect)
    reason = TextField(
        most=REASON_LENGTH, lines=3, label=_("Reason"), help_text=_("The trainee reads it once it is confirmed.")
    )

    def __init__(self, *args: Any, lacking: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.code, f"{each.requirement.name}: {each.requirement.shown}") for each in lacking]
        self.fields["requirement"].choices = choices  # type: ignore[attr-defined]  # a choice


class RefuseExceptionForm(Form):
    """Why an exception is refused."""

    reason = TextField(
        most=REASON_LENGTH, lines=2, label=_("Reason"), help_text=_("The officer who proposed it reads it.")
    )
