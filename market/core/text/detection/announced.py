"""Whether what stands around a number says that it is one to call, or one of another kind."""

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from market.core.text.detection import words
from market.core.text.detection.words import END, START

CASES = words.any_of(words.words("endings_of_place"))
CALLERS = re.compile(rf"{START}{words.any_of(words.words('callers'))}{CASES}?{END}|[☎📞📱]")
WEAK_CALLERS = re.compile(rf"{START}{words.any_of(words.words('weak_callers'))}{CASES}?{END}")
CODES = re.compile(rf"{START}{words.any_of(words.words('codes'))}{END}|[$৳€£%#]")
SURE_CODES = re.compile(
    rf"{START}{words.any_of(words.words('sure_codes'))}{END}[\s:.#-]{{0,4}}(?:no\.?\s?|number\s|is\s)?:?\s?$"
)
BEFORE, AFTER = 32, 20  # letters in which a number is announced or explained
NEXT = 8  # letters from a weak caller
BEHIND = 3  # letters that a word behind a number counts as farther away
CODE_WORDS = words.words("codes") | words.words("sure_codes")
CODE_BEFORE = re.compile(r"(?:^|[\s:(#])(?P<word>[a-z]{1,8})[-_/](?:\d{1,6}[-_/])?$")
CODE_AFTER = re.compile(r"[-_][a-z]{1,4}(?![a-z])")


class Announced:
    """The words of a text that announce numbers. Each is found once, however many numbers are asked about."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _callers(self) -> list[tuple[int, int]]:
        return [match.span() for match in CALLERS.finditer(self._text)]

    @cached_property
    def _codes(self) -> list[tuple[int, int]]:
        return [match.span() for match in CODES.finditer(self._text)]

    @cached_property
    def _weak_callers(self) -> list[tuple[int, int]]:
        return [match.span() for match in WEAK_CALLERS.finditer(self._text)]

    def is_to_call(self, start: int, stop: int) -> bool:
        """Whether the nearest such word around the number speaks of calling."""
        codes = _distance(self._codes, start, stop)
        if _distance(self._callers, start, stop) <= min(codes, BEFORE):
            return True
        return codes > BEFORE and _distance(self._weak_callers, start, stop) <= NEXT

    def is_code(self, start: int, stop: int) -> bool:
        """Whether the nearest such word around the number speaks of another kind of number."""
        return _distance(self._codes, start, stop) < _distance(self._callers, start, stop)

    def is_sure_code(self, start: int, stop: int) -> bool:
        """Whether a word such as ISBN stands right before it, or hangs on it (INV-01711223344), and nothing near speaks
        of calling.
        """
        if _distance(self._callers, start, stop) <= BEFORE:
            return False
        before = self._text[max(0, start - BEFORE) : start]
        hanging = CODE_BEFORE.search(before)
        return SURE_CODES.search(before) is not None or (hanging is not None and hanging["word"] in CODE_WORDS)

    def is_part_of_code(self, start: int, stop: int) -> bool:
        """Whether letters hang on it by a dash: AB-4711220815, 4711220815-X."""
        before = self._text[max(0, start - BEFORE) : start]
        return CODE_BEFORE.search(before) is not None or CODE_AFTER.match(self._text, stop) is not None


def _distance(spans: list[tuple[int, int]], start: int, stop: int) -> int:
    """Letters to the nearest of some words, which stand in their order; more than BEFORE where none is near."""
    at = bisect_right(spans, start, key=lambda span: span[1]) - 1
    before = start - spans[at][1] if at >= 0 else BEFORE + 1
    at = bisect_left(spans, stop, key=lambda span: span[0])
    after = spans[at][0] - stop if at < len(spans) else AFTER + 1
    return min(before if before <= BEFORE else BEFORE + 1, after + BEHIND if after <= AFTER else BEFORE + 1)
