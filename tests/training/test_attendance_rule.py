"""What counts of marks of attendance, and shares of classes: the rule that market/training/sql/attendance.sql holds."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from market.core.base import clock
from market.training.attendance.queries import Share, share_of, shares
from market.training.models import Attendance, AttendanceMark, ClassSession, Enrolment
from tests import make
from tests.training.plan_story import enrolled, planned_batch

# Marks in their order, "!" settles; what counts of them, "?" contradicted.
CASES = {
    "": "",
    "code": "present",
    "roll:absent": "absent",
    "roll:late code": "late",
    "code roll:late": "late",
    "code roll:present": "present",
    "code roll:absent": "present?",
    "code roll:absent!": "absent",
    "roll:absent! code": "absent?",
    "code roll:absent roll:absent!": "absent",
    "roll:present roll:absent": "present?",
    "roll:absent roll:late": "absent?",
    "roll:absent roll:present roll:present!": "present",
    "roll:absent roll:present made_up": "made_up?",
    "roll:absent code": "absent?",
    "code roll:absent roll:late": "present?",
    "roll:absent roll:absent": "absent",
    "roll:present roll:absent!": "absent",
    "roll:present roll:absent! roll:present": "absent?",
    "roll:excused": "excused",
    "roll:excused roll:absent": "excused?",
    "roll:absent made_up": "made_up",
    "made_up": "made_up",
    "roll:present made_up": "present",
    "roll:absent outage": "excused",
    "roll:absent outage made_up": "made_up",
    "code roll:absent outage": "present?",
    "code roll:absent office:absent": "absent",
    "roll:absent office:present": "present",
    "office:present roll:absent!": "present",
    "office:present office:excused": "excused",
}
ONLY = {"code": "present", "made_up": "made_up", "outage": "excused"}


@pytest.fixture
def place(oli):
    return enrolled(planned_batch(oli), make.make_person("nasrin"))


def mark(place: Enrolment, session: ClassSession, text: str) -> AttendanceMark:
    source, _, value = text.rstrip("!").partition(":")
    row = {"source": source, "value": value or ONLY[source], "settles": text.endswith("!")}
    return AttendanceMark(session=session, enrolment=place, by=place.trainee, at=clock.now(), **row)


@pytest.mark.parametrize("one_by_one", [True, False])
def test_what_counts(place, one_by_one):
    sessions = list(place.batch.sessions.all())
    for session, (marks, expected) in zip(sessions * 2, CASES.items(), strict=False):
        with transaction.atomic():
            rows = [mark(place, session, each) for each in marks.split()]
            if one_by_one:
                for row in rows:
                    row.save()
            else:
                AttendanceMark.objects.bulk_create(rows)
            row = Attendance.objects.filter(session=session).first()
            shown = f"{row.counts}{'?' * row.is_contradicted}" if row else ""
            assert (marks, shown) == (marks, expected)
            transaction.set_rollback(True)


def test_marks_stay(place):
    row = mark(place, place.batch.sessions.first(), "roll:absent")
    row.save()
    for change in (lambda: AttendanceMark.objects.update(value="present"), row.delete):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()


def test_shares(oli, place):
    """Classes count once their roll was called, while the trainee is in the batch; who moves keeps what counted."""
    sessions = list(place.batch.sessions.order_by("starts_at"))[:5]
    for session, text in zip(sessions, ["roll:present", "roll:absent", "roll:excused", "roll:late"], strict=False):
        mark(place, session, text).save()
    ids = [each.pk for each in sessions[:4]]
    ClassSession.objects.filter(pk__in=ids).update(rolled_at=clock.now())
    assert (share_of(place), share_of(place).percent) == (Share(attended=2, counted=3), 66)
    only = shares([place], since=sessions[1].starts_at, until=sessions[3].starts_at)
    assert only == {place.pk: Share(attended=0, counted=1)}
    ClassSession.objects.filter(pk=sessions[0].pk).update(state="not_held")
    assert share_of(place) == Share(attended=1, counted=2)

    other = planned_batch(oli, number=2)
    Enrolment.objects.filter(pk=place.pk).update(
        state="transferred", seat=None, ended_at=sessions[2].starts_at + timedelta(hours=3)
    )
    place.refresh_from_db()
    new = enrolled(other, place.trainee)
    Enrolment.objects.filter(pk=new.pk).update(moved_from=place)
    new.refresh_from_db()
    called = other.sessions.order_by("starts_at").first()
    mark(new, called, "code").save()
    ClassSession.objects.filter(pk=called.pk).update(rolled_at=clock.now())
    assert share_of(new) == Share(attended=1, counted=2)
    assert share_of(enrolled(other, make.make_person("late"), seat=2)) == Share(0, 1)
