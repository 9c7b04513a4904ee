"""Forms of one question of a draft: fields for those with choices, TOML for others."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import TextField
from market.learning.courses.blocks import LANGUAGES
from market.learning.questions.models import Question
from market.learning.questions.reading import DIFFICULTIES, MOST_CHOICES, SLUG_LENGTH, USES
from market.learning.writing.draft_files import UnreadableQuestion, question_row, question_text
from market.learning.writing.forms import EditionForm

MOST_WORDS, MOST_TOML = 1000, 10_000
CHOICE_KINDS = ("single", "multiple")
PAIR = {"en", "bn"}
SHAPE = {"id", "kind", "use", "difficulty", "en", "bn", "why", "choices"}
BEGINNINGS: dict[str, dict[str, Any]] = {
    "single": {"choices": []},
    "multiple": {"choices": []},
    "number": {"answer": 0, "tolerance": 0},
    "text": {"accepted": [""]},
    "order": {"items": [{"en": "", "bn": ""}] * 3},
    "match": {"pairs": [{"left": {"en": "", "bn": ""}, "right": {"en": "", "bn": ""}}] * 3},
    "gap": {"gaps": [[""]]},
    "picture": {"picture": {"en": "", "bn": ""}, "alt": {"en": "", "bn": ""}, "marks": ["A", "B"], "answer": "A"},
    "file": {"criteria": [{"en": "", "bn": "", "points": 5}]},
}


def beginning_of(kind: str, name: str) -> str:
    """The TOML of a new question of a kind, to be filled; `name` is its id."""
    empty = {"en": "", "bn": ""}
    shared = {
        "id": name,
        "kind": kind,
        "use": "exam" if kind == "file" else "check",
        "difficulty": 1,
        **empty,
        "why": empty,
    }
    return question_text(shared | BEGINNINGS[kind])


class NewQuestionForm(forms.Form):
    """Of which kind a new question is."""

    kind = forms.ChoiceField(choices=Question.Kind.choices, label=_("Kind of question"))


class TomlQuestionForm(EditionForm):
    """A question as it stands in a course's file."""

    text = TextField(most=MOST_TOML, lines=24, label=_("The question as TOML"))

    def __init__(self, text: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"text": text, **kwargs.pop("initial")}, **kwargs)
        self.fields["text"].widget.attrs |= {"class": "code", "spellcheck": "false"}

    @property
    def toml(self) -> str:
        """What was typed; the form must be valid."""
        return str(self.cleaned_data["text"])


class ChoiceQuestionForm(EditionForm):
    """A question with choices, of which one or several are right. Choices that are left empty are none."""

    kind = forms.ChoiceField(choices=[(each, Question.Kind(each).label) for each in CHOICE_KINDS], label=_("Kind"))
    use = forms.ChoiceField(choices=[(each, Question.Use(each).label) for each in USES], label=_("Where it is asked"))
    difficulty = forms.TypedChoiceField(
        choices=[(each, Question.Difficulty(each).label) for each in DIFFICULTIES], coerce=int, label=_("Difficulty")
    )
    id = TextField(most=SLUG_LENGTH, label=_("Its id"), help_text=_("Small letters, digits and hyphens."))
    en = TextField(most=MOST_WORDS, lines=3, required=False, label=_("Question in English"))
    bn = TextField(most=MOST_WORDS, lines=3, required=False, label=_("Question in Bangla"))
    why_en = TextField(most=MOST_WORDS, lines=3, required=False, label=_("Why the right answer is right, in English"))
    why_bn = TextField(most=MOST_WORDS, lines=3, required=False, label=_("Why the right answer is right, in Bangla"))

    def __init__(self, text: str, *args: Any, **kwargs: Any) -> None:
        row = question_row(text)
        initial = {name: row.get(name, "") for name in ("kind", "use", "difficulty", "id", *LANGUAGES)}
        initial |= {f"why_{language}": row.get("why", {}).get(language, "") for language in LANGUAGES}
        for at, choice in enumerate(row.get("choices", [])):
            initial |= {f"choice_{at}_{name}": choice.get(name, "") for name in (*LANGUAGES, "right")}
        super().__init__(*args, initial=initial | kwargs.pop("initial"), **kwargs)
        for at in range(MOST_CHOICES):
            self.fields[f"choice_{at}_en"] = TextField(most=MOST_WORDS, required=False, label=_("In English"))
            self.fields[f"choice_{at}_bn"] = TextField(most=MOST_WORDS, required=False, label=_("In Bangla"))
            self.fields[f"choice_{at}_right"] = forms.BooleanField(required=False, label=_("It is right"))

    @property
    def choices(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each choice."""
        return [tuple(self[f"choice_{at}_{name}"] for name in ("en", "bn", "right")) for at in range(MOST_CHOICES)]  # type: ignore[misc]

    @property
    def toml(self) -> str:
        """The question as TOML; the form must be valid."""
        sent = self.cleaned_data
        row = {name: sent[name] for name in ("id", "kind", "use", "difficulty", "en", "bn")}
        row["why"] = {language: sent[f"why_{language}"] for language in LANGUAGES}
        choices = [{name: sent[f"choice_{at}_{name}"] for name in (*LANGUAGES, "right")} for at in range(MOST_CHOICES)]
        row["choices"] = [_without_false(each) for each in choices if each["en"] or each["bn"]]
        return question_text(row)


def _without_false(choice: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in choice.items() if value is not False}


def question_form(text: str, data: Any, edition: int) -> ChoiceQuestionForm | TomlQuestionForm:
    """The form for a question, filled: fields where they can hold all of it."""
    form = ChoiceQuestionForm if _fits(text) else TomlQuestionForm
    return form(text, data, initial={"edition": edition})


def _fits(text: str) -> bool:
    try:
        row = question_row(text)
    except UnreadableQuestion:
        return False
    choices, why = row.get("choices", []), row.get("why", {})
    return (
        row.get("kind") in CHOICE_KINDS
        and set(row) <= SHAPE
        and _is_pair(why)
        and isinstance(choices, list)
        and len(choices) <= MOST_CHOICES
        and all(_is_choice(each) for each in choices)
    )


def _is_choice(value: Any) -> bool:
    return isinstance(value, dict) and value.get("right", True) in (True, False) and _is_pair(_without_right(value))


def _without_right(choice: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in choice.items() if name != "right"}


def _is_pair(value: Any) -> bool:
    return isinstance(value, dict) and set(value) <= PAIR and all(isinstance(each, str) for each in value.values())
