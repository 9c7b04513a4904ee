"""How text becomes the lexemes that are searched, the same for documents and for queries.

    logo        a word in search form                 (exact)
    ~logo       its stem                              (light stem)
    l=lg b=lg   its consonant key, and whether the word was written in Latin or in Bangla letters
    #skill:logo-design   something of the catalogue that is named, under whatever alias

Each lexeme stands in fields of a document by weight: A what it is about, B where it belongs, D what it tells.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from market.core.text.bangla import WHOLE, fold, light_stem
from market.core.text.phonetic import word_key

Weight = Literal["A", "B", "D"]
POSITIONS: dict[Weight, str] = {"A": "1A", "B": "2B", "D": "4"}
LONGEST_WORD = 48
LONGEST_TEXT = 4000
LEAST_KEY = 2
SURE_KEY = 3  # shorter consonant keys mean too many words to be looked for in long texts
LEAST_PLURAL = 4
PLACE = "\u09c7"
OPEN = "a"
VOWELS = frozenset("aeiouwyঅআইঈউঊঋএঐওঔ")


def words(text: str) -> list[str]:
    """The words of a text in search form; of a very long text the first ones."""
    return [word for piece in text[:LONGEST_TEXT].split() for word in _folded(piece)]


@lru_cache(maxsize=100_000)
def _folded(piece: str) -> tuple[str, ...]:
    """The words of a piece without spaces. The same ones come again and again: each is folded once."""
    return tuple(word[:LONGEST_WORD] for word in fold(piece).split())


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The light stem of a word in search form; of a Latin one without the s of its plural, of a Bangla one also without
    the ে of a place (এক্সেলে)."""
    if "a" <= word[:1] <= "z":
        is_plural = len(word) >= LEAST_PLURAL and word.endswith("s") and not word.endswith("ss")
        return word[:-1] if is_plural else word
    plain = light_stem(word)
    is_place = plain == word and plain.endswith(PLACE) and len(plain) > LEAST_PLURAL and plain not in WHOLE
    return plain.removesuffix(PLACE) if is_place else plain


@lru_cache(maxsize=50_000)
def key(word: str) -> str:
    """The consonant key of a word in search form, after an `a` where it begins with a vowel ("afford" is no ফরিদা).

    "" where it has less than two consonants.
    """
    found = word_key(word)
    return (OPEN if word[:1] in VOWELS else "") + found if len(found) >= LEAST_KEY else ""


def sureness(sound: str) -> int:
    """How many consonants keys hold: the more, the less they are found by chance."""
    return len(sound.replace(OPEN, "").replace(" ", ""))


@lru_cache(maxsize=50_000)
def script(word: str) -> Literal["b", "l"]:
    """In which letters a word is written: Bangla or other ones."""
    return "b" if "\u0980" <= word[:1] <= "\u09ff" else "l"


@lru_cache(maxsize=50_000)
def _lexemes_of(word: str, least: int) -> tuple[str, ...]:
    sound = key(stem(word))
    return (word, f"~{stem(word)}", *([f"{script(word)}={sound}"] if sound and sureness(sound) >= least else []))


def lexemes(found: Iterable[str], *, short_keys: bool = True) -> set[str]:
    """Every lexeme of words in search form; without `short_keys`, no consonant key of two letters."""
    least = 0 if short_keys else SURE_KEY
    return set[str]().union(*(_lexemes_of(word, least) for word in set(found)))


def quoted(lexeme: str) -> str:
    """A lexeme as PostgreSQL reads it in a query."""
    if "'" in lexeme or "\\" in lexeme:
        lexeme = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{lexeme}'"


def vector(fields: dict[Weight, set[str]]) -> str:
    """The text of a tsvector whose lexemes stand in the fields given: PostgreSQL joins the places of one in several.

    Lexemes of documents are made of letters, marks and digits (`fold`) and slugs: none needs to be escaped.
    """
    return " ".join(
        "'" + f"':{POSITIONS[weight]} '".join(found) + f"':{POSITIONS[weight]}"
        for weight, found in fields.items()
        if found
    )
