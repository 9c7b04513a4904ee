"""The similarity report of an exam, once it is closed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from market.core.text.bangla import fold
from market.learning.exams.models import Exam
from market.learning.marking.similarity import Answered, Likeness, similar_pairs
from market.learning.questions.marking import is_right
from market.learning.questions.models import Question
from market.learning.sittings.models import Sitting, SittingAnswer


@dataclass(frozen=True, slots=True)
class SimilarSittings:
    """Two sittings that are alike."""

    first: Sitting
    second: Sitting
    likeness: Likeness


def similar_sittings_of(exam: Exam) -> list[SimilarSittings]:
    """The pairs that are most alike; none before the exam is closed, or when it is cancelled. Four statements."""
    if exam.state not in (Exam.State.CLOSED, Exam.State.RELEASED):
        return []
    papers: dict[int, dict[int, Answered]] = {}
    for sitting, question, answered in _last_answers(exam):
        papers.setdefault(sitting, {})[question] = answered
    owners = dict(exam.sittings.real().values_list("pk", "user"))
    keys = list(papers)
    pairs = similar_pairs([papers[each] for each in keys], [owners[each] for each in keys])
    wanted = {keys[each] for pair in pairs for each in (pair.one, pair.other)}
    sittings = Sitting.objects.select_related("user").in_bulk(wanted)
    return [SimilarSittings(sittings[keys[each.one]], sittings[keys[each.other]], each) for each in pairs]


def _last_answers(exam: Exam) -> Iterator[tuple[int, int, Answered]]:
    """Answers in their order, so that the last one to a question replaces those before it."""
    questions = Question.objects.filter(course=exam.course_id, use=Question.Use.EXAM)
    bank = questions.exclude(kind=Question.Kind.FILE).in_bulk()
    rights: dict[tuple[int, str], bool] = {}
    rows = SittingAnswer.objects.filter(sitting__exam=exam, sitting__is_trial=False, outside="")
    values = rows.order_by("sitting", "device__number", "number").values_list(
        "sitting", "question", "answer", "answered_at"
    )
    for sitting, pk, answer, at in values.iterator(chunk_size=5000):
        if pk in bank and answer is not None:
            form = form_of(bank[pk].kind, answer)
            if (pk, form) not in rights:
                rights[pk, form] = is_right(bank[pk].kind, bank[pk].body, answer)
            yield sitting, pk, Answered(form, rights[pk, form], _second(at))


def _second(at: datetime) -> float:
    return at.timestamp()


def form_of(kind: str, answer: Any) -> str:
    """A text that is the same for answers that say the same."""
    if kind == Question.Kind.MULTIPLE:
        answer = sorted(answer)
    if kind in (Question.Kind.TEXT, Question.Kind.NUMBER):
        return fold(answer) or str(answer).strip()
    return json.dumps(answer, ensure_ascii=False)
