"""The statistics of an exam's questions, once its results are out; the bank counts them too."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from market.learning.bank.queries import SOURCES, Answers, Count, counts_of
from market.learning.bank.statistics import Answered, Statistics, statistics_of
from market.learning.courses.models import Course
from market.learning.exams.models import Exam
from market.learning.marking.scoring_actions import last_answers_of, marks_of, share_of, weight_of
from market.learning.questions.models import Question
from market.learning.sittings.models import Sitting


@dataclass(frozen=True, slots=True)
class QuestionStatistics:
    """A question with its figures, and how often each choice was taken, or each short answer given."""

    question: Question
    figures: Statistics
    counts: list[Count]


def statistics_of_exam(exam: Exam) -> list[QuestionStatistics]:
    """The questions of an exam, those first that somebody should look at, then the hardest ones; [] before the results
    are out. Four statements."""
    if exam.released_at is None:
        return []
    answers = _answers(exam.sittings.real())
    questions = Question.objects.in_bulk(answers)
    figures = {pk: statistics_of(rows) for pk, rows in answers.items()}
    rows = [QuestionStatistics(questions[pk], each, counts_of(questions[pk], each)) for pk, each in figures.items()]
    return sorted(rows, key=lambda each: (not each.figures.weak, each.figures.facility, each.question.pk))


def answers_in_exams(course: Course) -> Answers:
    """The answers to each question in exams of a course whose results are out. Four statements."""
    return _answers(Sitting.objects.real().filter(exam__course=course, exam__released_at__isnull=False))


SOURCES.append(answers_in_exams)


def _answers(rows: Iterable[Sitting]) -> Answers:
    sittings = list(rows)
    answers, marks = last_answers_of(sittings), marks_of(sittings)
    questions = Question.objects.in_bulk({pk for each in sittings for pk in each.paper})
    by_question: Answers = defaultdict(list)
    for sitting in sittings:
        own, decided = answers.get(sitting.pk, {}), marks.get(sitting.pk, {})
        points, most = float(sitting.points or 0), sitting.most_points or 0
        for pk in sitting.paper:
            weight, answer = weight_of(questions[pk]), own.get(pk)
            share = float(share_of(questions[pk], answer, decided.get(pk)))
            rest = (points - share * weight) / (most - weight) if most > weight else 0.0
            by_question[pk].append(Answered(rest, share, answer.answer if answer else None))
    return dict(by_question)
