"""Whether an answer to a question is right, and how much of it: by kind. Pure functions of the question's body.

What can be chosen has a key that says nothing of its place in the file, or of whether it is right (`with_keys`).
Answers are JSON: single a key, multiple and order a list of keys, match for each left side the key of a right one ("":
none), picture a mark, number and text a text, gap a list of texts. What is left out of an order or a match is wrong.
"""

import hashlib
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation, Overflow
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid
from market.core.text.bangla import ascii_digits, fold

Body = dict[str, Any]
MOST_TEXT = 200
KEY_LENGTH = 8


def with_keys(slug: str, body: Body) -> Body:
    """The body with a key at each choice, item and right side."""

    def keyed(pair: dict[str, Any]) -> dict[str, Any]:
        return pair | {"key": hashlib.sha256(f"{slug}\0{pair['en']}".encode()).hexdigest()[:KEY_LENGTH]}

    body = {
        name: [keyed(each) for each in rows] if name in ("choices", "items") else rows for name, rows in body.items()
    }
    if "pairs" in body:
        body["pairs"] = [each | {"right": keyed(each["right"])} for each in body["pairs"]]
    return body


def share_right(kind: str, body: Body, answer: Any) -> Decimal:
    """How much of the answer is right, 0 to 1. Raises Invalid for what is no answer to a question of this kind."""
    return _KINDS[kind](body, answer)


def is_right(kind: str, body: Body, answer: Any) -> bool:
    """Whether all of it is right. Raises as `share_right`."""
    return share_right(kind, body, answer) == 1


def _invalid() -> Invalid:
    return Invalid(errors={"answer": [_("This is no answer to this question.")]})


def _one_of(answer: Any, possible: Sequence[str]) -> str:
    if not isinstance(answer, str) or answer not in possible:
        raise _invalid()
    return answer


def _some_of(answer: Any, possible: Sequence[str]) -> list[str]:
    """Keys, each at most once."""
    if not isinstance(answer, list) or len(answer) > len(possible):
        raise _invalid()
    chosen = [_one_of(each, possible) for each in answer]
    if len(set(chosen)) < len(chosen):
        raise _invalid()
    return chosen


def _keys(rows: list[dict[str, Any]]) -> list[str]:
    return [each["key"] for each in rows]


def _text(answer: Any) -> str:
    if not isinstance(answer, str) or len(answer) > MOST_TEXT:
        raise _invalid()
    return answer


def _share(good: int, whole: int) -> Decimal:
    return Decimal(good) / whole


def _single(body: Body, answer: Any) -> Decimal:
    chosen = _one_of(answer, _keys(body["choices"]))
    return Decimal(any(each["key"] == chosen and each.get("right") is True for each in body["choices"]))


def _multiple(body: Body, answer: Any) -> Decimal:
    """Each choice rightly taken or left counts, and each other one takes one away; nothing chosen is nothing right."""
    choices = body["choices"]
    chosen = set(_some_of(answer, _keys(choices)))
    if not chosen:
        return Decimal(0)
    good = sum((each["key"] in chosen) == (each.get("right") is True) for each in choices)
    return max(_share(2 * good - len(choices), len(choices)), Decimal(0))


def _number(body: Body, answer: Any) -> Decimal:
    text = ascii_digits(_text(answer)).replace(",", "").strip()
    wanted, tolerance = Decimal(str(body["answer"])), Decimal(str(body.get("tolerance", 0)))
    try:
        value = Decimal(text)
        return Decimal(value.is_finite() and abs(value - wanted) <= tolerance)
    except (InvalidOperation, Overflow):
        return Decimal(0)


def _is_accepted(text: str, accepted: list[str]) -> bool:
    return _form(text) in {_form(each) for each in accepted}


def _form(text: str) -> str:
    """What is compared: small letters, digits of one script, no punctuation, unless there is nothing else."""
    return fold(text) or text.strip()


def _short_text(body: Body, answer: Any) -> Decimal:
    return Decimal(_is_accepted(_text(answer), body["accepted"]))


def _order(body: Body, answer: Any) -> Decimal:
    """Of neighbours in the right order: one item at a wrong place does not make all others wrong."""
    wanted = _keys(body["items"])
    chosen = _some_of(answer, wanted)
    pairs = set(zip(wanted, wanted[1:], strict=False))
    return _share(sum(pair in pairs for pair in zip(chosen, chosen[1:], strict=False)), len(pairs))


def _match(body: Body, answer: Any) -> Decimal:
    wanted = _keys([each["right"] for each in body["pairs"]])
    if not isinstance(answer, list) or len(answer) != len(wanted):
        raise _invalid()
    chosen = [_one_of(each, ["", *wanted]) for each in answer]
    return _share(sum(one == other for one, other in zip(chosen, wanted, strict=True)), len(wanted))


def _gap(body: Body, answer: Any) -> Decimal:
    gaps = body["gaps"]
    if not isinstance(answer, list) or len(answer) != len(gaps):
        raise _invalid()
    return _share(sum(_is_accepted(_text(text), gap) for text, gap in zip(answer, gaps, strict=True)), len(gaps))


def _picture(body: Body, answer: Any) -> Decimal:
    return Decimal(_one_of(answer, body["marks"]) == body["answer"])


_KINDS: dict[str, Callable[[Body, Any], Decimal]] = {
    "single": _single,
    "multiple": _multiple,
    "number": _number,
    "text": _short_text,
    "order": _order,
    "match": _match,
    "gap": _gap,
    "picture": _picture,
}
