"""What graduating adds to the pages of a trainee, a place, a batch and a phase."""

from typing import TYPE_CHECKING, Any

from market.training.graduation import rule  # noqa: F401  # registers what is needed
from market.training.graduation.queries import is_by_rule, phase_counts, readiness, readiness_of, stands
from market.training.models import Batch, Enrolment, Phase
from market.training.page_parts import page_part

if TYPE_CHECKING:
    from market.accounts.models import User


@page_part("course", "training/parts/graduation_course.html", order=40)
def own_graduation(user: "User", place: Enrolment) -> dict[str, Any] | None:
    """What a trainee needs for the certificate, and how far it is; then the certificate."""
    if place.state not in Enrolment.STUDYING or not is_by_rule(place.batch):
        return None
    [stand] = readiness([place])
    return {"stand": stand, "held": stand.certificate is not None and stand.certificate.holder_id == user.pk}


@page_part("place", "training/parts/graduation_place.html", order=40)
def graduation_of_place(user: "User", place: Enrolment) -> dict[str, Any] | None:
    """How a place stands, with exceptions and who decided them."""
    if place.state not in Enrolment.STUDYING or not is_by_rule(place.batch):
        return None
    [stand] = readiness([place])
    is_own = place.trainee_id == user.pk
    exceptions = place.exceptions.select_related("proposed_by", "decided_by")
    shown = [each for each in exceptions if each.is_confirmed or not is_own]
    return {"stand": stand, "is_own": is_own, "exceptions": shown}


@page_part("batch", "training/parts/graduation_batch.html", order=40)
def graduation_of_batch(user: "User", batch: Batch) -> dict[str, Any] | None:
    """How many are ready, and the way to the page of it."""
    if not is_by_rule(batch):
        return None
    counts = stands(readiness_of(batch))
    return {"counts": counts, "batch": batch} if counts else None


@page_part("phase", "training/parts/graduation_phase.html", order=40)
def graduation_of_phase(user: "User", phase: Phase) -> dict[str, Any] | None:
    """Certificates and exceptions of the phase."""
    return next(({"count": each} for each in phase_counts(phase.programme) if each.phase.pk == phase.pk), None)
