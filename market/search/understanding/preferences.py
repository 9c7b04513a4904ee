"""Preferences in a query: a price, a time, a language, experience. They rank, they never exclude.

logo under 50 dollars          price of at most 50 USD
৩ দিনের মধ্যে ব্যানার           three days
urgent data entry              free now
hindi speaking assistant       Hindi
experienced wordpress          has finished jobs here

Prices and times are read by `amounts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from market.core.base.money import Money
from market.core.base.reference_data import rows
from market.core.text.bangla import nfc
from market.profiles.models import Profile
from market.search.understanding.intents import DATA, is_function_word

WORDS = {row["kind"]: frozenset(nfc(row["words"]).split()) for row in rows(DATA / "preference_words.csv")}
URGENT, PROVEN, SPEAKING = WORDS["urgent"], WORDS["proven"], WORDS["speaking"]
BEFORE_SPOKEN = WORDS["before_spoken"]
LANGUAGE_BY_WORD = {word: code for code in Profile.Language.values for word in WORDS[code]}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person would like beside the skill. `price_max` is in `currency`; `days_max` is 0 for hours."""

    price_max: Decimal | None = None
    currency: str = "USD"
    days_max: int | None = None
    language: str = ""
    is_urgent: bool = False
    is_proven: bool = False

    @property
    def price(self) -> Money | None:
        """The highest price."""
        return None if self.price_max is None else Money(self.price_max, self.currency)

    @property
    def language_name(self) -> str:
        """The name of the language in the reader's language; "" without one."""
        return str(dict(Profile.Language.choices).get(self.language, ""))


def read_manner(words: Sequence[str], wanted: Preferences) -> tuple[list[str], Preferences]:
    """The words that name neither haste nor experience, and `wanted` with what the others ask for."""
    is_urgent, is_proven = (bool(group.intersection(words)) for group in (URGENT, PROVEN))
    rest = [word for word in words if word not in URGENT and word not in PROVEN]
    return rest, replace(wanted, is_urgent=wanted.is_urgent or is_urgent, is_proven=is_proven)


def spoken(words: Sequence[str]) -> set[int]:
    """The positions of languages to be spoken, and of the words of speaking beside them: speaks English, in English.

    Other function words may stand between a language and a word of speaking.
    """
    positions = {at for at in range(1, len(words)) if words[at] in LANGUAGE_BY_WORD and words[at - 1] in BEFORE_SPOKEN}
    telling = [at for at, word in enumerate(words) if word in SPEAKING or not is_function_word(word)]
    for pair in pairwise(telling):
        if any(words[at] in LANGUAGE_BY_WORD for at in pair) and any(words[at] in SPEAKING for at in pair):
            positions.update(pair)
    return positions


def read_language(words: Sequence[str], wanted: Preferences) -> tuple[list[str], Preferences]:
    """The words that name no language that is to be spoken, and `wanted` with the first one named."""
    named = [LANGUAGE_BY_WORD[word] for word in words if word in LANGUAGE_BY_WORD]
    rest = [word for word in words if word not in LANGUAGE_BY_WORD and word not in SPEAKING]
    return rest, replace(wanted, language=named[0]) if named else wanted
