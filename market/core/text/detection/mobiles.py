"""Mobile numbers of Bangladesh in any dress: eleven digits that begin with 01 and 3 to 9, whatever stands between."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from market.core.text.detection import words
from market.core.text.detection.announced import Announced
from market.core.text.detection.numerals import Numeral, count_digits
from market.core.text.detection.plain import BANGLA
from market.core.text.detection.words import START

MOBILE = re.compile(r"(?:(?:00)?880?|0)1[3-9]\d{8}")
BEGINNING = re.compile(r"0{0,2}8{0,2}0?(?:1(?:[3-9]\d{0,8})?)?")
SPOKEN_FOR = re.compile(r"01[3-9]\d+")  # what is so plainly the beginning that many words may stand before the rest
APART, OTHER_WORDS, MANY_WORDS = 60, 3, 9  # letters of a gap; words in all gaps that say nothing of numbers
MOST_GROUPS = 5  # in which one number is written
WORD = re.compile(rf"[a-z{BANGLA}]+")
BETWEEN = words.words("between")
CODE_WORDS = words.words("codes")
HANGING = re.compile(r"\d[-–]$")
# Letters in places of digits, and nothing else: Ol7|S92B4O3.
STAND_INS = str.maketrans("oil|sbz", "0111582")
STANDING_IN = re.compile(r"(?<![a-z0-9])[\doil|sbz](?:[ -]?[\doil|sbz]){10}(?![a-z0-9])")
BACKWARDS = re.compile(rf"{START}{words.any_of(words.words('backwards'))}")
TURNED = re.compile(r"(?<!\d)\d{8}[3-9]10(?!\d)")
LEAST_DIGITS = 5


def last_of_mobile(text: str, pieces: Sequence[Numeral], first: int, announced: Announced) -> int | None:
    """The last piece of the mobile number that begins with this one, or nothing."""
    digits, others = "", 0
    if pieces[first].digits[0] not in "08":
        return None
    for at in range(first, len(pieces)):
        if at > first:
            others += _strange_words(text, pieces[at - 1], pieces[at])
            if others and _speaks_of_others(text, pieces[first], pieces[at - 1], pieces[at]):
                return None
            if others > _words_allowed(pieces[first], pieces[at - 1], pieces[at]):
                return None
        digits += pieces[at].digits
        if MOBILE.fullmatch(digits):
            is_code = _is_counting(text, pieces[first : at + 1]) or announced.is_sure_code(
                pieces[first].start, pieces[at].stop
            )
            return None if is_code and not others else at
        if not BEGINNING.fullmatch(digits):
            return None
    return None


def disguised(text: str) -> Iterator[tuple[int, int]]:
    """Where mobile numbers stand that hold letters in places of digits, or are written from their end."""
    if count_digits(text) < LEAST_DIGITS:
        return
    for match in STANDING_IN.finditer(text):
        letters = match[0].replace(" ", "").replace("-", "")
        is_odd = LEAST_DIGITS <= sum(map(str.isdigit, letters)) < len(letters)
        if is_odd and MOBILE.fullmatch(letters.translate(STAND_INS)):
            yield match.span()
    if BACKWARDS.search(text):
        yield from (match.span() for match in TURNED.finditer(text))


def _strange_words(text: str, before: Numeral, after: Numeral) -> int:
    """How many words of a gap say nothing of numbers. One letter between single digits is none: 0a1b9c4d."""
    gap = text[before.stop : after.start]
    if len(gap) > APART:
        return MANY_WORDS + 1
    if len(gap.strip()) == 1 and len(before.digits) == len(after.digits) == 1:
        return 0
    return sum(word not in BETWEEN for word in WORD.findall(gap))


def _speaks_of_others(text: str, first: Numeral, before: Numeral, after: Numeral) -> bool:
    """Whether a gap announces a number of another kind (01711, order 01712), or the first piece hangs on digits
    (984-8815)."""
    is_code = CODE_WORDS.intersection(WORD.findall(text[before.stop : after.start]))
    return bool(is_code) or HANGING.search(text, max(0, first.start - 2), first.start) is not None


def _words_allowed(first: Numeral, before: Numeral, after: Numeral) -> int:
    if before.is_word and after.is_word:
        return 0
    if SPOKEN_FOR.fullmatch(first.digits):
        return MANY_WORDS
    return OTHER_WORDS if len(first.digits) > 1 else 0


def _is_counting(text: str, pieces: Sequence[Numeral]) -> bool:
    """Whether commas part them, and each is more than the one before: 0, 1, 3, 5, 8, 13, …"""
    return len(pieces) > MOST_GROUPS and all(
        int(before.digits) < int(after.digits) and "," in text[before.stop : after.start]
        for before, after in pairwise(pieces)
    )
