"""The jobs that a user saved or hid."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from market.jobs.models import Job, Mark

if TYPE_CHECKING:
    from market.accounts.models import User


def marked_jobs(user: "User", kind: Mark.Kind) -> "QuerySet[Job]":
    """Jobs that the user saved or hid and may still see; the newest mark first."""
    rows = Job.objects.with_parts().visible_to(user).filter(marks__user=user, marks__kind=kind)
    return rows.order_by("-marks__at", "-pk")
