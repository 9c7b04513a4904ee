"""Who has met what the certificate needs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base import clock
from market.training.graduation.requirements import Requirement, requirements_of
from market.training.models import (
    Batch,
    Certificate,
    ClassSession,
    Enrolment,
    GraduationException,
    Issuance,
    Phase,
    PreparedName,
    Programme,
)

STANDS = {
    "ready": pgettext_lazy("for a certificate", "Ready"),
    "lacking": _("Lacks something"),
    "prepared": _("Waits for release"),
    "issued": pgettext_lazy("a certificate", "Issued"),
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """A requirement of one place, and the exception that waives it, if there is one."""

    code: str
    requirement: Requirement
    exception: GraduationException | None = None

    @property
    def is_settled(self) -> bool:
        """Whether it is met, or need not be."""
        return self.requirement.is_met or self.is_waived

    @property
    def is_waived(self) -> bool:
        """Whether it is not met, and a confirmed exception says that it need not be."""
        return not self.requirement.is_met and self.exception is not None and self.exception.is_confirmed


@dataclass(frozen=True, slots=True)
class Readiness:
    """One place, and how it stands to each requirement."""

    place: Enrolment
    criteria: list[Criterion]
    certificate: Certificate | None = None
    is_prepared: bool = False  # waits for the release of its certificate

    @property
    def is_ready(self) -> bool:
        """Whether all is met or waived. Where nothing is asked nobody is ready."""
        return bool(self.criteria) and all(each.is_settled for each in self.criteria)

    @property
    def lacking(self) -> list[Criterion]:
        """What is neither met nor waived."""
        return [each for each in self.criteria if not each.is_settled]

    @property
    def is_to_prepare(self) -> bool:
        """Whether a certificate can be prepared for it."""
        is_open = self.place.state == Enrolment.State.ACCEPTED and not self.is_prepared and self.certificate is None
        return self.is_ready and is_open

    @property
    def stand(self) -> str:
        """One word for where it stands: issued, prepared, ready or lacking."""
        if self.certificate is not None:
            return "issued"
        if self.is_prepared:
            return "prepared"
        return "ready" if self.is_ready else "lacking"


def readiness(places: Iterable[Enrolment]) -> list[Readiness]:
    """How places stand, in their order: statements are as many for one place as for a hundred."""
    rows = list(places)
    found_by_code = list(requirements_of(rows)) if rows else []
    exceptions = {
        (each.enrolment_id, each.requirement): each
        for each in GraduationException.objects.filter(enrolment__in=rows).select_related("proposed_by", "decided_by")
    }
    certificates = {each.enrolment_id: each for each in Certificate.objects.filter(enrolment__in=rows)}
    prepared = set(waiting_names().filter(enrolment__in=rows).values_list("enrolment", flat=True))
    return [
        Readiness(
            place,
            [
                Criterion(code, by_place[place.pk], exceptions.get((place.pk, code)))
                for code, by_place in found_by_code
                if place.pk in by_place
            ],
            certificates.get(place.pk),
            place.pk in prepared,
        )
        for place in rows
    ]


def waiting_names() -> QuerySet[PreparedName]:
    """Of places whose certificate waits for its release."""
    return PreparedName.objects.filter(enrolment__isnull=False, issuance__state__in=Issuance.OPEN, certificate=None)


def readiness_of(batch: Batch) -> list[Readiness]:
    """How all who study in a batch stand, by seat."""
    return readiness(batch.enrolments.studying().select_related("trainee").order_by("seat"))


def stands(rows: Iterable[Readiness]) -> Counter[str]:
    """How many are issued, prepared, ready and lacking."""
    return Counter(each.stand for each in rows)


def is_by_rule(batch: Batch) -> bool:
    """Whether its certificates need a place that is ready: it has a calendar, or could have had one.

    Batches that ended before the first class of any calendar were taught before attendance was kept here.
    """
    if batch.sessions.exists():
        return True
    first = _first_class()
    return first is not None and batch.ended_on >= first


def _first_class() -> date | None:
    """The day of the first class of any calendar."""
    first = ClassSession.objects.aggregate(first=Min("starts_at"))["first"]
    return clock.local(first).date() if first is not None else None


def issued_by_hand() -> int:
    """How many certificates officers have issued to batches without a calendar since there are calendars: public, as
    exceptions are."""
    first = _first_class()
    rows = Certificate.objects.filter(enrolment=None, issued_on__gte=first) if first else Certificate.objects.none()
    return rows.count()


@dataclass(frozen=True, slots=True)
class PhaseCount:
    """Of a phase: how many certificates were issued by the rule, and how many trainees have an exception from it."""

    phase: Phase
    certificates: int
    exceptions: int


def phase_counts(programme: Programme | None) -> list[PhaseCount]:
    """For each phase of the programme that has either. The counts are exact, though small: an exception is public."""
    issued = Count("batches__enrolments", filter=Q(batches__enrolments__certificate__isnull=False), distinct=True)
    confirmed = Q(batches__enrolments__exceptions__state=GraduationException.State.CONFIRMED)
    excepted = Count("batches__enrolments", filter=confirmed, distinct=True)
    rows = Phase.objects.filter(programme=programme).annotate(issued=issued, excepted=excepted)
    counts = [
        PhaseCount(each, each.issued, each.excepted)  # type: ignore[attr-defined]  # annotated
        for each in rows.order_by("number")
    ]
    return [each for each in counts if each.certificates or each.exceptions]
