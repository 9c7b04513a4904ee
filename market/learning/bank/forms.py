"""Forms of the bank: a file of questions, a question in other words, why one is asked no more."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.forms import Form, TextField
from market.files.forms import OneFileField, OneFileForm
from market.learning.bank.actions import Chosen
from market.learning.bank.files import MOST_LETTERS
from market.learning.bank.sheets import BODIES, Cells, cells_of
from market.learning.courses.blocks import LANGUAGES
from market.learning.courses.models import Lesson
from market.learning.questions.marking import MOST_TEXT
from market.learning.questions.models import REASON_LENGTH, Question
from market.learning.questions.reading import MOST_CHOICES
from market.learning.questions.rows import row_of

LANGUAGE_NAMES = {"en": _("English"), "bn": _("Bangla")}
SHARED = ("lesson", "use", "difficulty")


def _lesson_choices(lessons: Sequence[Lesson]) -> list[tuple[str, str]]:
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
            *_lesson_choices(lessons),
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


class QuestionChangeForm(Form):
    """A question in other words. The fields of its kind are the columns of a table (`sheets.COLUMNS`)."""

    lesson = forms.ChoiceField(label=_("Lesson"))
    use = forms.ChoiceField(choices=Question.Use.choices, label=_("Asked"))
    difficulty = forms.TypedChoiceField(choices=Question.Difficulty.choices, coerce=int, label=_("Difficulty"))
    text_en = TextField(most=MOST_LETTERS, lines=3, label=_("The question in English"))
    text_bn = TextField(most=MOST_LETTERS, lines=3, label=_("The question in Bangla"))
    why_en = TextField(most=MOST_LETTERS, lines=2, label=_("Why the right answer is right, in English"))
    why_bn = TextField(most=MOST_LETTERS, lines=2, label=_("Why the right answer is right, in Bangla"))

    def __init__(self, question: Question, data: Any = None, *, lessons: Sequence[Lesson]) -> None:
        self.question, self.row = question, row_of(question)
        cells = cells_of(self.row)
        initial: dict[str, Any] = {**cells, "right": cells["right"].split(",")}
        super().__init__(data, initial=initial)
        self.fields["lesson"].choices = _lesson_choices(lessons)  # type: ignore[attr-defined]
        if question.kind in FIELDS:
            FIELDS[question.kind](self)

    @property
    def changed_row(self) -> dict[str, Any]:
        """The question as it was sent, in the form of docs/course-file.md; the form must be valid."""
        sent = self.cleaned_data
        row = self.row | {name: sent[name] for name in SHARED}
        row |= {each: sent[f"text_{each}"] for each in LANGUAGES}
        row["why"] = {each: sent[f"why_{each}"] for each in LANGUAGES}
        return row | (BODIES[self.question.kind](self._cells()) if self.question.kind in FIELDS else {})

    def _cells(self) -> Cells:
        empty = dict.fromkeys(cells_of(self.row), "")
        sent = {name: self.cleaned_data[name] for name in self.fields if name not in SHARED}
        return empty | {name: ",".join(each) if isinstance(each, list) else each for name, each in sent.items()}

    def add_pairs(self, name: str, label: Any) -> None:
        """Fields for so many pairs of texts as there may be."""
        for at in range(1, MOST_CHOICES + 1):
            for each in LANGUAGES:
                words = {"number": format_number(at, language()), "language": LANGUAGE_NAMES[each]}
                self.fields[f"{name}{at}_{each}"] = TextField(most=MOST_TEXT * 2, required=False, label=label % words)

    def add_text(self, name: str, label: Any, help_text: Any = "", *, required: bool = True) -> None:
        """A field for one text."""
        self.fields[name] = TextField(most=MOST_LETTERS, label=label, help_text=help_text, required=required)


def _choices(form: QuestionChangeForm) -> None:
    form.add_pairs("choice", _("Choice %(number)s, %(language)s"))
    numbers = [(str(at), format_number(at, language())) for at in range(1, MOST_CHOICES + 1)]
    form.fields["right"] = forms.MultipleChoiceField(
        choices=numbers, widget=forms.CheckboxSelectMultiple, required=False, label=_("Right are the choices")
    )


def _number(form: QuestionChangeForm) -> None:
    form.add_text("answer", _("The right number"))
    form.add_text("tolerance", _("How far from it is right too"), required=False)


def _text(form: QuestionChangeForm) -> None:
    form.add_text("accepted", _("Forms that are right"), _("Put | between them, as in: four|4"))


def _order(form: QuestionChangeForm) -> None:
    form.add_pairs("choice", _("Place %(number)s, %(language)s"))


def _match(form: QuestionChangeForm) -> None:
    form.add_pairs("choice", _("Left side %(number)s, %(language)s"))
    form.add_pairs("match", _("Right side %(number)s, %(language)s"))


def _gaps(form: QuestionChangeForm) -> None:
    for at in range(1, len(form.row["gaps"]) + 1):
        label = _("What fits in gap %(number)s") % {"number": format_number(at, language())}
        form.add_text(f"gap{at}", label, _("Put | between them, as in: four|4"))


FIELDS: dict[str, Callable[[QuestionChangeForm], None]] = {
    "single": _choices,
    "multiple": _choices,
    "number": _number,
    "text": _text,
    "order": _order,
    "match": _match,
    "gap": _gaps,
}
