"""What the officers' desk of the programme shows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.training.enrolments.queries import with_taken
from market.training.models import Batch, ClassSession, Phase
from market.training.plans.stages import Stage, stage_of

PHASE_STATES = ("not_begun", "applications", "running", "done")
SOON = timedelta(days=14)  # so long before a class its room or place is asked for


@dataclass(frozen=True, slots=True)
class BatchStage:
    """A batch and where it stands."""

    batch: Batch
    stage: Stage
    held: int  # classes that are over
    planned: int


@dataclass(frozen=True, slots=True)
class PhaseView:
    """A phase with its batches."""

    phase: Phase
    batches: list[BatchStage]

    @property
    def state(self) -> str:
        """ "applications" while trainees apply, else where its batches stand: "not_begun", "running", "done"."""
        stages = {each.stage for each in self.batches}
        if stages and stages <= {Stage.DONE}:
            return "done"
        if stages - {Stage.NOT_BEGUN}:
            return "running"
        return "applications" if self.phase.opens_at <= clock.now() < self.phase.closes_at else "not_begun"


def staged(batches: Iterable[Batch]) -> list[BatchStage]:
    """Where each of these batches stands; all their classes are read at once."""
    rows, now = list(batches), clock.now()
    sessions: dict[int, list[ClassSession]] = defaultdict(list)
    fields = ("batch_id", "kind", "state", "starts_at", "ends_at")
    for each in ClassSession.objects.filter(batch__in=rows).only(*fields):
        sessions[each.batch_id].append(each)
    return [
        BatchStage(
            batch,
            stage_of(batch, sessions[batch.pk], now),
            sum(each.ends_at <= now for each in sessions[batch.pk] if each.is_planned),
            sum(not each.is_cancelled for each in sessions[batch.pk]),
        )
        for batch in rows
    ]


def phase_views(phases: QuerySet[Phase]) -> list[PhaseView]:
    """These phases with their batches, by district."""
    rows = list(phases.select_related("programme", "template"))
    batches = with_taken().filter(phase__in=rows).select_related("topic", "district", "trainer")
    by_phase: dict[int | None, list[BatchStage]] = defaultdict(list)
    for each in staged(batches.order_by("district__name_en", "code")):
        by_phase[each.batch.phase_id].append(each)
    return [PhaseView(phase, by_phase[phase.pk]) for phase in rows]


def waiting_batches() -> QuerySet[Batch]:
    """Batches that are not over and have no lead trainer."""
    today = clock.local(clock.now()).date()
    return Batch.objects.exclude(phase=None).filter(trainer=None, ended_on__gte=today).order_by("started_on", "code")


def waiting_classes(user: User) -> QuerySet[ClassSession]:
    """Classes of the next days that lack a trainer, a room or a place, of batches that the user sees."""
    now = clock.now()
    soon = ClassSession.objects.visible_to(user).planned().filter(starts_at__gt=now, starts_at__lt=now + SOON)
    lacking = Q(trainer=None) | Q(kind="live", room="") | Q(kind="in_person", venue=None)
    return soon.filter(lacking).select_related("batch", "trainer", "venue").order_by("starts_at", "pk")
