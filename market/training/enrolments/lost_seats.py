"""Seats that a draw gave and that nobody could be offered when the list was published."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from market.core.base import clock
from market.training.enrolments.queries import unplaced
from market.training.enrolments.terms import is_too_late
from market.training.models import Application, Enrolment, SelectionPlace


def lost_seats() -> QuerySet[SelectionPlace]:
    """What a draw gave to applicants who are still here, and no place was made of it."""
    seats = SelectionPlace.objects.filter(outcome=SelectionPlace.Outcome.SEAT)
    here = seats.filter(application__state=Application.State.SUBMITTED, application__applicant__is_active=True)
    return here.filter(~Exists(Enrolment.objects.filter(application=OuterRef("application"))))


def why_lost(place: SelectionPlace) -> str:
    """Why the seat is not offered, and what comes next, in the active language."""
    batch, applicant = place.batch, place.application.applicant
    assert batch is not None  # noqa: S101  # for mypy: a seat has one
    if is_too_late(batch):
        words = _(
            "Batch %(batch)s began too long ago when the list was published, so its seats are offered to nobody. You "
            "may apply again in a later phase."
        )
    elif not unplaced(SelectionPlace.objects.filter(pk=place.pk)).exists():
        words = _(
            "A place in the programme stands on your name or your earlier certificate already, so the seat in batch "
            "%(batch)s goes to the next on the waiting list."
        )
    elif applicant.suspended_until is not None and applicant.suspended_until > clock.now():
        words = _(
            "Your account is suspended, so the seat in batch %(batch)s goes to the next on the waiting list. When you "
            "can use your account again, you are on that list by your rank."
        )
    else:
        words = _(
            "All seats of batch %(batch)s were taken between the draw and its publication. You come first when one "
            "becomes free: it is then offered to you by itself."
        )
    return words % {"batch": batch.code}
