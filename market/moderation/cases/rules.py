"""The rules that point to what moderators should look at. Each is a pure function of texts and numbers: it gives the
facts that it saw, or None. None of them decides anything, and none is asked while somebody waits.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from hashlib import blake2b

from market.core.text.bangla import ascii_digits, nfc
from market.core.text.contact import contact_in

Facts = dict[str, str | int]

ELSEWHERE = re.compile(
    r"(?<!\w)(?:whats\s?app|telegram|viber|imo|skype|we\s?chat|হোয়াটস\s?অ্যাপ|হোয়াটসঅ্যাপ|টেলিগ্রাম|ইমো|ভাইবার)(?!\w)", re.I
)
LONG = 20  # words from which the same words are no chance
SHINGLE, WINDOW = 4, 4  # words in a row that make one print, and prints in a row of which one is kept
LEAST_SHARED, SHARE = 4, 0.5  # prints that two texts share at least: four, and half of the shorter text's
MOST_FAR = 5  # times that a bid may be below or above the budget
MOST_UNLIKE = 20  # times that a job may be below or above what jobs of its topic mostly pay
FEW = 10  # jobs of a topic from which that is known
MOST_SENT = 5  # times that one may send the same words to different people within an hour
MOST_BEGUN = 12  # bids of one person within an hour
YOUNG = timedelta(days=3)
MOST_INVITED = 10  # people whom an account may invite while it is young


def contact_data(text: str) -> Facts | None:
    """An address, a number, a link, or the name of another place to talk."""
    told = nfc(text)
    place = ELSEWHERE.search(told)
    found = contact_in(told) or (place[0] if place else "")
    return {"found": found} if found else None


def plain_words(text: str) -> list[str]:
    """A text as words alone: one case, one form of each letter, digits of one script, no signs."""
    return re.findall(r"[^\W_](?:[^\W_]|[\u0980-\u09ff])*", ascii_digits(nfc(text)).casefold())


def prints_of(text: str) -> list[int]:
    """What stands for a long text, so that another one that holds parts of it is known; [] for a short one.

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
    """Its words stand in things of others: of each its address and what part of the shorter text both share."""
    if not others:
        return None
    nearest, share = others[0]
    return {"first": nearest, "times": len(others), "share": int(share * 10) * 10}


def far_off(amount: Decimal, least: Decimal, most: Decimal) -> Facts | None:
    """An amount far below or above what was asked for."""
    if least > 0 and amount * MOST_FAR < least or most > 0 and amount > most * MOST_FAR:
        return {"amount": f"{amount:.2f}", "least": f"{least:.2f}", "most": f"{most:.2f}"}
    return None


def unlike_others(amount: Decimal, others: list[Decimal]) -> Facts | None:
    """A budget far from the middle of those of like jobs."""
    if len(others) < FEW:
        return None
    middle = sorted(others)[len(others) // 2]
    if amount > middle * MOST_UNLIKE or amount * MOST_UNLIKE < middle:
        return {"amount": f"{amount:.2f}", "least": f"{middle:.2f}", "most": f"{middle:.2f}"}
    return None


def sent_to_many(times: int, most: int) -> Facts | None:
    """More was sent within an hour than a person mostly sends."""
    return {"times": times} if times > most else None


def like_banned(names: list[str]) -> Facts | None:
    """An account that shares a device or a card with banned ones."""
    return {"found": ", ".join(names)} if names else None


def newcomer(age: timedelta, invited: int) -> Facts | None:
    """A young account that invites many."""
    return {"days": age.days, "times": invited} if age < YOUNG and invited > MOST_INVITED else None


def parts_of(phrase: str) -> list[str]:
    """What a phrase asks for: words that stand one after the other; a + parts what may stand anywhere in the text."""
    parts = (" ".join(plain_words(part)) for part in phrase.split("+"))
    return [part for part in parts if part]


def known_phrase(text: str, phrases: Iterable[str]) -> Facts | None:
    """The first of the phrases of which all parts stand in the text."""
    told = f" {' '.join(plain_words(text))} "
    for phrase in phrases:
        parts = parts_of(phrase)
        if parts and all(f" {part} " in told for part in parts):
            return {"found": phrase}
    return None
