"""Short ways to a class that was held, with a recording and check questions."""

from datetime import datetime, timedelta
from typing import Any

from market.accounts.models import User
from market.core.base import clock
from market.training.made_up.actions import CheckDetails, answer_checks, write_checks
from market.training.made_up.queries import asked_in, make_up_of
from market.training.models import (
    Attendance,
    AttendanceMark,
    Batch,
    CheckSet,
    CheckTry,
    ClassSession,
    Enrolment,
    Recording,
)

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
QUESTIONS = [
    CheckDetails(f"প্রশ্ন {number_bn}", f"Question {number}", ["ঠিক", "ভুল", "আরেক"], ["right", "wrong", "other"])
    for number_bn, number in (("এক", "one"), ("দুই", "two"), ("তিন", "three"))
]


def goto(at: datetime) -> None:
    """Move the time there, without what falls due on the way."""
    clock._offset = at - clock.wall()


def held(batch: Batch, number: int = 90, ago: timedelta = HOUR) -> ClassSession:
    """A live class of the batch that ended so long ago; whoever is in the batch was in it then."""
    ends_at = clock.now() - ago
    columns = {"starts_at": ends_at - HOUR, "ends_at": ends_at, "trainer": batch.trainer, "kind": "live"}
    Enrolment.objects.filter(batch=batch, offered_at__gt=ends_at - 2 * HOUR).update(offered_at=ends_at - 2 * HOUR)
    return ClassSession.objects.create(batch=batch, number=number, **columns)


def recording(session: ClassSession, by: User) -> Recording:
    columns = {"title": "পুরো ক্লাস", "link": "https://meet.jit.si/1", "size": 88080384, "minutes": 92}
    return Recording.objects.create(session=session, added_by=by, added_at=clock.now(), **columns)


def checks(session: ClassSession, by: User) -> CheckSet:
    return write_checks(by=by, recording_id=recording(session, by).pk, questions=QUESTIONS)


def answered(trainee: User, session: ClassSession, wrong: int = 0) -> CheckTry:
    """The next try, with so many wrong answers."""
    make_up = make_up_of(Enrolment.objects.get(trainee=trainee, batch=session.batch_id), session)
    questions = asked_in(make_up)
    answers = [one.order.index(1 if place < wrong else 0) for place, one in enumerate(questions)]
    return answer_checks(
        by=trainee,
        session_id=session.pk,
        check_set_id=make_up.check_set.pk,
        number=make_up.number,
        answers=answers,
    )


def marked(session: ClassSession, place: Enrolment, by: User, value: str = "absent", **columns: Any) -> AttendanceMark:
    row = {"source": "roll", "value": value, "by": by, "at": clock.now(), **columns}
    ClassSession.objects.filter(pk=session.pk).update(rolled_at=clock.now())
    return AttendanceMark.objects.create(session=session, enrolment=place, **row)


def counts(session: ClassSession) -> str:
    return Attendance.objects.values_list("counts", flat=True).get(session=session)
