"""Projects on the pages of a course, a batch and a phase."""

from typing import TYPE_CHECKING, Any

from market.core.base import clock
from market.training.models import Batch, Enrolment, Phase, Project
from market.training.page_parts import page_part
from market.training.projects import terms
from market.training.projects.queries import counts_of

if TYPE_CHECKING:
    from market.accounts.models import User


@page_part("course", "training/parts/course_project.html", order=30)
def course_project(user: "User", place: Enrolment) -> dict[str, Any] | None:
    """The trainee's project and what is due next; before, that one can be chosen."""
    if place.state not in Enrolment.STUDYING:
        return None
    project = Project.objects.filter(enrolment=place).first()
    if project is None and terms.opens_at(place.batch) > clock.now():
        return None
    return {"project": project, "now": clock.now()}


@page_part("batch", "training/parts/batch_projects.html", order=30)
def projects_of_batch(user: "User", batch: Batch) -> dict[str, Any] | None:
    """How the projects of a batch stand."""
    return {"counts": counts_of(batch.enrolments.all()), "batch": batch} if batch.phase_id else None


@page_part("phase", "training/parts/phase_projects.html", order=30)
def projects_of_phase(user: "User", phase: Phase) -> dict[str, Any] | None:
    """How the projects of a phase stand."""
    return {"counts": counts_of(Enrolment.objects.filter(batch__phase=phase)), "phase": phase}
