"""What the first screen of a trainee's course says: what can be done about the next class, and what is due."""

from dataclasses import dataclass

from market.accounts.models import User
from market.core.base import clock
from market.core.base.home_tasks import TRAINEE, Home, Task
from market.training.models import AttendanceMark, ClassSession, Enrolment
from market.training.rooms.queries import opens_at, room_state

NEXT_CLASS = "next_class"  # the kind of task that the course shows on a card of its own
MOST_DUE = 3  # on the page, so that attendance and whom to ask stand near


@dataclass(frozen=True, slots=True)
class ClassStep:
    """What a trainee can do about their next class now: enter its room, enter the code that the trainer shows."""

    has_begun: bool
    may_join: bool
    asks_code: bool


def step_of(place: Enrolment, session: ClassSession) -> ClassStep:
    """For the trainee of the place. A code is asked for until it was entered."""
    now = clock.now()
    if session.starts_at > now and not (session.is_online and opens_at(session) <= now):
        return ClassStep(has_begun=False, may_join=False, asks_code=False)
    marks = session.marks.filter(enrolment=place, source=AttendanceMark.Source.CODE)
    asks = session.is_online and session.attendance_codes.open().exists() and not marks.exists()
    may_join = session.is_online and room_state(place.trainee, session) == "open"
    return ClassStep(has_begun=session.starts_at <= now, may_join=may_join, asks_code=asks)


def due_of(user: User) -> list[Task]:
    """What the user has to do as a trainee, soonest first."""
    return [each for each in Home(user).tasks() if each.side == TRAINEE and each.kind != NEXT_CLASS]
