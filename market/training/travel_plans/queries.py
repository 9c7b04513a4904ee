"""Which face-to-face classes are to come, with the journeys to them."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.training.models import ClassSession, TravelClass, TravelPlan

TRAINER_DAYS, OFFICER_DAYS = timedelta(days=7), timedelta(days=3)  # so long before a class a journey is asked for


@dataclass(frozen=True, slots=True)
class Arrival:
    """A face-to-face class to come, and the journey of who gives it."""

    session: ClassSession
    plan: TravelPlan | None

    @property
    def state(self) -> str:
        """ "planned", "off" for a journey that does not fit any more, or "missing"."""
        if self.plan is None:
            return "missing"
        return "off" if self.plan.is_off else "planned"  # type: ignore[attr-defined]  # annotated

    @property
    def is_near(self) -> bool:
        """Whether the class is so near that a journey is asked for."""
        return self.session.starts_at <= clock.now() + TRAINER_DAYS


def to_come() -> "QuerySet[ClassSession]":
    """All planned face-to-face classes that have not begun, the next one first."""
    rows = ClassSession.objects.planned().filter(kind=ClassSession.Kind.IN_PERSON, starts_at__gt=clock.now())
    return rows.select_related("batch__district", "batch__topic", "trainer", "venue").order_by("starts_at", "pk")


def unplanned(within: timedelta) -> "QuerySet[ClassSession]":
    """Those of the next days that have a trainer and no journey that fits."""
    fitting = TravelClass.objects.fitting().filter(session=OuterRef("pk"))
    return to_come().filter(~Exists(fitting), starts_at__lte=clock.now() + within, trainer__isnull=False)


def arrivals(sessions: list[ClassSession]) -> list[Arrival]:
    """These classes with their journeys, also those of trainers who do not give them any more. Two statements."""
    rows = TravelClass.objects.filter(session__in=sessions, version__plan__withdrawn_at=None)
    plans: dict[int, list[TravelPlan]] = {}
    newest = TravelPlan.objects.standing().with_fit().select_related("current", "trainer", "batch")
    by_version = {each.current_id: each for each in newest.filter(current__classes__session__in=sessions).distinct()}
    for each in rows.filter(version__in=by_version):
        plans.setdefault(each.session_id, []).append(by_version[each.version_id])
    return [Arrival(each, _own_first(each, plans.get(each.pk, []))) for each in sessions]


def _own_first(session: ClassSession, plans: list[TravelPlan]) -> TravelPlan | None:
    return min(plans, key=lambda plan: (plan.trainer_id != session.trainer_id, -plan.pk), default=None)


def own_plans(trainer: User) -> "QuerySet[TravelPlan]":
    """The journeys of a trainer that are not withdrawn, the last one first."""
    rows = TravelPlan.objects.filter(trainer=trainer).standing().with_fit()
    return rows.select_related("batch__district", "current").order_by("-current__leaves_at", "-pk")
