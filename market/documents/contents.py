"""What a document says, as JSON that has no language: blocks of parties, facts, tables and notes, whose values keep
their type (amounts, days, words by code). Pages and the PDF render the same content in the reader's language.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from market.core.base.money import Money
from market.core.text import formats, locale
from market.core.text.bangla import nfc
from market.documents.words import word


@dataclass(frozen=True, slots=True)
class Word:
    """A word of `words.WORDS`, by its code."""

    code: str


@dataclass(frozen=True, slots=True)
class Names:
    """A name in both scripts; `bn` is "" where there is one only."""

    en: str
    bn: str = ""


@dataclass(frozen=True, slots=True)
class Id:
    """A number that is no amount: shown in the reader's digits, without groups."""

    text: str


Value = str | Money | date | Decimal | Word | Names | Id | None
Facts = Sequence[tuple[str, Value]]


@dataclass(slots=True)
class Content:
    """A content under construction; `blocks` is what is stored."""

    blocks: list[dict[str, Any]] = field(default_factory=list)

    def parties(self, *parties: tuple[str, Value, Iterable[Value | tuple[str, Value]]]) -> "Content":
        """Add parties: (role, name, lines). A line may be a value, or one with its label."""
        rows = [
            {"role": role, "name": store(name), "lines": [_line(line) for line in lines]}
            for role, name, lines in parties
        ]
        return self._add({"block": "parties", "parties": rows})

    def facts(self, *facts: tuple[str, Value], heading: str = "") -> "Content":
        """Add facts with their labels; those without a value are left out."""
        return self._add({"block": "facts", "heading": heading, "facts": _facts(facts)})

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[Value]], *, totals: Facts = (), heading: str = ""
    ) -> "Content":
        """Add a table with totals below it."""
        stored = [[store(value) for value in row] for row in rows]
        table = {"block": "table", "heading": heading, "columns": list(columns), "rows": stored}
        return self._add({**table, "totals": _facts(totals)})

    def text(self, text: str, *, heading: str = "") -> "Content":
        """Add what somebody wrote."""
        return self._add({"block": "text", "heading": heading, "text": nfc(text)})

    def note(self, code: str) -> "Content":
        """Add a sentence of ours, by its code."""
        return self._add({"block": "note", "note": code})

    def _add(self, block: dict[str, Any]) -> "Content":
        self.blocks.append(block)
        return self

    def stored(self) -> dict[str, Any]:
        """The JSON."""
        return {"blocks": self.blocks}


def _facts(facts: Facts) -> list[dict[str, Any]]:
    return [{"label": label, "value": store(value)} for label, value in facts if value not in (None, "")]


def _line(line: Value | tuple[str, Value]) -> dict[str, Any]:
    label, value = line if isinstance(line, tuple) else ("", line)
    return {"label": label, "value": store(value)}


def store(value: Value) -> Any:
    """A value as JSON."""
    match value:
        case Word(code):
            return {"word": code}
        case Names(en, bn):
            return {"en": nfc(en), "bn": nfc(bn)}
        case Id(text):
            return {"id": text}
        case date():
            return {"day": f"{value:%Y-%m-%d}"}
        case Decimal():
            return {"decimal": f"{value.normalize():f}"}
        case None:
            return None
        case str():
            return nfc(value)
        case _:
            return {"money": f"{value.amount:.2f}", "currency": str(value.currency)}


def is_number(stored: Any) -> bool:
    """Whether it stands at the right of its column."""
    return isinstance(stored, dict) and ("money" in stored or "decimal" in stored)


def right_columns(table: dict[str, Any]) -> list[bool]:
    """Of each column of a table, whether it stands at the right: it does where any row has a number in it."""
    return [any(is_number(row[place]) for row in table["rows"]) for place in range(len(table["columns"]))]


def show(stored: Any) -> str:
    """A stored value as the reader reads it."""
    if not isinstance(stored, dict):
        return "—" if stored is None else stored
    language = locale.language()
    if "money" in stored:
        return formats.format_money(Money(stored["money"], stored["currency"]), language)
    if "day" in stored:
        return formats.format_day(date.fromisoformat(stored["day"]), language)
    if "decimal" in stored:
        return formats.format_number(Decimal(stored["decimal"]), language)
    if "word" in stored:
        return word(stored["word"])
    if "id" in stored:
        return locale.localize_digits(stored["id"])
    return (stored["bn"] if language == "bn" else "") or stored["en"] or stored["bn"]
