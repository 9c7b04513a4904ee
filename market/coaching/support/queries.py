"""How long trainees wait for their trainers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Min, Q, QuerySet

from market.accounts.models import User
from market.coaching.models import Support, SupportAnswer
from market.core.base import clock
from market.training.models import Batch, Enrolment


class Median(Aggregate):
    """The middle of what is aggregated."""

    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


WAITED = ExpressionWrapper(F("answered_at") - F("asked_at"), output_field=DurationField())


@dataclass(frozen=True)
class SupportFigures:
    """Of a group of trainees: who waits now, and how long the answers took."""

    waiting: int
    late: int  # of them: longer than the goal
    waits_since: datetime | None  # the longest
    answered: int
    in_time: int
    median: timedelta | None

    @property
    def percent_in_time(self) -> int | None:
        """Of the answers, in whole percent, rounded down; None before there is one."""
        return self.in_time * 100 // self.answered if self.answered else None

    @property
    def median_hours(self) -> int | None:
        """The middle time until an answer, in hours begun; None before there is one."""
        return None if self.median is None else -(-self.median // timedelta(hours=1))


def goal() -> timedelta:
    """Within which time a trainee is to be answered."""
    return timedelta(hours=settings.LIFECYCLE.support_hours)


def figures_of(batches: QuerySet[Batch]) -> SupportFigures:
    """The figures of the trainees of some batches, in two statements; of who moved, each answer where they were."""
    late = Q(waits_since__lte=clock.now() - goal())
    counts = {"waiting": Count("pk"), "late": Count("pk", filter=late), "waits_since": Min("waits_since")}
    waits = Support.objects.waiting().filter(enrolment__batch__in=batches).aggregate(**counts)
    answers = SupportAnswer.objects.filter(batch__in=batches).annotate(waited=WAITED)
    in_time = Count("pk", filter=Q(waited__lte=goal()))
    done = answers.aggregate(answered=Count("pk"), in_time=in_time, median=Median("waited"))
    return SupportFigures(**waits, **done)


def figures_in(batch: Batch) -> SupportFigures:
    """The figures of one batch."""
    return figures_of(Batch.objects.filter(pk=batch.pk))


def support_in(batch: Batch) -> QuerySet[Enrolment]:
    """Who studies in it, each with `support` if there is one: who waits longest first, then by seat."""
    rows = batch.enrolments.studying().select_related("support", "trainee")
    return rows.order_by(F("support__waits_since").asc(nulls_last=True), "seat", "pk")


def support_of(enrolment: Enrolment) -> Support | None:
    """The conversation of a place with its trainers, if it was opened."""
    return Support.objects.filter(enrolment=enrolment).first()


def waiting_for(trainer: User) -> QuerySet[Support]:
    """Trainees of the trainer's batches who wait for an answer, the longest first."""
    teaching = trainer.teaching.filter(removed_at=None).values("batch")
    batches = Batch.objects.filter(Q(trainer=trainer) | Q(pk__in=teaching))
    rows = Support.objects.waiting().filter(enrolment__batch__in=batches)
    return rows.select_related("enrolment__batch", "conversation").order_by("waits_since", "pk")
