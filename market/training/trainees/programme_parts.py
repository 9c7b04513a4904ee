"""What following trainees adds to the page of a place, for officers: why somebody falls behind, and what they asked."""

from typing import TYPE_CHECKING, Any

from market.training.models import AttendanceObjection, Enrolment, OutageClaim, Project, RegisterObjection
from market.training.page_parts import page_part
from market.training.trainees.behind import reasons_of, rule_in_words
from market.training.trainees.queries import LISTED

if TYPE_CHECKING:
    from market.accounts.models import User


@page_part("place", "training/parts/place_behind.html", order=5)
def behind_of_place(user: "User", place: Enrolment) -> dict[str, Any] | None:
    """For officers: why the trainee falls behind."""
    if place.trainee_id == user.pk:
        return None
    reasons = reasons_of([place]).get(place.pk)
    return {"reasons": reasons, "rule": rule_in_words()} if reasons else None


@page_part("place", "training/parts/place_project.html", order=30)
def project_of_place(user: "User", place: Enrolment) -> dict[str, Any] | None:
    """For officers: the project of the trainee."""
    if place.trainee_id == user.pk or place.state not in LISTED:
        return None
    return {"project": Project.objects.filter(enrolment=place).first()}


@page_part("place", "training/parts/place_objections.html", order=50)
def objections_of_place(user: "User", place: Enrolment) -> dict[str, Any] | None:
    """For officers: objections and claims of the trainee; grievances stand on their own pages, for who may see them."""
    if place.trainee_id == user.pk:
        return None
    register = RegisterObjection.objects.filter(application=place.application_id) if place.application_id else ()
    claims = OutageClaim.objects.filter(enrolment=place).select_related("session").order_by("-pk")
    objections = AttendanceObjection.objects.filter(enrolment=place).select_related("session").order_by("-pk")
    part = {"register": list(register), "claims": list(claims), "objections": list(objections)}
    return part if any(part.values()) else None
