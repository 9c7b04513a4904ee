"""What is still to be marked, and how an exam went."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from market.learning.marking.scoring_actions import Answers, last_answers_of, marks_of, share_of, weight_of
from market.learning.questions.models import Question
from market.learning.questions.wording import answer_in_words, right_in_words
from market.learning.sittings.models import Sitting, SittingAnswer


def unmarked_of(sittings: Sequence[Sitting]) -> dict[int, list[int]]:
    """By sitting, the questions with an answer that only a person can mark, and nobody has."""
    by_hand = set(
        Question.objects.filter(
            kind=Question.Kind.FILE, pk__in={pk for each in sittings for pk in each.paper}
        ).values_list("pk", flat=True)
    )
    if not by_hand:
        return {}
    answers, marks = last_answers_of(sittings), marks_of(sittings)
    waiting = {
        each.pk: [
            pk for pk in each.paper if pk in by_hand and _is_open(pk, answers.get(each.pk, {}), marks.get(each.pk, {}))
        ]
        for each in sittings
    }
    return {pk: questions for pk, questions in waiting.items() if questions}


def _is_open(question: int, answers: Answers, marks: dict[int, Decimal]) -> bool:
    answer = answers.get(question)
    return answer is not None and answer.answer is not None and question not in marks


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question of a paper as its result shows it; `share` is how much of it was right, of `weight` points."""

    question: Question
    answer: SittingAnswer | None
    share: Decimal
    weight: int

    @property
    def shown_answer(self) -> str:
        """What was answered, in words; "" for nothing."""
        answer = self.answer.answer if self.answer else None
        return "" if answer is None else answer_in_words(self.question, answer)

    @property
    def shown_right(self) -> str:
        """What is right, in words; "" where people mark it."""
        return right_in_words(self.question)


def result_of(sitting: Sitting) -> list[AnsweredQuestion]:
    """The questions of a sitting in their order, with what was answered and what it is worth."""
    questions = Question.objects.in_bulk(sitting.paper)
    answers, marks = last_answers_of([sitting]).get(sitting.pk, {}), marks_of([sitting]).get(sitting.pk, {})
    return [
        AnsweredQuestion(
            each, answers.get(each.pk), share_of(each, answers.get(each.pk), marks.get(each.pk)), weight_of(each)
        )
        for each in (questions[pk] for pk in sitting.paper)
    ]


def outcome_counts(sittings: Iterable[Sitting]) -> dict[str, int]:
    """How many sat, and how many of them passed."""
    rows = list(sittings)
    return {"sat": len(rows), "passed": sum(bool(each.is_passed) for each in rows)}
