"""A question as a row of a course's file (docs/course-file.md), and as it is stored."""

from collections.abc import Mapping
from typing import Any

from market.core.text.bangla import nfc
from market.learning.questions.marking import with_keys
from market.learning.questions.models import Question
from market.learning.questions.reading import SHARED

CONTENTS = ("lesson", "use", "kind", "difficulty", "text_en", "text_bn", "why_en", "why_bn")


def normal(value: Any) -> Any:
    """The same with all texts in the normal form in which they are compared and searched."""
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, list):
        return [normal(each) for each in value]
    return {key: normal(each) for key, each in value.items()} if isinstance(value, dict) else value


def question_of(course_id: int, row: Mapping[str, Any]) -> Question:
    """A question, not stored, from its row, which has no faults and normal texts."""
    return Question(
        course_id=course_id,
        slug=row["id"],
        lesson=row["lesson"],
        use=row["use"],
        kind=row["kind"],
        difficulty=row["difficulty"],
        text_en=row["en"],
        text_bn=row["bn"],
        why_en=row["why"]["en"],
        why_bn=row["why"]["bn"],
        body=with_keys(row["id"], {key: value for key, value in row.items() if key not in SHARED}),
    )


def row_of(question: Question) -> dict[str, Any]:
    """The row of a question, without the keys of what can be chosen."""
    row: dict[str, Any] = {
        "id": question.slug,
        "kind": question.kind,
        "lesson": question.lesson,
        "use": question.use,
        "difficulty": question.difficulty,
        "en": question.text_en,
        "bn": question.text_bn,
        "why": {"en": question.why_en, "bn": question.why_bn},
    }
    return row | {name: _without_keys(value) for name, value in question.body.items()}


def _without_keys(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_keys(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _without_keys(each) for name, each in value.items() if name != "key"}


def is_same(question: Question, other: Question) -> bool:
    """Whether both ask the same in the same words."""
    return _contents(question) == _contents(other)


def _contents(question: Question) -> list[Any]:
    body = {name: value for name, value in question.body.items() if (name, value) != ("tolerance", 0)}
    return [*(getattr(question, name) for name in CONTENTS), body]
