"""The form of one question, by its kind, that works without script; and its answer as marking takes it."""

import re
from collections.abc import Callable
from random import Random
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.forms import Form, TextField
from market.learning.courses.rendering import line
from market.learning.questions.marking import MOST_TEXT
from market.learning.questions.models import Question
from market.learning.questions.reading import GAP

MOST_FILE_TEXT = 4000  # of an answer that people mark
ANSWER, CLIENT_ID = "answer", "client_id"
UNCHOSEN = ("", _("Choose"))
PARTED = ("order", "match", "gap")  # kinds whose answers have parts


class QuestionForm(Form):
    """One question. Choices are shuffled by `seed`, so that each person has an order of their own that stays. It begins
    with the answer `last`, in the form that marking takes. `partly`: some parts of an answer suffice."""

    def __init__(
        self, question: Question, seed: object, data: Any = None, last: Any = None, *, partly: bool = False
    ) -> None:
        self.question = question
        super().__init__(data, auto_id=f"question_{question.pk}_%s")
        self.chance = Random(f"{seed} {question.pk}")  # noqa: S311  # an order, no secret
        self.keys: list[str] = []  # of what is shown shuffled
        FIELDS[question.kind](self)
        if partly and question.kind in PARTED:
            for field in self.fields.values():
                field.required = False
        if last is not None:
            self.initial = self._initial(last)
        self.fields[CLIENT_ID] = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @property
    def answer(self) -> Any:
        """What was sent, in the form that marking takes; the form must be valid."""
        sent = self.cleaned_data
        values = [sent[name] for name in self.fields if name != CLIENT_ID]
        if self.question.kind == "order":
            placed = [(int(place), key) for place, key in zip(values, self.keys, strict=True) if place]
            return [key for _place, key in sorted(placed)]
        return values if self.question.kind in PARTED else values[0]

    def _initial(self, last: Any) -> dict[str, Any]:
        if self.question.kind == "order":
            places = {key: str(place) for place, key in enumerate(last, start=1)}
            return {f"{ANSWER}_{at}": places.get(key, "") for at, key in enumerate(self.keys)}
        if self.question.kind in PARTED:
            return {f"{ANSWER}_{at}": value for at, value in enumerate(last)}
        return {ANSWER: last.get("text", "") if self.question.kind == "file" else last}

    def clean(self) -> dict[str, Any]:
        """An answer has a part, and in an order each place is taken once."""
        sent = self.cleaned_data
        parts = [value for name, value in sent.items() if name != CLIENT_ID and value]
        if self.question.kind in PARTED and not self.errors and not parts:
            self.add_error(None, _("Answer a part at least, or leave the question open."))
        if self.question.kind == "order" and not self.errors and len(set(parts)) < len(parts):
            self.add_error(None, _("Give each of them a place of its own."))
        return sent

    def shuffled(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows in this person's order."""
        rows = self.chance.sample(rows, len(rows))
        self.keys = [each["key"] for each in rows]
        return rows


def _words(pair: dict[str, str]) -> Any:
    return line(pair[language()])


def _choices(form: QuestionForm) -> list[tuple[str, Any]]:
    return [(each["key"], _words(each)) for each in form.shuffled(form.question.body["choices"])]


def _one(form: QuestionForm) -> None:
    form.fields[ANSWER] = forms.ChoiceField(choices=_choices(form), widget=forms.RadioSelect, label=_("Your answer"))


def _several(form: QuestionForm) -> None:
    form.fields[ANSWER] = forms.MultipleChoiceField(
        choices=_choices(form), widget=forms.CheckboxSelectMultiple, label=_("Choose all that are right")
    )


def _number(form: QuestionForm) -> None:
    form.fields[ANSWER] = TextField(most=MOST_TEXT, label=_("Your answer, a number"))
    form.fields[ANSWER].widget.attrs["inputmode"] = "decimal"


def _text(form: QuestionForm) -> None:
    form.fields[ANSWER] = TextField(most=MOST_TEXT, label=_("Your answer"))


def _order(form: QuestionForm) -> None:
    items = form.shuffled(form.question.body["items"])
    places = [UNCHOSEN, *((str(place), format_number(place, language())) for place in range(1, len(items) + 1))]
    for at, each in enumerate(items):
        form.fields[f"{ANSWER}_{at}"] = forms.ChoiceField(choices=places, label=_words(each))


def _match(form: QuestionForm) -> None:
    pairs = form.question.body["pairs"]
    rights = form.shuffled([each["right"] for each in pairs])
    choices = [UNCHOSEN, *((each["key"], each[language()]) for each in rights)]
    for at, pair in enumerate(pairs):
        form.fields[f"{ANSWER}_{at}"] = forms.ChoiceField(choices=choices, label=_words(pair["left"]))


def _gap(form: QuestionForm) -> None:
    for at in range(len(form.question.body["gaps"])):
        label = _("Gap %(number)s") % {"number": format_number(at + 1, language())}
        form.fields[f"{ANSWER}_{at}"] = TextField(most=MOST_TEXT, label=label)


def _picture(form: QuestionForm) -> None:
    marks = [(each, each) for each in form.question.body["marks"]]
    form.fields[ANSWER] = forms.ChoiceField(choices=marks, widget=forms.RadioSelect, label=_("Which mark?"))


def _file(form: QuestionForm) -> None:
    form.fields[ANSWER] = TextField(most=MOST_FILE_TEXT, lines=6, label=_("Your answer"), required=False)


FIELDS: dict[str, Callable[[QuestionForm], None]] = {
    "single": _one,
    "multiple": _several,
    "number": _number,
    "text": _text,
    "order": _order,
    "match": _match,
    "gap": _gap,
    "picture": _picture,
    "file": _file,
}


def shown_text(question: Question) -> Any:
    """The question's text; gaps are shown as numbered blanks."""

    def blank(gap: re.Match[str]) -> str:
        return f"({format_number(int(gap[1]), language())}) ____"

    return line(GAP.sub(blank, question.text))
