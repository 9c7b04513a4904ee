"""Face-to-face classes: journeys of trainers to those to come, and what is gone over in them."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.core.base.past import Past, entered
from market.site.demo.class_words import OF_TOPIC
from market.training.models import Batch, ClassProblem, ClassSession, TravelPlan
from market.training.problems.actions import add_problem, settle_problem
from market.training.problems.queries import next_class
from market.training.travel_plans.actions import Journey, change_travel, plan_travel

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BY = ("bus", "train", "launch", "bus")
NOTES = "হলের চাবি যুব প্রশিক্ষণ কেন্দ্রের অফিসে।"


def make_face_to_face(people: dict[str, User]) -> None:
    """Of the batches that meet soon some trainers have planned their journeys; each batch that meets has a list."""
    if TravelPlan.objects.exists():
        return
    meeting = ClassSession.objects.planned().filter(kind=ClassSession.Kind.IN_PERSON, trainer__isnull=False)
    to_come = meeting.filter(starts_at__gt=clock.now() + DAY, starts_at__lt=clock.now() + 60 * DAY)
    batches = Batch.objects.filter(pk__in=to_come.values("batch")).order_by("pk")
    for at, batch in enumerate(batches.select_related("trainer", "district")):
        if (session := next_class(batch)) is not None:
            _add_problems(session)
        sessions = list(to_come.filter(batch=batch).select_related("batch__topic").order_by("starts_at")[:2])
        if at % 4 != 3:  # the fourth has no journey yet
            _travel(sessions, BY[at % 4], is_changed=at == 0)
    _settle(meeting)


def _travel(sessions: list[ClassSession], means: str, *, is_changed: bool) -> None:
    first, trainer = sessions[0], sessions[0].trainer
    assert trainer is not None  # noqa: S101  # for mypy: see the rows above
    journey = Journey(
        session_ids=[each.pk for each in sessions],
        origin="ঢাকা",
        destination=first.batch.district.name_bn,
        means=means,
        leaves_at=first.starts_at - 14 * HOUR,
        arrives_at=first.starts_at - 6 * HOUR,
        stay="সার্কিট হাউস",
        contact="01711-000222",
        notes=NOTES if is_changed else "",
    )
    with entered(Past(clock.offset() - 2 * DAY)):
        plan = plan_travel(by=trainer, batch_id=first.batch_id, journey=journey)
    if is_changed:
        later = replace(journey, means="train", arrives_at=first.starts_at - 4 * HOUR)
        change_travel(by=trainer, plan_id=plan.pk, journey=later)


def _add_problems(session: ClassSession) -> None:
    words = OF_TOPIC[session.batch.topic.slug]
    trainees = [each.trainee for each in session.batch.enrolments.studying().select_related("trainee")[:2]]
    for at, trainee in enumerate(trainees):
        add_problem(by=trainee, session_id=session.pk, text=words.added[(session.batch_id + at) % len(words.added)])
    if session.trainer is not None:
        add_problem(by=session.trainer, session_id=session.pk, text=words.to_repeat)


def _settle(meeting: "QuerySet[ClassSession]") -> None:
    """What was settled in classes of the last days."""
    now = clock.now()
    for session in meeting.filter(ends_at__lt=now, ends_at__gt=now - 6 * DAY).select_related("batch__topic", "trainer")[
        :4
    ]:
        _add_problems(session)
        words = OF_TOPIC[session.batch.topic.slug]
        row = ClassProblem.objects.filter(batch=session.batch_id).open().first()
        if row is not None and session.trainer is not None:
            settle_problem(by=session.trainer, session_id=session.pk, key=f"own-{row.pk}", decision=words.decided)
