"""What paper copies add to the pages of a course and a batch."""

from typing import Any

from django.db.models import Count, Q

from market.accounts.models import User
from market.training.models import Batch, Enrolment, GuideCopy
from market.training.page_parts import page_part

State = GuideCopy.State


@page_part("course", "training/parts/course_guide.html", order=50)
def course_guide(user: User, place: Enrolment) -> dict[str, Any] | None:
    """The guide book, and the question whether the paper copy has arrived."""
    copy = GuideCopy.objects.filter(enrolment=place).first()
    return {"copy": copy}


@page_part("batch", "training/parts/batch_guide.html", order=50)
def batch_guide(user: User, batch: Batch) -> dict[str, Any] | None:
    """Who of a batch lacks the paper copy, for its trainers and officers."""
    places = batch.enrolments.studying().select_related("guide_copy")
    counts = places.aggregate(
        all=Count("pk"),
        sent=Count("pk", filter=Q(guide_copy__state__in=(State.SENT, State.RECEIVED))),
        received=Count("pk", filter=Q(guide_copy__state=State.RECEIVED)),
    )
    if not counts["all"]:
        return None
    lacking = places.exclude(guide_copy__state=State.RECEIVED).order_by("seat")
    return {**counts, "lacking": lacking, "is_officer": user.has_role(User.Role.OFFICER)}
