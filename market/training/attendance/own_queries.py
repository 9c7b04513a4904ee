"""A trainee's attendance class by class: what each source says, what counts, and what can be done about it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from market.core.base import clock
from market.training.attendance.models import Value
from market.training.attendance.queries import Share, share_of
from market.training.attendance_objections.actions import may_object
from market.training.district_outages.queries import extended_in
from market.training.made_up.queries import MakeUp, sets_of
from market.training.models import (
    Attendance,
    AttendanceMark,
    AttendanceObjection,
    CheckTry,
    ClassSession,
    Enrolment,
    OutageClaim,
)
from market.training.outage_claims.actions import may_claim


@dataclass(frozen=True)
class ClassRow:
    """A class of a trainee with all that is known of their attendance."""

    session: ClassSession
    counts: str
    is_contradicted: bool
    marks: Sequence[AttendanceMark]
    make_up: MakeUp | None
    claim: OutageClaim | None
    objection: AttendanceObjection | None
    now: datetime

    @property
    def is_over(self) -> bool:
        """Whether the class has ended."""
        return self.session.ends_at <= self.now

    @property
    def label(self) -> str:
        """What counts, in words; "" for nothing."""
        return str(Value(self.counts).label) if self.counts else ""

    @property
    def may_make_up(self) -> bool:
        """Whether the trainee can make the class up now."""
        return self.is_over and self.make_up is not None and self.make_up.is_open(self.now)

    @property
    def may_claim(self) -> bool:
        """Whether the trainee can claim an outage now."""
        return self.claim is None and may_claim(self.session, self.counts, self.now)

    @property
    def claim_until(self) -> datetime:
        """Until when they can."""
        until = self.session.ends_at + timedelta(days=settings.LIFECYCLE.outage_claim_days)
        return extended_in(self.session.batch, self.session.ends_at, until)

    @property
    def may_object(self) -> bool:
        """Whether the trainee can object now."""
        return self.objection is None and may_object(self.session, self.now)


@dataclass(frozen=True)
class OwnAttendance:
    """A place with its share, and its classes that have begun, the last one first."""

    place: Enrolment
    share: Share
    rows: Sequence[ClassRow]

    @property
    def strip(self) -> Sequence[ClassRow]:
        """The classes in their order."""
        return self.rows[::-1]

    @property
    def is_below(self) -> bool:
        """Whether the share is less than the rule wants."""
        return is_below(self.share)


def is_below(share: Share) -> bool:
    """Whether a share is less than the rule wants; none is not."""
    return share.percent is not None and share.percent < settings.LIFECYCLE.graduation_live_percent


def attendance_of(place: Enrolment) -> OwnAttendance:
    """The attendance of a place, in a constant number of statements."""
    begun = ClassSession.objects.planned().filter(batch=place.batch_id, starts_at__lte=clock.now())
    mine = begun.filter(starts_at__gte=place.offered_at).select_related("batch").order_by("-starts_at")
    return OwnAttendance(place, share_of(place), rows_of(place, list(mine)))


def rows_of(place: Enrolment, sessions: Sequence[ClassSession]) -> list[ClassRow]:
    """What is known of a trainee in each of these classes of their batch, in a constant number of statements."""
    now, of_place = clock.now(), {"enrolment": place, "session__in": [each.pk for each in sessions]}
    counted = {each.session_id: each for each in Attendance.objects.filter(**of_place)}
    marks, tries = defaultdict(list), defaultdict(list)
    for mark in AttendanceMark.objects.filter(**of_place).select_related("by"):
        marks[mark.session_id].append(mark)
    for session in sessions[1:]:
        session.batch = sessions[0].batch  # what is read of it is read once
    sets = sets_of(sessions)
    for each in CheckTry.objects.filter(enrolment=place, check_set__in=[each.pk for each in sets.values()]):
        tries[each.check_set_id].append(each)
    claims = {each.session_id: each for each in OutageClaim.objects.filter(**of_place)}
    objections = {each.session_id: each for each in AttendanceObjection.objects.filter(**of_place)}

    def row(session: ClassSession) -> ClassRow:
        counting, check_set = counted.get(session.pk), sets.get(session.pk)
        counts = counting.counts if counting else ""
        own_tries = tries[check_set.pk] if check_set else []
        make_up = MakeUp(session, place, check_set, counts, own_tries) if check_set else None
        is_contradicted = counting is not None and counting.is_contradicted
        claim, objection = claims.get(session.pk), objections.get(session.pk)
        return ClassRow(session, counts, is_contradicted, marks[session.pk], make_up, claim, objection, now)

    return [row(each) for each in sessions]
