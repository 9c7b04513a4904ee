"""Attendance of a batch: its trainees by seat, its classes in their order, and what counts of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from market.core.base import clock
from market.training.attendance.own_queries import is_below
from market.training.attendance.queries import Share, shares
from market.training.enrolments.queries import trainees_of
from market.training.models import Attendance, Batch, ClassSession, Enrolment


@dataclass(frozen=True)
class TraineeRow:
    """A trainee with their share, and what counts in each of the classes (None: it has no word on it)."""

    place: Enrolment
    share: Share
    cells: Sequence[Attendance | None]

    @property
    def is_below(self) -> bool:
        """Whether the share is less than the rule wants."""
        return is_below(self.share)


@dataclass(frozen=True)
class BatchAttendance:
    """The table of a batch."""

    sessions: Sequence[ClassSession]
    rows: Sequence[TraineeRow]

    @property
    def below(self) -> int:
        """How many trainees have less than the rule wants."""
        return sum(each.is_below for each in self.rows)


def attendance_table(batch: Batch) -> BatchAttendance:
    """Its classes that have begun and took place, and its trainees; a constant number of statements."""
    sessions = list(batch.sessions.planned().filter(starts_at__lte=clock.now()).order_by("starts_at", "pk"))
    places = list(trainees_of(batch).select_related("trainee"))
    by_place, rows = shares(places), Attendance.objects.filter(session__in=sessions, enrolment__in=places)
    cells = {(each.enrolment_id, each.session_id): each for each in rows}
    return BatchAttendance(
        sessions,
        [
            TraineeRow(each, by_place[each.pk], [cells.get((each.pk, session.pk)) for session in sessions])
            for each in places
        ],
    )
