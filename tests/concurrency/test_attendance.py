"""Many enter the code of a class at once, and one roll is sent from two phones at once."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection

from market.core.base import clock
from market.training.attendance import code_actions
from market.training.attendance.roll_actions import RollMark, call_roll
from market.training.models import Attendance, AttendanceMark, CodeTries
from tests import make
from tests.concurrency.test_money import race, winners
from tests.training import plan_story as story

pytestmark = pytest.mark.django_db(transaction=True)
TRAINEES = 36


@pytest.fixture
def sessions(oli):
    """Two classes of one hour, each of 36 trainees, which begin now."""
    rows = []
    for number in (1, 2):
        batch = story.planned_batch(oli, number=number, trainer=story.trainer())
        for seat in range(1, TRAINEES + 1):
            story.enrolled(batch, make.make_person(f"T{number}x{seat}"), seat=seat)
        rows.append(batch.sessions.filter(kind="live").earliest("starts_at"))
    clock._offset = rows[0].starts_at - clock.wall()
    return rows


def entering(session):
    code = code_actions.digits_of(code_actions.open_code(by=session.trainer, session_id=session.pk))
    people = [each.trainee for each in session.batch.enrolments.select_related("trainee")]
    return [partial(code_actions.enter_code, by=each, session_id=session.pk, code=code) for each in people]


def test_72_codes_are_entered_twice_by_four_threads_and_counted_once(sessions):
    calls = [call for session in sessions for call in entering(session)]

    def enter(call):
        try:
            return call().pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        entered = list(threads.map(enter, [call for call in calls for _twice in range(2)]))
    assert entered[::2] == entered[1::2]
    assert len(set(entered)) == len(calls) == 72 == AttendanceMark.objects.count()
    assert Attendance.objects.filter(counts="present").count() == 72


def test_twelve_guesses_at_once_are_five_tries(sessions):
    call = entering(sessions[0])[0]
    right = call.keywords["code"]
    wrong = [f"{(int(right) + at) % 10**6:06}" for at in range(1, 12)]
    outcomes = race(*(partial(call.func, **{**call.keywords, "code": each}) for each in wrong))
    assert sorted({each.code for each in outcomes}) == ["no_tries_left", "wrong_attendance_code"]
    assert sum(each.code == "wrong_attendance_code" for each in outcomes) == 4
    assert CodeTries.objects.get().tries == len(wrong)
    assert isinstance(race(call)[0], code_actions.NoTriesLeft)


def test_one_roll_from_two_phones_at_once_keeps_both(sessions):
    session = sessions[0]
    places = list(session.batch.enrolments.all())

    def roll(value):
        marks = [RollMark(each.pk, value, client_id=uuid4()) for each in places]
        return partial(call_roll, by=session.trainer, session_id=session.pk, marks=marks)

    present, absent = roll("present"), roll("absent")
    winners(race(present, absent, present, absent))
    assert AttendanceMark.objects.count() == 2 * TRAINEES
    first = AttendanceMark.objects.earliest("pk").value
    assert Attendance.objects.filter(is_contradicted=True, counts=first).count() == TRAINEES
