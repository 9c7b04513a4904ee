"""Forms of assessments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.forms import DayField, Form, TextField, WholeNumberField
from market.training.assessments.actions import TEXT_LENGTH, Marks
from market.training.assessments.models import Result
from market.training.models import Criterion
from market.training.projects.actions import REASON_LENGTH

POINTS = "points_"
NOT_CHOSEN = ("", _("Choose"))  # no result is suggested


class AssessForm(Form):
    """Points for each criterion, the result, and texts."""

    result = forms.ChoiceField(choices=[NOT_CHOSEN, *Result.choices], label=_("Result"))
    text = TextField(most=TEXT_LENGTH, lines=5, label=_("For the trainee: what is good, what is missing"))
    until = DayField(required=False, label=_("If it is to be submitted again: by the end of this day"))
    note = TextField(most=TEXT_LENGTH, lines=3, required=False, label=_("Note for trainers and officers"))

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for each in criteria:
            most = format_number(each.points, language())
            label = _("%(name)s: 0 to %(most)s points") % {"name": each.name, "most": most}
            field = WholeNumberField(min_value=0, max_value=each.points, label=label)
            self.fields[f"{POINTS}{each.pk}"] = field

    @property
    def marks(self) -> Marks:
        """What was typed, for the action."""
        typed = self.cleaned_data
        points = {each.pk: typed[f"{POINTS}{each.pk}"] for each in self.criteria}
        return Marks(points=points, **{name: typed[name] for name in ("result", "text", "note", "until")})


class DecideForm(Form):
    """One of two results, and the reason."""

    result = forms.ChoiceField(label=_("Result"))
    text = TextField(most=TEXT_LENGTH, lines=4, label=_("Reason, which the trainee reads"))
    until = DayField(required=False, label=_("If it is to be submitted again: by the end of this day"))

    def __init__(self, *args: Any, results: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(Result.choices)
        self.fields["result"].choices = [NOT_CHOSEN, *((each, names[each]) for each in results)]  # type: ignore[attr-defined]


class AgainForm(Form):
    """Why another assessment is asked for."""

    reason = TextField(most=REASON_LENGTH, lines=3, label=_("What you see in another way"))
