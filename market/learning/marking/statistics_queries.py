"""The statistics of an exam's questions, once its results are out."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from market.learning.exams.models import Exam
from market.learning.marking.scoring_actions import last_answers_of, marks_of, share_of, weight_of
from market.learning.marking.statistics import Figures, Marked, figures_of_question
from market.learning.questions.models import Question
from market.learning.questions.wording import answer_in_words
from market.learning.sittings.models import SittingAnswer

MOST_ANSWERS = 6  # of a question, the most frequent ones
COUNTED = ("single", "multiple", "picture", "number", "text")


@dataclass(frozen=True, slots=True)
class QuestionStatistics:
    """A question with its figures, and how often each choice was taken, or each short answer given."""

    question: Question
    figures: Figures
    counts: list[tuple[str, int]]


def statistics_of(exam: Exam) -> list[QuestionStatistics]:
    """The questions of an exam, those first that somebody should look at, then the hardest ones; [] before the results
    are out. Four statements."""
    if exam.released_at is None:
        return []
    sittings = list(exam.sittings.real())
    answers, marks = last_answers_of(sittings), marks_of(sittings)
    questions = Question.objects.in_bulk({pk for each in sittings for pk in each.paper})
    rows: dict[int, list[Marked]] = defaultdict(list)
    sent: dict[int, list[SittingAnswer]] = defaultdict(list)
    for sitting in sittings:
        own, decided = answers.get(sitting.pk, {}), marks.get(sitting.pk, {})
        points, most = float(sitting.points or 0), sitting.most_points or 0
        for pk in sitting.paper:
            weight = weight_of(questions[pk])
            share = float(share_of(questions[pk], own.get(pk), decided.get(pk)))
            rest = (points - share * weight) / (most - weight) if most > weight else 0.0
            rows[pk].append(Marked(share, rest))
        for pk, answer in own.items():
            sent[pk].append(answer)
    statistics = [
        QuestionStatistics(questions[pk], figures_of_question(papers), _counts(questions[pk], sent[pk]))
        for pk, papers in rows.items()
    ]
    return sorted(statistics, key=lambda each: (not each.figures.is_weak, each.figures.facility, each.question.pk))


def _counts(question: Question, answers: Iterable[SittingAnswer]) -> list[tuple[str, int]]:
    if question.kind not in COUNTED:
        return []
    counts = Counter(answer_in_words(question, each.answer) for each in answers if each.answer is not None)
    return counts.most_common(MOST_ANSWERS)
