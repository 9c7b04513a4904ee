"""Forms of assessments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.forms import DayField, Form, TextField, WholeNumberField
from market.training.assessments.actions import TEXT_LENGTH, Marks
from market.training.assessments.models import Result
from market.training.assessments.rubric_actions import (
    LEVEL_LENGTH,
    MOST_CRITERIA,
    NAME_LENGTH,
    REQUIRED,
    SUM,
    CriterionDetails,
)
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


class RubricForm(Form):
    """The criteria of a topic, and room for one more. What is emptied is left out."""

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = forms.IntegerField(
            widget=forms.HiddenInput, required=False, initial=criteria[0].pk if criteria else None
        )
        self.fields["first_criterion"] = first
        self.numbers = range(1, min(len(criteria) + 1, MOST_CRITERIA) + 1)
        for number in self.numbers:
            current = criteria[number - 1] if number <= len(criteria) else None
            for name, field in _criterion_fields().items():
                field.initial = getattr(current, name) if current else None
                self.fields[f"{name}_{number}"] = field

    @property
    def parts(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of each criterion, with its number."""
        return [(number, [self[f"{name}_{number}"] for name in CRITERION]) for number in self.numbers]

    def clean(self) -> dict[str, Any]:
        """Raise for criteria of which a part is missing."""
        for number in self.numbers:
            typed = {name: self.data.get(f"{name}_{number}", "").strip() for name in CRITERION}
            if any(typed.values()):
                for name in (each for each in CRITERION if not typed[each]):
                    self.add_error(f"{name}_{number}", str(REQUIRED))
        return self.cleaned_data

    @property
    def details(self) -> list[CriterionDetails]:
        """What was typed, for the action."""
        rows = ({name: self.cleaned_data[f"{name}_{number}"] for name in CRITERION} for number in self.numbers)
        return [CriterionDetails(**each) for each in rows if each["points"] is not None]


def _criterion_fields() -> dict[str, forms.Field]:
    lines = {"lines": 2, "required": False, "most": LEVEL_LENGTH}
    return {
        "name_bn": TextField(most=NAME_LENGTH, required=False, label=_("Name in Bangla")),
        "name_en": TextField(most=NAME_LENGTH, required=False, label=_("Name in English")),
        "points": WholeNumberField(min_value=1, max_value=SUM, required=False, label=_("Points at most")),
        "strong_bn": TextField(**lines, label=_("Strong work, in Bangla")),
        "strong_en": TextField(**lines, label=_("Strong work, in English")),
        "fair_bn": TextField(**lines, label=_("Sufficient work, in Bangla")),
        "fair_en": TextField(**lines, label=_("Sufficient work, in English")),
        "weak_bn": TextField(**lines, label=_("Work that is not sufficient, in Bangla")),
        "weak_en": TextField(**lines, label=_("Work that is not sufficient, in English")),
    }


CRITERION = tuple(_criterion_fields())


class AgainForm(Form):
    """Why another assessment is asked for."""

    reason = TextField(most=REASON_LENGTH, lines=3, label=_("What you see in another way"))
