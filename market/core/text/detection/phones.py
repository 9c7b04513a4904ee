"""Phone numbers in a plain text: mobile numbers of Bangladesh; others by "+", by shape, or by what is said of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import phonenumbers

from market.core.text.detection.announced import Announced
from market.core.text.detection.mobiles import disguised, last_of_mobile
from market.core.text.detection.numerals import DIGIT, Numeral, numerals

LANDLINE = re.compile(r"0[2-9]\d{6,9}|(?:00)?880[2-9]\d{6,9}")
AMERICAN = re.compile(r"(?<![\w.-])(?:\([2-9]\d\d\)\s?|[2-9]\d\d-)\d{3}[-\s.]\d{4}(?!\w|-\d)")
ABROAD = re.compile(r"00[1-9]\d{8,13}")
MOST_DIGITS, LEAST_DIGITS = 15, 8  # the most of E.164; fewer are no number but that of a service
LEAST_SAID = 10  # where only what is said tells that it is one
MOST_GROUPS = 3  # of a landline
LONGEST_IN_ROW = 5  # digits
OF_CLOCK = re.compile(r"\d{4}\s?[-–]\s?\d{4}")  # 0900-1800
FRACTION = re.compile(r"\d[.,]$")
NEAR = re.compile(r"[\s\-.()/–—‑]{1,4}")
FOLLOWED = re.compile(r"[.\-/]?\d")
# What has digits and is no number to call: hexadecimal colours, addresses of machines, days, times, amounts with cents.
OTHERS = re.compile(
    r"#[0-9a-f]{3,8}(?!\w)"
    r"|(?<![\d.])(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})(?::\d+)?(?![\d.])"
    r"|(?<!\d)(?:(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?|\d\d?[./-]\d\d?[./-](?:19|20)\d\d)(?!\d)"
    r"|(?<![\d.,])\d{1,3}(?:,\d{3})+\.\d\d(?![\d.])"
    r"|(?<![\d:])\d\d?:\d\d(?::\d\d)?(?![\d:])"
)


@dataclass(slots=True)
class _Reading:
    """A plain text without days and times, its pieces of numbers, and the numbers that were found so far."""

    text: str
    pieces: Sequence[Numeral]
    announced: Announced
    spans: list[tuple[int, int]] = field(default_factory=list)


def phones(text: str) -> Iterator[tuple[int, int]]:
    """Where phone numbers stand in a plain text; they may overlap."""
    if DIGIT.search(text):
        text = OTHERS.sub(lambda match: " " * len(match[0]), text)
    pieces = numerals(text)
    yield from disguised(text)
    if not pieces:
        return
    reading = _Reading(text, pieces, Announced(text))
    at = 0
    while at < len(pieces):
        last = last_of_mobile(text, pieces, at, reading.announced)
        if last is None:
            last = _last_of_other(reading, at)
        if last is not None:
            reading.spans.append((pieces[at].start, pieces[last].stop))
        at = at + 1 if last is None else last + 1
    yield from (_with_sign(text, *span) for span in reading.spans)
    yield from (span for match in AMERICAN.finditer(text) if not reading.announced.is_code(*(span := match.span())))


def _last_of_other(reading: _Reading, first: int) -> int | None:
    start = reading.pieces[first].start
    if FRACTION.search(reading.text[max(0, start - 2) : start]):
        return None
    runs = reversed(list(_runs(reading, first)))
    return next((at for digits, at in runs if _may_be_called(reading, digits, first, at)), None)


def _runs(reading: _Reading, first: int) -> Iterator[tuple[str, int]]:
    """The digits that stand near each other from this piece on, up to each that may be the last of a number."""
    digits = ""
    for at in range(first, len(reading.pieces)):
        piece = reading.pieces[at]
        if piece.is_word or (at > first and not NEAR.fullmatch(reading.text, reading.pieces[at - 1].stop, piece.start)):
            return
        digits += piece.digits
        if len(digits) > MOST_DIGITS:
            return
        if len(digits) >= LEAST_DIGITS:
            yield digits, at


def _may_be_called(reading: _Reading, digits: str, first: int, last: int) -> bool:
    text, span = reading.text, (reading.pieces[first].start, reading.pieces[last].stop)
    before = text[max(0, span[0] - 4) : span[0]].rstrip(" (")
    if before.endswith("+"):
        return _is_possible(f"+{digits}")
    if LANDLINE.fullmatch(digits):
        return _is_landline(reading, span, groups=last - first + 1)
    if ABROAD.fullmatch(digits):
        return _is_possible(f"+{digits[2:]}") and not reading.announced.is_code(*span)
    if len(digits) < LEAST_SAID or reading.announced.is_sure_code(*span) or reading.announced.is_part_of_code(*span):
        return False
    if _is_amid_others(reading, first) or _is_row([piece.digits for piece in reading.pieces[first : last + 1]]):
        return False
    is_beside = bool(reading.spans) and not text[reading.spans[-1][1] : span[0]].strip()
    return is_beside or reading.announced.is_to_call(*span)


def _is_landline(reading: _Reading, span: tuple[int, int], groups: int) -> bool:
    """By what is said, or by its shape: two or three groups of digits and no more behind them."""
    if reading.announced.is_to_call(*span):
        return True
    number = reading.text[slice(*span)]
    has_shape = not number.isdigit() and groups <= MOST_GROUPS and not OF_CLOCK.fullmatch(number)
    return has_shape and not FOLLOWED.match(reading.text, span[1]) and not reading.announced.is_code(*span)


def _is_amid_others(reading: _Reading, first: int) -> bool:
    """Whether digits that are in no number stand right before it."""
    if not first:
        return False
    before, here = reading.pieces[first - 1], reading.pieces[first]
    is_in_number = bool(reading.spans) and reading.spans[-1][1] == before.stop
    return not is_in_number and not before.is_word and NEAR.fullmatch(reading.text, before.stop, here.start) is not None


def _is_row(groups: Sequence[str]) -> bool:
    """Whether they are a range or a row of sizes or years: 10000-50000, 360 390 412 768, 2024 2025 2026."""
    if len(groups) < 2 or max(map(len, groups)) > LONGEST_IN_ROW:
        return False
    is_rising = all(int(before) < int(after) for before, after in pairwise(groups))
    return is_rising and (len({len(group) for group in groups}) == 1 or len(groups) > MOST_GROUPS)


def _is_possible(number: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def _with_sign(text: str, start: int, stop: int) -> tuple[int, int]:
    while start and text[start - 1] in "+(":
        start -= 1
    return start, stop
