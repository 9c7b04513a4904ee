"""What applicants and the public page of applying read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.training.models import Application, Batch, District, Enrolment, Phase, Topic


@dataclass(frozen=True, slots=True)
class DistrictOffer:
    """What a phase has in a district: a batch for each topic."""

    district: District
    batches: list[Batch]

    @property
    def seats(self) -> int:
        """The seats of all its batches."""
        return sum(each.seats for each in self.batches)


@dataclass(frozen=True, slots=True)
class PhaseOffer:
    """A phase for which people apply, with its districts by name."""

    phase: Phase
    districts: list[DistrictOffer]

    @property
    def seats(self) -> int:
        """The seats of all its districts."""
        return sum(each.seats for each in self.districts)

    @property
    def is_open(self) -> bool:
        """Whether people can apply now."""
        return self.phase.opens_at <= clock.now() < self.phase.closes_at


def open_phases() -> QuerySet[Phase]:
    """Phases for which people apply now, the one that closes first on top."""
    now = clock.now()
    rows = Phase.objects.filter(opens_at__lte=now, closes_at__gt=now)
    return rows.select_related("programme").order_by("closes_at", "pk")


def coming_phase() -> Phase | None:
    """The phase for which applications open next."""
    rows = Phase.objects.filter(opens_at__gt=clock.now())
    return rows.select_related("programme").order_by("opens_at", "pk").first()


def offers_of(phases: Iterable[Phase]) -> list[PhaseOffer]:
    """These phases with their districts and batches."""
    rows = list(phases)
    by_phase: dict[int | None, dict[int, list[Batch]]] = defaultdict(lambda: defaultdict(list))
    batches = Batch.objects.filter(phase__in=rows).select_related("district", "topic")
    for batch in batches.order_by("topic__position", "pk"):
        by_phase[batch.phase_id][batch.district_id].append(batch)
    return [
        PhaseOffer(
            phase,
            sorted(
                (DistrictOffer(each[0].district, each) for each in by_phase[phase.pk].values()),
                key=lambda each: each.district.name,
            ),
        )
        for phase in rows
    ]


def districts_of(phase: Phase) -> QuerySet[District]:
    """The districts in which a phase trains."""
    return District.objects.filter(pk__in=phase.batches.values("district"))


def topics_of(phase: Phase, district: District | None) -> list[Topic]:
    """The topics that a phase has in a district, in the programme's order."""
    batches = phase.batches.filter(district=district) if district else phase.batches.none()
    return list(Topic.objects.filter(pk__in=batches.values("topic")).order_by("position"))


def applications_of(user: User) -> QuerySet[Application]:
    """The user's own, the newest first."""
    rows = Application.objects.filter(applicant=user)
    return rows.select_related("phase__programme", "district", "certificate").order_by("-pk")


def seats_of(user: User) -> dict[int, Enrolment]:
    """The seat that the user holds in each programme, by its id: there a second application is not possible."""
    rows = Enrolment.objects.seated().filter(trainee=user, batch__phase__isnull=False).select_related("batch__phase")
    return {each.batch.phase.programme_id: each for each in rows.order_by("-pk") if each.batch.phase}


def running_application(user: User, phase: Phase) -> Application | None:
    """The user's application for a phase, unless it was withdrawn."""
    return applications_of(user).filter(phase=phase).exclude(state=Application.State.WITHDRAWN).first()
