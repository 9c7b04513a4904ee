"""What sittings are worth: of each question the last answer that counts, marked by the site or by a person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from market.learning.marking.models import SittingMark
from market.learning.questions.marking import share_right
from market.learning.questions.models import Question
from market.learning.sittings.models import Sitting, SittingAnswer
from market.learning.vivas.models import Viva

Answers = Mapping[int, SittingAnswer]  # by question


def weight_of(question: Question) -> int:
    """How many points a question has: one, or those of its rubric."""
    return sum(each["points"] for each in question.body.get("criteria", [])) or 1


def last_answers_of(
    sittings: Iterable[Sitting] | Iterable[int], questions: Iterable[int] | None = None
) -> dict[int, Answers]:
    """By sitting and question the answer that counts: the last one, by device and number, whenever it arrived. Of all
    questions, or of these alone."""
    rows = SittingAnswer.objects.filter(sitting__in=sittings, outside="").select_related("device")
    if questions is not None:
        rows = rows.filter(question__in=questions)
    answers: dict[int, dict[int, SittingAnswer]] = defaultdict(dict)
    for row in rows.order_by("sitting", "device__number", "number"):
        answers[row.sitting_id][row.question_id] = row
    return dict(answers)


def marks_of(sittings: Iterable[Sitting]) -> dict[int, dict[int, Decimal]]:
    """By sitting and question what people say that it is worth."""
    stages: dict[tuple[int, int], dict[str, SittingMark]] = defaultdict(dict)
    for row in SittingMark.objects.filter(sitting__in=sittings).order_by("pk"):
        stages[row.sitting_id, row.question_id][row.stage] = row
    marks: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for (sitting, question), rows in stages.items():
        marks[sitting][question] = share_by_stages(rows)
    return dict(marks)


def share_by_stages(marks: Mapping[str, SittingMark]) -> Decimal:
    """What the marks of an answer come to, by stage: there is a first one, or one after a remark."""
    stage = SittingMark.Stage
    for each in (stage.REMARK, stage.THIRD):
        if each in marks:
            return marks[each].share
    shares = [marks[each].share for each in (stage.FIRST, stage.SECOND) if each in marks]
    return sum(shares, Decimal(0)) / len(shares)


def share_of(question: Question, answer: SittingAnswer | None, mark: Decimal | None) -> Decimal:
    """How much of a question is right, 0 to 1: what a person decided, else what the site marks."""
    if mark is not None:
        return mark
    if answer is None or answer.answer is None or question.kind == Question.Kind.FILE:
        return Decimal(0)
    return share_right(question.kind, question.body, answer.answer)


def score_sittings(sittings: Sequence[Sitting]) -> None:
    """Write the points of each, and whether it is passed: never where a viva found that it does not count. Called for
    locked ones, or under the lock of their exam."""
    answers, marks = last_answers_of(sittings), marks_of(sittings)
    questions = Question.objects.in_bulk({pk for each in sittings for pk in each.paper})
    void = set(Viva.objects.filter(sitting__in=sittings, outcome=Viva.Outcome.VOID).values_list("sitting", flat=True))
    for sitting in sittings:
        own, decided = answers.get(sitting.pk, {}), marks.get(sitting.pk, {})
        paper = [questions[pk] for pk in sitting.paper]
        shares = [share_of(each, own.get(each.pk), decided.get(each.pk)) * weight_of(each) for each in paper]
        sitting.points, sitting.most_points = sum(shares, Decimal(0)), sum(map(weight_of, paper))
        is_enough = 100 * sitting.points >= sitting.exam.pass_percent * sitting.most_points
        sitting.is_passed = is_enough and sitting.pk not in void
    Sitting.objects.bulk_update(sittings, ["points", "most_points", "is_passed"], batch_size=500)
