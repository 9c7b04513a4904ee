"""The part of a GIFT question between braces: which kind of question it makes, and what is right."""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.core.text.bangla import ascii_digits
from market.learning.bank.gift_text import NotGift, line_of

HALF_RIGHT = _("Here an answer is right or wrong, and nothing between: leave out the share, or make it 0 or 100.")
TRUE_FALSE = re.compile(r"(t|true|f|false)\s*(#.*)?", re.IGNORECASE | re.DOTALL)
WEIGHT = re.compile(r"%\s*(-?\d+(?:\.\d+)?)\s*%")
OTHERWISE = re.compile(r"~[^=~]*")  # what Moodle says to every other number
ARROW = "->"


@dataclass(slots=True)
class Answers:
    """What was read: `texts` in the language of the question, and in `shape` what is the same in both languages."""

    kind: str
    texts: list[str] = field(default_factory=list)
    shape: Any = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it stands there: its sign, its share in percent (None: not named), its text and its feedback."""

    sign: str
    share: Decimal | None
    text: str
    feedback: str


def read_answers(inside: str, form: str, words: tuple[str, str]) -> Answers:
    """Read what stands between the braces, masked. `words` are those for true and false. Raises NotGift."""
    inside, *general = inside.split("####")
    if len(general) > 1:
        raise NotGift(_("The reason after #### stands there once."))
    body = inside.strip()
    if not body:
        raise NotGift(_("A free answer is not asked here. Name the answers that are right, or use another kind."))
    if match := TRUE_FALSE.fullmatch(body):
        answers = _true_false(match, words, form)
    elif body.startswith("#"):
        answers = _number(body[1:].strip(), form)
    else:
        answers = _listed(_split(body), form)
    answers.why = line_of(general[0], form) if general else answers.why
    return answers


def _true_false(match: re.Match[str], words: tuple[str, str], form: str) -> Answers:
    is_true = match[1].lower().startswith("t")
    right = (is_true, not is_true)
    feedback = [line_of(each, form) for each in (match[2] or "").split("#")[1:]]
    if len(feedback) > 2:
        raise NotGift(_("Too many # stand after true or false: one for the wrong answer, one for the right one."))
    return Answers("single", list(words), right, feedback[-1] if feedback else "")


def _split(body: str) -> list[Answer]:
    if body[0] not in "=~":
        raise NotGift(_("Each answer begins with = where it is right, and with ~ where it is wrong."))
    return [_answer(each) for each in re.findall(r"[=~][^=~]*", body)]


def _answer(text: str) -> Answer:
    sign, rest = text[0], text[1:].strip()
    share = None
    if rest.startswith("%"):
        match = WEIGHT.match(ascii_digits(rest))
        if match is None or abs(Decimal(match[1])) > 100:
            raise NotGift(_("A share stands between two percent signs and is from -100 to 100, as in %50%."))
        share, rest = Decimal(match[1]), rest[match.end() :]
    rest, _hash, feedback = rest.partition("#")
    if not rest.strip():
        raise NotGift(_("An answer is empty."))
    return Answer(sign, share, rest.strip(), feedback)


def _listed(answers: list[Answer], form: str) -> Answers:
    if any(ARROW in each.text for each in answers):
        return _pairs(answers, form)
    why = next((line_of(each.feedback, form) for each in answers if _is_right(each) and each.feedback.strip()), "")
    texts = [line_of(each.text, form) for each in answers]
    if all(each.sign == "=" for each in answers):
        if not all(_is_right(each) for each in answers):
            raise NotGift(HALF_RIGHT)
        return Answers("text", texts, None, why)
    if any(each.sign == "=" for each in answers):
        if any(0 < (each.share or 0) < 100 for each in answers):
            raise NotGift(HALF_RIGHT)
        return Answers("single", texts, tuple(_is_right(each) for each in answers), why)
    return Answers("multiple", texts, _several(answers), why)


def _is_right(answer: Answer) -> bool:
    return answer.share == 100 or (answer.sign == "=" and answer.share is None)


def _several(answers: list[Answer]) -> tuple[bool, ...]:
    """Which of several choices are right: those with a share; the shares are 100 together."""
    shares = [max(each.share or Decimal(0), Decimal(0)) for each in answers]
    if not any(shares):
        raise NotGift(_("No answer is right: the right one begins with =, or several have a share."))
    if not 99 <= sum(shares) <= 101:
        raise NotGift(_("The shares of the right answers do not make 100 together."))
    return tuple(share > 0 for share in shares)


def _pairs(answers: list[Answer], form: str) -> Answers:
    texts = []
    for each in answers:
        left, arrow, right = each.text.partition(ARROW)
        if each.sign != "=" or each.share is not None or not arrow:
            raise NotGift(_("Pairs and other answers do not go together: each pair is = left -> right."))
        if not left.strip() or not right.strip():
            raise NotGift(_("One side of a pair is empty."))
        texts += [line_of(left, form), line_of(right, form)]
    return Answers("match", texts)


def _number(body: str, form: str) -> Answers:
    body = OTHERWISE.sub("", body).strip()
    if not body:
        raise NotGift(_("The number after # is missing."))
    answers = _split(body) if body[0] == "=" else [_answer(f"={body}")]
    if any(0 < (each.share or 0) < 100 for each in answers):
        raise NotGift(HALF_RIGHT)
    right = [each for each in answers if _is_right(each)]
    if len(right) != 1:
        raise NotGift(_("Of a number exactly one is right; with a tolerance it may be near it."))
    return Answers("number", [], _value(right[0].text), line_of(right[0].feedback, form))


def _value(text: str) -> tuple[int | float, int | float]:
    """The number and its tolerance, from `3`, `3:2` or `1..5`."""
    if ".." in text:
        low, high = map(_decimal, text.split("..", 1))
        if low > high:
            raise NotGift(_("A range begins with its smaller number, as in 1..5."))
        return plain_number((low + high) / 2), plain_number((high - low) / 2)
    value, _colon, tolerance = text.partition(":")
    width = _decimal(tolerance) if tolerance else Decimal(0)
    if width < 0:
        raise NotGift(_("A tolerance is 0 or more."))
    return plain_number(_decimal(value)), plain_number(width)


def _decimal(text: str) -> Decimal:
    number = decimal_of(text)
    if number is None:
        raise NotGift(_("“%(text)s” is no number.") % {"text": text.strip()[:40]})
    return number


def decimal_of(text: str) -> Decimal | None:
    """A number in digits of either script, thousands commas allowed; None: it is none, or larger than any here."""
    try:
        number = Decimal(ascii_digits(text).replace(",", "").strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > 12:
        return None
    return number if abs(number) < 10**12 and number == round(number, 6) else None


def plain_number(number: Decimal) -> int | float:
    """A number as a course's file holds it."""
    return int(number) if number == number.to_integral_value() else float(number)
