"""What is still to be marked, and how an exam went."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from market.accounts.models import User
from market.learning.exams.models import Exam
from market.learning.marking.models import SittingMark
from market.learning.marking.scoring_actions import last_answers_of, marks_of, share_of, weight_of
from market.learning.marking.stages import Stage, may_give, next_stage
from market.learning.questions.forms import shown_text
from market.learning.questions.models import Question
from market.learning.questions.wording import answer_in_words, right_in_words
from market.learning.sittings.models import Sitting, SittingAnswer


def unmarked_of(sittings: Sequence[Sitting]) -> dict[int, list[int]]:
    """By sitting, the questions with an answer that waits for the mark of a person: the first one, or a later one."""
    by_hand = Question.objects.filter(kind=Question.Kind.FILE, pk__in={pk for each in sittings for pk in each.paper})
    hands = set(by_hand.values_list("pk", flat=True))
    if not hands:
        return {}
    answers = last_answers_of(sittings, questions=hands)
    marks = marks_by_stage(SittingMark.objects.filter(sitting__in=sittings))
    waiting = {
        each.pk: [
            pk
            for pk, answer in answers.get(each.pk, {}).items()
            if answer.answer is not None
            and next_stage(marks.get((each.pk, pk), {}), needs_second=each.needs_second_marks)
        ]
        for each in sittings
    }
    return {pk: questions for pk, questions in waiting.items() if questions}


@dataclass(frozen=True, slots=True)
class MarkedAnswer:
    """An answer that people mark, with its marks by stage, and which one it waits for (None: for none). `paper` is
    the number of its paper to those who mark, who are told no name."""

    answer: SittingAnswer
    paper: int
    marks: dict[str, SittingMark]
    waits_for: Stage | None

    @property
    def number(self) -> int:
        """By what those who mark name it."""
        return number_of(self.answer)

    def may_mark(self, user: User) -> bool:
        """Whether the user can give the mark that it waits for."""
        return self.waits_for is not None and may_give(user, self.waits_for, self.marks)


def number_of(answer: SittingAnswer) -> int:
    """A number of an answer that says nothing: by those of the rows one would know which came first, so whose it is."""
    return int.from_bytes(salted_hmac("learning.marking", str(answer.pk), algorithm="sha256").digest()[:6])


def answers_to_mark(exam: Exam) -> list[MarkedAnswer]:
    """All answers of an exam that people mark, of papers to which nothing can be added any more: question by question,
    in the order of the papers' numbers."""
    real = exam.sittings.real()
    numbers = {pk: at for at, pk in enumerate(real.order_by("seed").values_list("pk", flat=True), start=1)}
    sittings = {each.pk: each for each in real.ended_for_good(exam)}
    hands = set(exam_questions(exam).filter(kind=Question.Kind.FILE).values_list("pk", flat=True))
    if not sittings or not hands:
        return []
    marks = marks_by_stage(SittingMark.objects.filter(sitting__in=sittings))
    rows = [
        _marked(answer, numbers[pk], marks.get((pk, answer.question_id), {}), sittings[pk])
        for pk, answers in last_answers_of(sittings, questions=hands).items()
        for answer in answers.values()
        if answer.answer is not None
    ]
    return sorted(rows, key=lambda each: (each.answer.question_id, each.paper))


def _marked(answer: SittingAnswer, paper: int, marks: dict[str, SittingMark], sitting: Sitting) -> MarkedAnswer:
    answer.sitting = sitting
    return MarkedAnswer(answer, paper, marks, next_stage(marks, needs_second=sitting.needs_second_marks))


def exam_questions(exam: Exam) -> QuerySet[Question]:
    """The questions of the bank that its papers may have."""
    return Question.objects.filter(course=exam.course_id, use=Question.Use.EXAM)


def marks_by_stage(rows: QuerySet[SittingMark]) -> dict[tuple[int, int], dict[str, SittingMark]]:
    """By sitting and question the last mark of each stage."""
    marks: dict[tuple[int, int], dict[str, SittingMark]] = defaultdict(dict)
    for row in rows.order_by("pk"):
        marks[row.sitting_id, row.question_id][row.stage] = row
    return dict(marks)


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question of a paper as its result shows it; `share` is how much of it was right, of `weight` points."""

    question: Question
    answer: SittingAnswer | None
    share: Decimal
    weight: int

    @property
    def text(self) -> Any:
        """The question's text."""
        return shown_text(self.question)

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


def answered_question(sitting: Sitting, question: Question) -> AnsweredQuestion:
    """One question of a sitting, likewise."""
    answer = last_answers_of([sitting], questions=[question.pk]).get(sitting.pk, {}).get(question.pk)
    mark = marks_of([sitting]).get(sitting.pk, {}).get(question.pk)
    return AnsweredQuestion(question, answer, share_of(question, answer, mark), weight_of(question))


def outcome_counts(sittings: Iterable[Sitting]) -> dict[str, int]:
    """How many sat, and how many of them passed."""
    rows = list(sittings)
    return {"sat": len(rows), "passed": sum(bool(each.is_passed) for each in rows)}
