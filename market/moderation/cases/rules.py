"""The rules that flag items for moderators. Each is a pure function of texts and numbers: it returns the facts of its
finding, or None. None of them decides anything, and none runs while a user waits.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b

from market.core.text.bangla import ascii_digits, nfc
from market.core.text.contact import contact_in

Facts = dict[str, str | int]

MESSENGERS = re.compile(
    r"(?<!\w)(?:whats\s?app|telegram|viber|imo|skype|we\s?chat|হোয়াটস\s?অ্যাপ|হোয়াটসঅ্যাপ|টেলিগ্রাম|ইমো|ভাইবার)(?!\w)", re.I
)
LONG = 20  # words in a text from which copies are looked for
SHINGLE, WINDOW = 4, 4  # words in one print, and prints in a row of which one is kept
LEAST_SHARED, SHARE = 4, 0.5  # least number of shared prints, and least share of the shorter text's prints
MOST_FAR = 5  # factor by which a bid may be below or above the budget
MOST_UNLIKE = 20  # factor by which a budget may be below or above the median of its topic
FEW = 10  # least number of jobs for a median
MOST_SENT = 5  # conversations that may get the same text from one user within an hour
MOST_BEGUN = 12  # bids of one user within an hour
YOUNG = timedelta(days=3)
MOST_INVITED = 10  # invitations of a new account


def contact_data(text: str) -> Facts | None:
    """An address, a number, a link, or the name of another messenger."""
    normalized = nfc(text)
    messenger = MESSENGERS.search(normalized)
    contact = contact_in(normalized) or (messenger[0] if messenger else "")
    return {"found": contact} if contact else None


def plain_words(text: str) -> list[str]:
    """The normalized words of a text: case folded, NFC, ASCII digits, without punctuation."""
    return re.findall(r"[^\W_](?:[^\W_]|[\u0980-\u09ff])*", ascii_digits(nfc(text)).casefold())


def prints_of(text: str) -> list[int]:
    """The fingerprints of a long text, by which texts with parts of it are found; [] for a short one.

    Winnowing (Schleimer, Wilkerson, Aiken: SIGMOD 2003): of any seven words in a row at least one print is kept,
    whatever stands around them. Each is a whole number of 64 bits.
    """
    words = plain_words(text)
    if len(words) < LONG:
        return []
    prints = [_print(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)]
    return sorted({min(prints[at : at + WINDOW]) for at in range(len(prints) - WINDOW + 1)})


def _print(words: list[str]) -> int:
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8).digest(), signed=True)


def copied(others: list[tuple[str, float]]) -> Facts | None:
    """Copies in items of others: (kind and id, share of the shorter text that both have), the nearest first."""
    if not others:
        return None
    nearest, share = others[0]
    return {"first": nearest, "times": len(others), "share": int(share * 10) * 10}


def far_off(amount: Decimal, least: Decimal, most: Decimal) -> Facts | None:
    """An amount far outside of a budget."""
    if least > 0 and amount * MOST_FAR < least or most > 0 and amount > most * MOST_FAR:
        return {"amount": f"{amount:.2f}", "least": f"{least:.2f}", "most": f"{most:.2f}"}
    return None


def unlike_others(amount: Decimal, others: list[Decimal]) -> Facts | None:
    """A budget far from the median of similar jobs."""
    if len(others) < FEW:
        return None
    middle = sorted(others)[len(others) // 2]
    if amount > middle * MOST_UNLIKE or amount * MOST_UNLIKE < middle:
        return {"amount": f"{amount:.2f}", "least": f"{middle:.2f}", "most": f"{middle:.2f}"}
    return None


def sent_to_many(times: int, most: int) -> Facts | None:
    """More than `most` sent within an hour."""
    return {"times": times} if times > most else None


def insists(tries: int, people: int, least_tries: int, least_people: int) -> Facts | None:
    """Contact data in at least so many messages to so many people."""
    return {"times": tries, "people": people} if tries >= least_tries and people >= least_people else None


def like_banned(names: list[str]) -> Facts | None:
    """An account that shares a device or a card with banned users of these names."""
    return {"found": ", ".join(names)} if names else None


def newcomer(age: timedelta, invited: int) -> Facts | None:
    """A new account that invites many."""
    return {"days": age.days, "times": invited} if age < YOUNG and invited > MOST_INVITED else None


@lru_cache(maxsize=1024)
def phrase_parts(phrase: str) -> tuple[str, ...]:
    """The parts of a phrase, split at +. The words of a part are adjacent; parts may be anywhere in the text."""
    parts = (" ".join(plain_words(part)) for part in phrase.split("+"))
    return tuple(part for part in parts if part)


def known_phrase(text: str, phrases: Iterable[str]) -> Facts | None:
    """The first of the phrases whose parts are all in the text."""
    padded = f" {' '.join(plain_words(text))} "
    for phrase in phrases:
        parts = phrase_parts(phrase)
        if parts and all(f" {part} " in padded for part in parts):
            return {"found": phrase}
    return None
