"""Answers in words: what somebody answered, and what is right, in the language that is active now."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from market.core.text.formats import format_number
from market.core.text.locale import language, localize_digits
from market.learning.questions.models import Question

Body = dict[str, Any]


def answer_in_words(question: Question, answer: Any) -> str:
    """An answer that marking takes, as people read it."""
    return _ANSWERS[question.kind](question.body, answer)


def right_in_words(question: Question) -> str:
    """The right answer; "" where people mark it."""
    return _RIGHT[question.kind](question.body)


def _words(rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    return {each["key"]: each[language()] for each in rows}


def _row(texts: Iterable[str]) -> str:
    return ", ".join(texts)


def _chosen(body: Body, answer: Any) -> str:
    keys = [answer] if isinstance(answer, str) else answer
    words = _words(body["choices"])
    return _row(words[each] for each in keys)


def _right_choices(body: Body) -> str:
    return _row(each[language()] for each in body["choices"] if each.get("right") is True)


def _ordered(body: Body, answer: Any) -> str:
    words = _words(body["items"])
    return " → ".join(words[each] for each in answer)


def _matched(body: Body, answer: Any) -> str:
    rights = _words(each["right"] for each in body["pairs"])
    lefts = [each["left"][language()] for each in body["pairs"]]
    return "; ".join(f"{left} – {rights.get(key, '…')}" for left, key in zip(lefts, answer, strict=True))


def _right_pairs(body: Body) -> str:
    return _matched(body, [each["right"]["key"] for each in body["pairs"]])


def _gaps(body: Body, answer: Any) -> str:
    return _row(f"({format_number(at, language())}) {text or '…'}" for at, text in enumerate(answer, start=1))


def _number(body: Body) -> str:
    number = localize_digits(str(body["answer"]))
    if not body.get("tolerance"):
        return number
    return _("%(number)s, give or take %(tolerance)s") % {
        "number": number,
        "tolerance": localize_digits(str(body["tolerance"])),
    }


def _plain(body: Body, answer: Any) -> str:
    return str(answer)


_ANSWERS: dict[str, Callable[[Body, Any], str]] = {
    "single": _chosen,
    "multiple": _chosen,
    "number": _plain,
    "text": _plain,
    "order": _ordered,
    "match": _matched,
    "gap": _gaps,
    "picture": _plain,
    "file": lambda body, answer: answer.get("text", ""),
}
_RIGHT: dict[str, Callable[[Body], str]] = {
    "single": _right_choices,
    "multiple": _right_choices,
    "number": _number,
    "text": lambda body: body["accepted"][0],
    "order": lambda body: _ordered(body, [each["key"] for each in body["items"]]),
    "match": _right_pairs,
    "gap": lambda body: _gaps(body, [each[0] for each in body["gaps"]]),
    "picture": lambda body: str(body["answer"]),
    "file": lambda body: "",
}
