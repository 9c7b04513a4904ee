"""Answers and what is right, in words that people read."""

from collections.abc import Mapping
from typing import Any

from market.core.text.locale import language
from market.learning.questions.models import Question

Body = Mapping[str, Any]


def answer_lines(question: Question, answer: Any) -> list[str]:
    """An answer as it was sent, line by line in the active language; [] where the question was left open."""
    if answer is None:
        return []
    if question.kind == Question.Kind.FILE:
        return str(answer.get("text", "")).splitlines()
    names = _names(question.body)
    values = answer if isinstance(answer, list) else [answer]
    shown = [names.get(str(each), str(each)) for each in values]
    if question.kind == Question.Kind.MATCH:
        lefts = [pair["left"][language()] for pair in question.body["pairs"]]
        return [f"{left}: {right}" for left, right in zip(lefts, shown, strict=False)]
    return shown


def right_lines(question: Question) -> list[str]:
    """What is right, likewise; of a question with a rubric its criteria."""
    body, spoken = question.body, language()
    makers = {
        "single": lambda: [each[spoken] for each in body["choices"] if each.get("right")],
        "multiple": lambda: [each[spoken] for each in body["choices"] if each.get("right")],
        "number": lambda: [f"{body['answer']} ± {body['tolerance']}" if body.get("tolerance") else str(body["answer"])],
        "text": lambda: [str(each) for each in body["accepted"]],
        "order": lambda: [each[spoken] for each in body["items"]],
        "match": lambda: [f"{each['left'][spoken]}: {each['right'][spoken]}" for each in body["pairs"]],
        "gap": lambda: [str(each[0]) for each in body["gaps"]],
        "picture": lambda: [str(body["answer"])],
        "file": lambda: [f"{each[spoken]}: {each['points']}" for each in body["criteria"]],
    }
    return makers[question.kind]()


def _names(body: Body) -> dict[str, str]:
    """What each key of the question stands for."""
    rights = [pair["right"] for pair in body.get("pairs", [])]
    rows = [*body.get("choices", []), *body.get("items", []), *rights]
    return {each["key"]: each[language()] for each in rows}
