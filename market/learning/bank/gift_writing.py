"""Writing questions as GIFT, in the form that `gift.py` reads."""

from collections.abc import Iterable
from typing import Any

from market.learning.bank.gift import SUFFIX
from market.learning.bank.gift_text import escaped
from market.learning.courses.blocks import LANGUAGES
from market.learning.questions.reading import GAP

HARDNESS = {1: "easy", 2: "medium", 3: "hard"}


def write_gift(rows: Iterable[dict[str, Any]]) -> str:
    """A file of these rows, sorted by where they belong; those that GIFT has no form for stand there by name only."""
    parts, before = [], ""
    for row in sorted(rows, key=lambda each: (each["lesson"], each["use"], each["difficulty"], each["id"])):
        category = f"$CATEGORY: {row['lesson']}/{row['use']}/{HARDNESS[row['difficulty']]}"
        parts += [category] if category != before else []
        before = category
        if is_for_gift(row):
            parts += [_question(row, language) for language in LANGUAGES]
        else:
            parts.append(f"// {row['id']} ({row['kind']}): GIFT has no form for it.")
    return "\n\n".join([*parts, ""])


def is_for_gift(row: dict[str, Any]) -> bool:
    """Whether GIFT has a form for it."""
    if row["kind"] == "gap":
        return len(row["gaps"]) == 1 and all(GAP.split(row[each])[-1].strip() for each in LANGUAGES)
    return row["kind"] in ("single", "multiple", "number", "text", "match")


def _question(row: dict[str, Any], language: str) -> str:
    name = row["id"] + (SUFFIX if language == "bn" else "")
    answers = "\n".join(f"  {each}" for each in _answers(row, language))
    block = f"{{\n{answers}\n  #### {escaped(row['why'][language])}\n}}"
    if row["kind"] != "gap":
        return f"::{name}:: {_first(row[language])} {block}"
    before, _number, after = GAP.split(row[language])
    return f"::{name}:: {_first(before)}{block}{escaped(after)}"


def _first(text: str) -> str:
    """A text behind the name; one that begins with a bracket would be taken for a format."""
    return f"[markdown]{escaped(text)}" if text.startswith("[") else escaped(text)


def _answers(row: dict[str, Any], language: str) -> Iterable[str]:
    kind = row["kind"]
    if kind == "number":
        tolerance = f":{row['tolerance']}" if row.get("tolerance") else ""
        return [f"#{row['answer']}{tolerance}"]
    if kind == "match":
        return [f"={escaped(each['left'][language])} -> {escaped(each['right'][language])}" for each in row["pairs"]]
    if kind == "single":
        return [f"{'=' if each.get('right') else '~'}{_first(each[language])}" for each in row["choices"]]
    if kind == "multiple":
        share = round(100 / sum(each.get("right") is True for each in row["choices"]), 5)
        return [f"~{f'%{share:g}%' if each.get('right') else ''}{_first(each[language])}" for each in row["choices"]]
    return [f"={escaped(each)}" for each in (row.get("accepted") or row["gaps"][0])]
