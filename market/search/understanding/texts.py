"""Text analysis: from text to the lexemes that are searched, the same for documents and for queries.

    logo        a folded word                         (exact)
    ~logo       its stem                              (light stem)
    l=lg b=lg   its phonetic key, and whether the word was written in Latin or in Bangla letters
    #skill:logo-design   an entry of the vocabulary that is named, under whatever alias
    @rina @l=rn   a word of a person's name or a service's title, and its phonetic key: for suggestions alone

Lexemes of a document have weights: A headline, title and skills, B topic and district, C portfolio and services of a
freelancer, D story or description.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

from market.core.text.bangla import WHOLE, fold, light_stem
from market.core.text.phonetic import word_key

Weight = Literal["A", "B", "C", "D"]
POSITIONS: dict[Weight, str] = {"A": "1A", "B": "2B", "C": "3C", "D": "4"}
LONGEST_WORD = 48
LONGEST_TEXT = 4000
LEAST_KEY = 2
SURE_KEY = 3  # shorter phonetic keys match too many words of long texts
LEAST_PLURAL = 4
LOCATIVE_SIGN = "\u09c7"
VOWEL_START = "a"
OTHER_SCRIPT = {"b": "l", "l": "b"}
VOWELS = frozenset("aeiouwyঅআইঈউঊঋএঐওঔ")


def words(text: str) -> list[str]:
    """The folded words of a text, of its first LONGEST_TEXT characters."""
    return [word for piece in text[:LONGEST_TEXT].split() for word in _folded(piece)]


@lru_cache(maxsize=100_000)
def _folded(piece: str) -> tuple[str, ...]:
    """The folded words of a piece without spaces. Cached, because the same pieces come again and again."""
    return tuple(word[:LONGEST_WORD] for word in fold(piece).split())


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The light stem of a folded word: of a Latin one without the plural s, of a Bangla one also without
    the locative ে (এক্সেলে)."""
    if "a" <= word[:1] <= "z":
        is_plural = len(word) >= LEAST_PLURAL and word.endswith("s") and not word.endswith("ss")
        return word[:-1] if is_plural else word
    plain = light_stem(word)
    is_place = plain == word and plain.endswith(LOCATIVE_SIGN) and len(plain) > LEAST_PLURAL and plain not in WHOLE
    return plain.removesuffix(LOCATIVE_SIGN) if is_place else plain


@lru_cache(maxsize=50_000)
def phonetic_key(word: str) -> str:
    """The phonetic key of a folded word: its consonants, after an `a` if it begins with a vowel ("afford" is no ফরিদা).

    "" if it has fewer than two consonants.
    """
    phonetic = word_key(word)
    return (VOWEL_START if word[:1] in VOWELS else "") + phonetic if len(phonetic) >= LEAST_KEY else ""


def phonetic_keys(word: str) -> list[str]:
    """The phonetic keys of a word's stem and of the word itself: the stem of a name may lack a letter (আক্তার)."""
    return [key for key in dict.fromkeys((phonetic_key(stem(word)), phonetic_key(word))) if key]


def consonant_count(sound: str) -> int:
    """The number of consonants in a key or several: the more, the fewer matches by chance."""
    return len(sound.replace(VOWEL_START, "").replace(" ", ""))


@lru_cache(maxsize=50_000)
def script(word: str) -> Literal["b", "l"]:
    """The script of a word: "b" for Bangla, "l" for any other."""
    return "b" if "\u0980" <= word[:1] <= "\u09ff" else "l"


@lru_cache(maxsize=50_000)
def _lexemes_of(word: str, least: int) -> tuple[str, ...]:
    sounds = [f"{script(word)}={sound}" for sound in phonetic_keys(word) if consonant_count(sound) >= least]
    return (word, f"~{stem(word)}", *sounds)


def lexemes(tokens: Iterable[str], *, short_keys: bool = True) -> set[str]:
    """Every lexeme of folded words; without `short_keys`, no phonetic key of two consonants."""
    least = 0 if short_keys else SURE_KEY
    return set[str]().union(*(_lexemes_of(word, least) for word in set(tokens)))


def name_lexemes(tokens: Iterable[str]) -> set[str]:
    """The lexemes by which suggestions find a person or a service."""
    words_and_keys = ((word, f"{script(word)}={key}" if (key := phonetic_key(word)) else word) for word in tokens)
    return {f"@{part}" for pair in words_and_keys for part in pair}


def name_tsquery(tokens: Iterable[str]) -> str:
    """The text of a tsquery for names with a word that begins with each of these, or sounds so in another script."""
    return " & ".join(f"({' | '.join(_name_prefixes(word))})" for word in tokens)


def _name_prefixes(word: str) -> Iterator[str]:
    yield f"{quoted(f'@{word}')}:*"
    if sound := phonetic_key(word):
        yield f"{quoted(f'@{OTHER_SCRIPT[script(word)]}={sound}')}:*"


def quoted(lexeme: str) -> str:
    """A lexeme quoted for a tsquery."""
    if "'" in lexeme or "\\" in lexeme:
        lexeme = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{lexeme}'"


def tsvector(fields: dict[Weight, set[str]]) -> str:
    """The text of a tsvector from lexemes by weight; PostgreSQL merges the positions of a lexeme with several weights.

    Lexemes of documents are made of letters, marks and digits (`fold`) and slugs: none needs to be escaped.
    """
    return " ".join(
        "'" + f"':{POSITIONS[weight]} '".join(tokens) + f"':{POSITIONS[weight]}"
        for weight, tokens in fields.items()
        if tokens
    )
