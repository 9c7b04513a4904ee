"""A personal name in the other script, as a suggestion to its owner: by a table of customary spellings, else by rules.

Custom beats rules: হোসেন is Hossain, and Karim is করিম. The table (`core/data/personal_names.csv`) has Bangla names
with their spellings in Latin letters, the usual one first; of several Bangla names with one spelling the first counts.
The rules (`bangla_to_latin`, `latin_to_bangla`) spell what it lacks as most such names are spelt. Only the owner of a
name can say whether that is right.
"""

import csv
import re
from functools import cache
from pathlib import Path

from market.core.text.bangla import JOINERS, ascii_digits, language_of, nfc
from market.core.text.bangla_to_latin import latin_word
from market.core.text.latin_to_bangla import bangla_word

TABLE = Path(__file__).parent.parent / "data" / "personal_names.csv"
# With the dot or the visarga of a title: মোঃ, Md.
BANGLA_NAME = re.compile(r"[\u0981-\u09e3\u09f0\u09f1]+\.?")
LATIN_NAME = re.compile(r"[A-Za-z\u00c0-\u024f]+\.?")


def other_script(name: str) -> str:
    """The name in Latin letters if most of it is in Bangla ones, else in Bangla letters.

    What is in letters of neither script stays as it is; "" where that is all.
    """
    name = nfc(name).translate(JOINERS)
    if language_of(name) == "bn":
        return BANGLA_NAME.sub(lambda match: _in_latin(match[0]), ascii_digits(name))
    return LATIN_NAME.sub(lambda match: _in_bangla(match[0]), name) if LATIN_NAME.search(name) else ""


def _in_latin(word: str) -> str:
    table, _to_bangla = _tables()
    if word in table:
        return table[word]
    bare = word.removesuffix(".")
    return (table.get(bare) or latin_word(bare).capitalize()) + word[len(bare) :]


def _in_bangla(word: str) -> str:
    _to_latin, table = _tables()
    lower = word.lower()
    if lower in table:
        return table[lower]
    bare = lower.removesuffix(".")
    return (table.get(bare) or bangla_word(bare)) + word[len(bare) :]


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """The usual Latin spellings by Bangla names, and Bangla names by Latin spellings in lower case."""
    to_latin: dict[str, str] = {}
    to_bangla: dict[str, str] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            spellings = row["latin"].split()
            to_latin[nfc(row["bangla"])] = spellings[0]
            for spelling in spellings:
                to_bangla.setdefault(spelling.lower(), nfc(row["bangla"]))
    return to_latin, to_bangla
