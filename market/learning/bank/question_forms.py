"""The form of one question, new or in other words, by its kind: both languages stand side by side."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.forms import TextField, WholeNumberField
from market.files.forms import OneFileField, OneFileForm
from market.learning.bank.files import MOST_LETTERS
from market.learning.bank.forms import SHARED, lesson_choices
from market.learning.bank.gift_answers import decimal_of
from market.learning.bank.sheets import BODIES, Cells, cells_of
from market.learning.courses.blocks import LANGUAGES
from market.learning.courses.models import Lesson
from market.learning.questions.marking import MOST_TEXT
from market.learning.questions.models import Question
from market.learning.questions.reading import KINDS, MOST_CHOICES, gaps_in

LANGUAGE_NAMES = {"en": _("English"), "bn": _("Bangla")}
PICTURES = "image/svg+xml,image/png,image/jpeg,image/webp"
BETWEEN = _("Put | between them, as in: four|4")
SHOWN, MOST_POINTS = 4, 100  # rows that are there at once: the others are folded
ROWS = range(1, MOST_CHOICES + 1)
Names = tuple[str, ...]
Row = dict[str, Any]


def empty_row(kind: str) -> Row:
    """A question of this kind in which nothing is written."""
    shared = {"id": "", "kind": kind, "lesson": "", "use": Question.Use.EXAM, "difficulty": Question.Difficulty.MEDIUM}
    return {**shared, "en": "", "bn": "", "why": {"en": "", "bn": ""}}


class QuestionWritingForm(OneFileForm):
    """A question that begins as `row`. The fields of most kinds are the columns of a table (`sheets.COLUMNS`).

    `rows`, `folded` and `last` are the names of what stands side by side, in this order.
    """

    lesson = forms.ChoiceField(label=_("Lesson"))
    use = forms.ChoiceField(choices=Question.Use.choices, label=_("Asked"))
    difficulty = forms.TypedChoiceField(choices=Question.Difficulty.choices, coerce=int, label=_("Difficulty"))
    text_en = TextField(most=MOST_LETTERS, lines=3, label=_("The question in English"))
    text_bn = TextField(most=MOST_LETTERS, lines=3, label=_("The question in Bangla"))
    why_en = TextField(most=MOST_LETTERS, lines=2, label=_("Why the right answer is right, in English"))
    why_bn = TextField(most=MOST_LETTERS, lines=2, label=_("Why the right answer is right, in Bangla"))

    def __init__(self, row: Row, *args: Any, lessons: Sequence[Lesson], **kwargs: Any) -> None:
        self.row, self.kind = row, row["kind"]
        self.rows: list[Names] = []
        self.folded: list[Names] = []
        self.last: list[Names] = []
        super().__init__(*args, initial=_initial(row), **kwargs)
        self.fields["lesson"].choices = lesson_choices(lessons)  # type: ignore[attr-defined]
        FIELDS[self.kind](self)
        for each in self._files():
            each.by = kwargs["by"]

    def clean(self) -> dict[str, Any]:
        """What is wrong with the parts of its kind is said where it is to be mended."""
        if not self.errors:
            for sentence in KINDS[self.kind](self.written_row):
                self.add_error(PLACES[self.kind](self), str(sentence))
        return self.cleaned_data

    @property
    def written_row(self) -> Row:
        """The question as it was sent, in the form of docs/course-file.md, without pictures that came with it."""
        sent = self.cleaned_data
        row = self.row | {name: sent[name] for name in SHARED}
        row |= {each: sent[f"text_{each}"] for each in LANGUAGES}
        row["why"] = {each: sent[f"why_{each}"] for each in LANGUAGES}
        return row | OWN_BODIES.get(self.kind, _table_body)(self)

    @property
    def is_unfolded(self) -> bool:
        """Whether something stands, or is wrong, in what is folded."""
        return any(self[name].value() or self[name].errors for names in self.folded for name in names)

    def sent(self, name: str) -> str:
        """What was sent in a field, as text."""
        return str(self.cleaned_data.get(name) or "")

    def add_row(self, names: Names, *, is_folded: bool = False) -> None:
        """These fields stand side by side."""
        (self.folded if is_folded else self.rows).append(names)

    def add_pair(self, name: str, at: int, label: Any, beside: Names = ()) -> None:
        """Fields for a text in both languages, with its number, and other fields beside them."""
        for each in LANGUAGES:
            words = {"number": format_number(at, language()), "language": LANGUAGE_NAMES[each]}
            self.add_text(f"{name}{at}_{each}", label % words, required=False, most=MOST_TEXT * 2)
        self.add_row((f"{name}{at}_en", f"{name}{at}_bn", *beside), is_folded=at > SHOWN)

    def add_text(
        self, name: str, label: Any, help_text: Any = "", *, required: bool = True, most: int = MOST_LETTERS
    ) -> None:
        """A field for one text."""
        self.fields[name] = TextField(most=most, label=label, help_text=help_text, required=required)


def _initial(row: Row) -> dict[str, Any]:
    cells = cells_of(row)
    initial: dict[str, Any] = {**cells, "marks": ", ".join(row.get("marks", []))}
    initial["right"] = cells["right"] if row["kind"] == "single" else cells["right"].split(",")
    initial |= {f"alt_{each}": text for each, text in row.get("alt", {}).items()}
    for at, each in enumerate(row.get("criteria", []), start=1):
        initial |= {f"criterion{at}_en": each["en"], f"criterion{at}_bn": each["bn"], f"points{at}": each["points"]}
    return initial


def _choices(form: QuestionWritingForm) -> None:
    for at in ROWS:
        form.add_pair("choice", at, _("Choice %(number)s, %(language)s"))
    numbers = [(str(at), format_number(at, language())) for at in ROWS]
    if form.kind == "single":
        form.fields["right"] = forms.ChoiceField(
            choices=numbers, widget=forms.RadioSelect, required=False, label=_("Right is the choice")
        )
    else:
        form.fields["right"] = forms.MultipleChoiceField(
            choices=numbers, widget=forms.CheckboxSelectMultiple, required=False, label=_("Right are the choices")
        )
    form.last.append(("right",))


def _number(form: QuestionWritingForm) -> None:
    form.add_text("answer", _("The right number"))
    form.add_text("tolerance", _("How far from it is right too"), required=False)
    form.add_row(("answer", "tolerance"))


def _text(form: QuestionWritingForm) -> None:
    form.add_text("accepted", _("Forms that are right"), BETWEEN)
    form.add_row(("accepted",))


def _order(form: QuestionWritingForm) -> None:
    for at in ROWS:
        form.add_pair("choice", at, _("Place %(number)s, %(language)s"))


def _match(form: QuestionWritingForm) -> None:
    for at in ROWS:
        form.add_pair("choice", at, _("Left side %(number)s, %(language)s"))
        form.add_pair("match", at, _("Right side %(number)s, %(language)s"))


def _gaps(form: QuestionWritingForm) -> None:
    hint = _("Write {1} where the first gap is, {2} where the second one is, and so on.")
    for each in LANGUAGES:
        form.fields[f"text_{each}"].help_text = hint
    for at in ROWS:
        label = _("What fits in gap %(number)s") % {"number": format_number(at, language())}
        form.add_text(f"gap{at}", label, BETWEEN, required=False)
    for at in ROWS[::2]:
        form.add_row((f"gap{at}", f"gap{at + 1}"), is_folded=at > SHOWN)


def _picture(form: QuestionWritingForm) -> None:
    is_there = bool(form.row.get("picture"))
    pictures = {"picture": _("Picture"), "picture_bn": _("Picture for the Bangla text")}
    hints = {
        "picture": _("SVG, PNG, JPEG or WebP, at most 100 KB."),
        "picture_bn": _("Only where the picture holds words: the same one with Bangla words."),
    }
    for name, label in pictures.items():
        is_needed = name == "picture" and not is_there
        form.fields[name] = OneFileField(
            required=is_needed, accept=PICTURES, resumes="page", label=label, help_text=hints[name]
        )
    form.add_text("alt_en", _("What it shows, in English"))
    form.add_text("alt_bn", _("What it shows, in Bangla"))
    form.add_text("marks", _("Marks in the picture"), _("Put commas between them, as in: A, B, C"))
    form.add_text("answer", _("The right mark"))
    for names in (("picture", "picture_bn"), ("alt_en", "alt_bn"), ("marks", "answer")):
        form.add_row(names)


def _file(form: QuestionWritingForm) -> None:
    form.fields["use"].choices = [(Question.Use.EXAM, Question.Use.EXAM.label)]  # type: ignore[attr-defined]
    for at in ROWS:
        label = _("Points for criterion %(number)s") % {"number": format_number(at, language())}
        form.fields[f"points{at}"] = WholeNumberField(min_value=1, max_value=MOST_POINTS, required=False, label=label)
        form.add_pair("criterion", at, _("Criterion %(number)s, %(language)s"), beside=(f"points{at}",))


FIELDS: dict[str, Callable[[QuestionWritingForm], None]] = {
    "single": _choices,
    "multiple": _choices,
    "number": _number,
    "text": _text,
    "order": _order,
    "match": _match,
    "gap": _gaps,
    "picture": _picture,
    "file": _file,
}


def _table_body(form: QuestionWritingForm) -> Row:
    empty: Cells = dict.fromkeys(cells_of(form.row), "")
    sent = {name: form.cleaned_data[name] for name in form.fields if name not in SHARED}
    cells = {name: ",".join(each) if isinstance(each, list) else each for name, each in sent.items()}
    return BODIES[form.kind](empty | cells)


def _picture_body(form: QuestionWritingForm) -> Row:
    """What is sent is stored when the question is submitted: until then its place is held."""
    marks = [each.strip() for each in form.sent("marks").split(",") if each.strip()]
    alt = {each: form.sent(f"alt_{each}") for each in LANGUAGES}
    picture = form.row.get("picture") or {each: "picture" for each in LANGUAGES}
    return {"picture": picture, "alt": alt, "marks": marks, "answer": form.sent("answer")}


def _criteria(form: QuestionWritingForm) -> Row:
    rows = [
        {**{each: form.sent(f"criterion{at}_{each}") for each in LANGUAGES}, "points": form.cleaned_data[f"points{at}"]}
        for at in ROWS
    ]
    while rows and not any(rows[-1].values()):
        rows.pop()
    return {"criteria": rows}


OWN_BODIES: dict[str, Callable[[QuestionWritingForm], Row]] = {"picture": _picture_body, "file": _criteria}


def _missing(least: int, *columns: str, then: str = "") -> Callable[[QuestionWritingForm], str]:
    """The first field that is empty in rows of these columns, of which at least so many are needed; else `then`."""

    def place(form: QuestionWritingForm) -> str:
        rows = [[each.format(at) for each in columns] for at in ROWS]
        filled = [at for at, names in enumerate(rows) if any(form.sent(each) for each in names)]
        wanted = rows[: max(least, filled[-1] + 1 if filled else 0)]
        empty = (each for names in wanted for each in names if not form.sent(each))
        return next(empty, then or rows[0][0])

    return place


def _place_in_gaps(form: QuestionWritingForm) -> str:
    count = len(OWN_BODIES.get(form.kind, _table_body)(form)["gaps"])
    there = {f"text_{each}": gaps_in(form.sent(f"text_{each}")) for each in LANGUAGES}
    texts = [name for name, numbers in there.items() if numbers != list(range(1, count + 1))]
    highest = max((number for name in texts for number in there[name]), default=0)
    empty = [f"gap{at}" for at in range(1, min(highest, MOST_CHOICES) + 1) if not form.sent(f"gap{at}")]
    return (empty or texts or ["gap1"])[0]


CHOICE, MATCH, CRITERION = ((f"{each}{{}}_en", f"{each}{{}}_bn") for each in ("choice", "match", "criterion"))
PLACES: dict[str, Callable[[QuestionWritingForm], str]] = {
    "single": _missing(2, *CHOICE, then="right"),
    "multiple": _missing(2, *CHOICE, then="right"),
    "number": lambda form: "answer" if decimal_of(form.sent("answer")) is None else "tolerance",
    "text": lambda form: "accepted",
    "order": _missing(3, *CHOICE),
    "match": _missing(3, *CHOICE, *MATCH),
    "gap": _place_in_gaps,
    "picture": lambda form: "answer" if "," in form.sent("marks") else "marks",
    "file": _missing(1, *CRITERION, "points{}"),
}
