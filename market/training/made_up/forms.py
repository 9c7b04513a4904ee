"""Forms of check questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.forms import Form, TextField
from market.training.made_up.actions import CHOICE_LENGTH, MOST_CHOICES, QUESTION_LENGTH, QUESTIONS, CheckDetails
from market.training.models import CheckSet

COLUMNS = ("text_bn", "choices_bn", "text_en", "choices_en")


class ChecksForm(Form):
    """Three questions, each in Bangla, in English, or in both. Answers are lines, the right one first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("One on each line, 2 to 5. The right one comes first: trainees see them shuffled.")
        labels = {
            "text_bn": _("Question in Bangla"),
            "choices_bn": _("Answers in Bangla"),
            "text_en": _("Question in English"),
            "choices_en": _("Answers in English"),
        }
        for place in range(QUESTIONS):
            for column in COLUMNS:
                is_list = column.startswith("choices")
                most = MOST_CHOICES * CHOICE_LENGTH if is_list else QUESTION_LENGTH
                self.fields[f"{column}_{place}"] = TextField(
                    most=most,
                    lines=4 if is_list else 2,
                    required=False,
                    label=labels[column],
                    help_text=hint if is_list else "",
                )

    @staticmethod
    def of(check_set: CheckSet | None, data: Any = None) -> "ChecksForm":
        """The form with the questions as they are."""
        initial: dict[str, str] = {}
        for each in check_set.questions.all() if check_set else ():
            for column in COLUMNS:
                value = getattr(each, column)
                initial[f"{column}_{each.position}"] = value if isinstance(value, str) else "\n".join(value)
        return ChecksForm(data, initial=initial)

    @property
    def groups(self) -> list[list[forms.BoundField]]:
        """The fields of each question."""
        return [[self[f"{column}_{place}"] for column in COLUMNS] for place in range(QUESTIONS)]

    def details(self) -> list[CheckDetails]:
        """What was typed."""
        sent = self.cleaned_data

        def lines(name: str) -> list[str]:
            return [each.strip() for each in sent[name].splitlines() if each.strip()]

        return [
            CheckDetails(
                sent[f"text_bn_{place}"],
                sent[f"text_en_{place}"],
                lines(f"choices_bn_{place}"),
                lines(f"choices_en_{place}"),
            )
            for place in range(QUESTIONS)
        ]

    def add_error_at(self, path: str, message: str) -> None:
        """`questions.1.text_bn` is the field `text_bn_1`."""
        _name, _, rest = path.partition(".")
        place, _, column = rest.partition(".")
        super().add_error_at(f"{column}_{place}" if column else path, message)


class AnswersForm(Form):
    """What a trainee answers: the place of a choice for each question, as they are shown."""

    check_set = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(QUESTIONS):
            label = _("Question %(number)s") % {"number": format_number(place + 1, language())}
            self.fields[f"answer_{place}"] = forms.IntegerField(label=label, min_value=0, max_value=MOST_CHOICES - 1)

    @property
    def answers(self) -> list[int]:
        """In the order in which the questions are shown."""
        return [self.cleaned_data[f"answer_{place}"] for place in range(QUESTIONS)]
