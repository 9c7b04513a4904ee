"""Numbers as people say or type them: in digits, in words, with letters for digits. One `Numeral` for each piece."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from market.core.text.amounts_in_words import BANGLA_BELOW_100
from market.core.text.detection import words
from market.core.text.detection.plain import BANGLA, plain_word

LEAST_DIGITS, LEAST_WORDS = 5, 3  # fewer digits, or fewer different words for them, tell no number to call
LEAST_GLUED, BESIDE, SHORT = 6, 3, 4  # letters of a glued word, letters between pieces, digits of a short piece
UNITS = words.values("digits")
TENS = {**{plain_word(word): f"{at:02}" for at, word in enumerate(BANGLA_BELOW_100) if at > 9}, **words.values("tens")}
TIMES = {word: int(times) for word, times in words.values("times").items()}
ALL, DOUBTED = frozenset({*UNITS, *TENS}), words.words("doubted")
REPEATS, FEW = words.words("repeats"), ("2", "3", "4")
ROUND = re.compile(r"[2-9]0")  # twenty, thirty, …: one more may follow
COUNTED = re.compile(rf"(?P<word>[a-z{BANGLA}]+?)(?:ta|ti|টা|টি)")  # duita, তিনটা: the digit that follows, so many times
FROM_LETTERS = str.maketrans("oil", "011")
# Words with digits in places of letters: zer0, n1ne, thr33.
LEET_DIGITS = {"o": "0", "i": "1", "e": "3", "s": "5"}
IN_WORDS = str.maketrans("0135", "oies")
ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
LEET = re.sub("[oies]", lambda letter: f"[{letter[0]}{LEET_DIGITS[letter[0]]}]", "(?:" + "|".join(ENGLISH) + ")")
# Such a word, digits with letters in their places (o171l), digits alone, or a word.
PIECE = re.compile(
    rf"(?<![a-z0-9{BANGLA}])(?=[a-z]*\d)(?=\d*[a-z])(?P<leet>{LEET})(?![a-z0-9{BANGLA}])"
    rf"|(?<![a-z{BANGLA}])[oil]{{0,3}}\d[\doil]*(?![a-z])|\d+|[a-z{BANGLA}]+"
)
_ONE = words.any_of({*UNITS, *TIMES})
ONE_OF_GLUED, GLUED, LONG_GLUED = re.compile(_ONE), re.compile(rf"{_ONE}{{2,}}"), re.compile(rf"{_ONE}{{4,}}")
DIGIT = re.compile(r"\d")
# What is long enough for four words glued: one has two letters, in Bangla maybe one.
LONG_WORD = re.compile(rf"(?=[a-z]*[{BANGLA}])[a-z{BANGLA}]{{4,}}|[a-z]{{8,}}")
PUNCTUATION = str.maketrans(dict.fromkeys("-.,;:/()_*~|!?।\n\t", " "))


@dataclass(frozen=True, slots=True)
class Numeral:
    """A piece of a number: where it stands, and its digits."""

    start: int
    stop: int
    digits: str
    is_word: bool


def numerals(text: str) -> list[Numeral]:
    """The pieces of a plain text in their order; none where there are too few for a number to call."""
    if count_digits(text) < LEAST_DIGITS:
        number_words = ALL.intersection(text.translate(PUNCTUATION).split())
        if len(number_words) < LEAST_WORDS and not any(map(LONG_GLUED.search, LONG_WORD.findall(text))):
            return []
    return list(_joined(_sure(text, _pieces(text))))


def count_digits(text: str) -> int:
    """How many digits a plain text has."""
    return len(DIGIT.findall(text))


def _pieces(text: str) -> Sequence[Numeral]:
    pieces: list[Numeral] = []
    times: tuple[int, int] | None = None  # where "double" begins, and how often it says the next digit
    for match in PIECE.finditer(text):
        (digits, is_word), start = _digits(match), match.start()
        if digits and times and len(digits) == 1:
            pieces.append(Numeral(times[0], match.end(), digits * times[1], is_word=True))
            times = None
        elif digits:
            pieces.append(Numeral(start, match.end(), digits, is_word))
            times = None
        elif match[0] in REPEATS and pieces and start - pieces[-1].stop <= 1 and pieces[-1].digits in FEW:
            times = (pieces[-1].start, int(pieces.pop().digits))
        else:
            times = _times(match)
    return pieces


def _digits(match: re.Match[str]) -> tuple[str, bool]:
    """The digits of a piece, "" where it is none, and whether they are in words."""
    piece = match[0]
    if match["leet"]:
        return UNITS[piece.translate(IN_WORDS).replace("thrie", "three")], True
    if any(map(str.isdigit, piece)):
        return piece.translate(FROM_LETTERS), False
    if len(piece) >= LEAST_GLUED and piece not in ALL and GLUED.fullmatch(piece):
        return _unglued(piece), True
    return UNITS.get(piece) or TENS.get(piece) or "", True


def _times(match: re.Match[str]) -> tuple[int, int] | None:
    """Where "double" or তিনটা begins, and how often it says the next digit."""
    counted = COUNTED.fullmatch(match[0])
    times = TIMES.get(match[0]) or (int(UNITS.get(counted["word"], 0)) if counted else 0)
    return (match.start(), times) if times else None


def _unglued(piece: str) -> str:
    digits, times = "", 1
    for word in ONE_OF_GLUED.findall(piece):
        if word in TIMES:
            times = TIMES[word]
        else:
            digits, times = digits + UNITS[word] * times, 1
    return digits


def _sure(text: str, pieces: Sequence[Numeral]) -> Iterator[Numeral]:
    """The pieces without "for" and its like where these stand beside no other word for a digit."""
    for at, piece in enumerate(pieces):
        beside = [
            other
            for other in (*pieces[max(0, at - 1) : at], *pieces[at + 1 : at + 2])
            if max(other.start - piece.stop, piece.start - other.stop) <= BESIDE
        ]
        if (
            text[piece.start : piece.stop] not in DOUBTED
            or any(other.is_word for other in beside)
            or (len(beside) > 1 and all(len(other.digits) < SHORT for other in beside))
        ):
            yield piece


def _joined(pieces: Iterator[Numeral]) -> Iterator[Numeral]:
    """Seventy one is 71, where one follows at once."""
    last: Numeral | None = None
    for piece in pieces:
        if last and _adds(last, piece):
            yield replace(last, stop=piece.stop, digits=last.digits[0] + piece.digits)
            last = None
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


def _adds(tens: Numeral, unit: Numeral) -> bool:
    is_said = tens.is_word and unit.is_word and unit.start - tens.stop <= 1
    return is_said and ROUND.fullmatch(tens.digits) is not None and len(unit.digits) == 1 and unit.digits != "0"
