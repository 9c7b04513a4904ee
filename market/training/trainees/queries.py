"""Trainees over batches, with how each stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.training.attendance.queries import Share, shares
from market.training.graduation.queries import Readiness, readiness, waiting_names
from market.training.models import Enrolment, Project
from market.training.trainees.behind import Reason, reasons_of

State = Enrolment.State
BY_RULE = ("ready", "lacking")  # how somebody stands who has no certificate: the rule says
YEAR = timedelta(days=366)
LISTED = (State.ACCEPTED, State.COMPLETED, State.DROPPED_OUT, State.TRANSFERRED)
RELATED = ("trainee", "project", "batch__topic", "batch__district", "batch__phase")


@dataclass(frozen=True, slots=True)
class TraineeStand:
    """A trainee's place with how they stand: attendance, why they fall behind, and what the certificate needs."""

    place: Enrolment
    share: Share
    reasons: Sequence[Reason]
    readiness: Readiness

    @property
    def project(self) -> Project | None:
        """The project, if one was proposed."""
        return getattr(self.place, "project", None)

    @property
    def stand(self) -> str | None:
        """To the certificate: issued, prepared, ready or lacking; None for who has left."""
        return self.readiness.stand if self.place.state in Enrolment.STUDYING else None

    @property
    def is_early(self) -> bool:
        """Whether something is lacking only because the batch is not over: so it is of everybody there."""
        return self.stand == "lacking" and self.place.batch.ended_on >= clock.local(clock.now()).date()


def trainees(user: User) -> QuerySet[Enrolment]:
    """Those whom the user sees, who study or have studied, by batch and seat."""
    rows = Enrolment.objects.visible_to(user).filter(state__in=LISTED, batch__phase__isnull=False)
    return rows.select_related(*RELATED).order_by("batch__code", "seat", "pk")


def stands_of(places: Iterable[Enrolment]) -> list[TraineeStand]:
    """How each stands, in their order; a constant number of statements."""
    rows = list(places)
    counted = shares(rows)
    reasons = reasons_of(rows, counted)
    return [
        TraineeStand(each.place, counted[each.place.pk], reasons.get(each.place.pk, ()), each)
        for each in readiness(rows)
    ]


def behind(rows: QuerySet[Enrolment]) -> list[int]:
    """The places of those who fall behind."""
    return list(reasons_of(rows.filter(state=State.ACCEPTED)))


def standing(rows: QuerySet[Enrolment], stand: str, *, lately: bool = False) -> QuerySet[Enrolment]:
    """Those of the places that stand so to the certificate. The rule is asked only about who has none yet: of many
    years most have one. With `lately` only about batches that run, or ended within a year.
    """
    studying = rows.filter(state__in=Enrolment.STUDYING)
    if stand == "issued":
        return studying.filter(certificate__isnull=False)
    open_ones, waiting = studying.filter(certificate=None), Q(pk__in=waiting_names().values("enrolment"))
    if stand == "prepared":
        return open_ones.filter(waiting)
    if lately:
        open_ones = open_ones.filter(batch__ended_on__gte=clock.local(clock.now()).date() - YEAR)
    standings = readiness(open_ones.exclude(waiting).select_related(None).select_related("batch").order_by())
    return rows.filter(pk__in=[each.place.pk for each in standings if each.stand == stand])
