"""Reading questions from a table: CSV as spreadsheets write it, a question on each line."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.core.text.bangla import ascii_digits, nfc
from market.core.text.csv_export import FORMULA_SIGNS
from market.learning.bank.gift_answers import decimal_of, plain_number
from market.learning.bank.rows import DIFFICULTIES, Defaults, ReadFile, Row
from market.learning.courses.blocks import LANGUAGES
from market.learning.questions.reading import MOST_CHOICES
from market.training.list_files import Columns, Sheet, cell_of, column_positions, rows_of_text

NUMBERS = range(1, MOST_CHOICES + 1)
CHOICES, MATCHES = ([f"{name}{at}_{each}" for at in NUMBERS for each in LANGUAGES] for name in ("choice", "match"))
GAPS = [f"gap{at}" for at in NUMBERS]
COLUMNS = [
    *("id", "lesson", "use", "kind", "difficulty", "text_en", "text_bn", "why_en", "why_bn"),
    *("right", "answer", "tolerance", "accepted", *GAPS, *CHOICES, *MATCHES),
]
OF_BANK = Columns({each: each for each in COLUMNS}, {each: each for each in COLUMNS}, ["id", "kind", "text_en"])
BETWEEN = "|"  # forms that are accepted
Cells = dict[str, str]


def read_sheet(text: str, defaults: Defaults) -> ReadFile:
    """The questions of a table, and what is wrong by line. Nothing is raised."""
    read, sheet = ReadFile(), Sheet()
    lines = rows_of_text(nfc(text), sheet)
    head = next(lines, None)
    positions = column_positions(head, OF_BANK, sheet) if head else {}
    if head and not sheet.errors:
        for line, cells in lines:
            typed = {name: _unescaped(cell_of(cells, at)) for name, at in positions.items()}
            _read_row(line, {each: "" for each in COLUMNS} | typed, defaults, read)
    for each in sheet.errors:
        read.fault(each.line, each.problem)
    return read


def _unescaped(cell: str) -> str:
    """Without the sign that keeps a spreadsheet from taking a text for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_SIGNS) else cell


def _read_row(line: int, cells: Cells, defaults: Defaults, read: ReadFile) -> None:
    difficulty = ascii_digits(cells["difficulty"]).lower()
    row: dict[str, Any] = {
        "id": cells["id"],
        "kind": cells["kind"].lower(),
        "lesson": cells["lesson"] or defaults.lesson,
        "use": cells["use"].lower() or defaults.use,
        "difficulty": DIFFICULTIES.get(difficulty, 0) if difficulty else defaults.difficulty,
        "en": cells["text_en"],
        "bn": cells["text_bn"],
        "why": {"en": cells["why_en"], "bn": cells["why_bn"]},
    }
    body = BODIES.get(row["kind"])
    if row["kind"] in ("picture", "file"):
        read.fault(line, _("Questions of this kind come with the files of a course, not in a table."))
    elif body is None:
        read.fault(line, _("There is no such kind of question."))
    else:
        read.rows.append(Row(line, row | body(cells)))


def _pairs(cells: Cells, name: str) -> list[dict[str, str]]:
    """The pairs of columns with a number, up to the last one that holds something."""
    pairs = [{each: cells[f"{name}{at}_{each}"] for each in LANGUAGES} for at in NUMBERS]
    while pairs and not any(pairs[-1].values()):
        pairs.pop()
    return pairs


def _choices(cells: Cells) -> dict[str, Any]:
    right = ascii_digits(cells["right"]).replace(",", " ").replace(";", " ").split()
    pairs = enumerate(_pairs(cells, "choice"), start=1)
    choices = [pair | ({"right": True} if str(at) in right else {}) for at, pair in pairs]
    # A number that no choice has makes none of them right, which is then said.
    return {"choices": choices if set(right) <= {str(at) for at in range(1, len(choices) + 1)} else []}


def _number(cells: Cells) -> dict[str, Any]:
    answer, tolerance = decimal_of(cells["answer"]), decimal_of(cells["tolerance"] or "0")
    body: dict[str, Any] = {"answer": None if answer is None else plain_number(answer)}
    return body | ({} if tolerance == 0 else {"tolerance": None if tolerance is None else plain_number(tolerance)})


def forms_of(text: str) -> list[str]:
    """Forms that are accepted, each once."""
    return list(dict.fromkeys(each.strip() for each in text.split(BETWEEN) if each.strip()))


def _match(cells: Cells) -> dict[str, Any]:
    lefts, rights = _pairs(cells, "choice"), _pairs(cells, "match")
    if len(lefts) != len(rights):
        return {"pairs": []}
    return {"pairs": [{"left": left, "right": right} for left, right in zip(lefts, rights, strict=True)]}


def _gaps(cells: Cells) -> dict[str, Any]:
    gaps = [forms_of(cells[each]) for each in GAPS]
    while gaps and not gaps[-1]:
        gaps.pop()
    return {"gaps": gaps}


BODIES: dict[str, Callable[[Cells], dict[str, Any]]] = {
    "single": _choices,
    "multiple": _choices,
    "number": _number,
    "text": lambda cells: {"accepted": forms_of(cells["accepted"])},
    "order": lambda cells: {"items": _pairs(cells, "choice")},
    "match": _match,
    "gap": _gaps,
}


def write_sheet(questions: Iterable[dict[str, Any]]) -> list[list[str]]:
    """The head line and a line for each row that a table can hold (`BODIES`)."""
    return [COLUMNS, *([cells_of(each)[name] for name in COLUMNS] for each in questions if each["kind"] in BODIES)]


def cells_of(row: dict[str, Any]) -> Cells:
    """A row as the cells of a table, by column; what a table has no columns for is left out."""
    cells = {name: str(row.get(name, "")) for name in COLUMNS}
    cells |= {f"text_{each}": row[each] for each in LANGUAGES}
    cells |= {f"why_{each}": row["why"][each] for each in LANGUAGES}
    cells["accepted"] = BETWEEN.join(row.get("accepted", []))
    cells |= {f"gap{at}": BETWEEN.join(forms) for at, forms in enumerate(row.get("gaps", []), start=1)}
    lefts = row.get("choices") or row.get("items") or [each["left"] for each in row.get("pairs", [])]
    for name, pairs in (("choice", lefts), ("match", [each["right"] for each in row.get("pairs", [])])):
        cells |= {f"{name}{at}_{each}": pair[each] for at, pair in enumerate(pairs, start=1) for each in LANGUAGES}
    rights = (str(at) for at, each in enumerate(row.get("choices", []), start=1) if each.get("right"))
    cells["right"] = ",".join(rights)
    return cells
