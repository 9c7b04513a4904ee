"""Forms of the bank: a file of questions, why one is asked no more, what is to be mended."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.files.forms import OneFileField, OneFileForm
from market.learning.bank.actions import Chosen
from market.learning.courses.models import Lesson
from market.learning.questions.models import REASON_LENGTH, Question

SHARED = ("lesson", "use", "difficulty")


def lesson_choices(lessons: Sequence[Lesson]) -> list[tuple[str, str]]:
    """Lessons as a field offers them."""
    return [(each.slug, each.title) for each in lessons]


class QuestionFileForm(OneFileForm):
    """A file of questions, and what holds where it does not say it."""

    file = OneFileField(
        accept=".gift,.txt,.csv,text/plain,text/csv",
        resumes="page",
        allow_empty_file=True,
        label=_("File (GIFT or CSV)"),
        help_text=_("Each question in English and in Bangla. At most 500 questions and 1 MB."),
    )
    lesson = forms.ChoiceField(required=False, label=_("Lesson"))
    use = forms.ChoiceField(choices=Question.Use.choices, initial=Question.Use.EXAM, label=_("Asked"))
    difficulty = forms.TypedChoiceField(
        choices=Question.Difficulty.choices, coerce=int, initial=Question.Difficulty.MEDIUM, label=_("Difficulty")
    )

    def __init__(self, *args: Any, lessons: Sequence[Lesson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lesson"].choices = [  # type: ignore[attr-defined]
            ("", _("As the file says")),
            *lesson_choices(lessons),
        ]

    @property
    def chosen(self) -> Chosen:
        """What was chosen for the whole file."""
        return Chosen(**{name: self.cleaned_data[name] for name in SHARED})


class RetireQuestionForm(Form):
    """Why a question is asked no more."""

    reason = TextField(
        most=REASON_LENGTH,
        lines=3,
        label=_("Why it is asked no more"),
        help_text=_("Who decides on it reads this, and it stays with the question."),
    )


class QuestionSetReturnForm(Form):
    """What is to be mended in a set."""

    reason = TextField(
        most=REASON_LENGTH, lines=4, label=_("What is to be mended"), help_text=_("Who submitted it reads this.")
    )
