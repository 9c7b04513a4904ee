"""Many begin one exam at once, and answers of one sitting arrive from several requests at once."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection

from market.learning.models import Sitting, SittingAnswer, SittingDevice
from market.learning.sittings.actions import begin, submit, take_over
from market.learning.sittings.answer_actions import SentAnswer, store_answers
from tests import make
from tests.concurrency.test_money import race
from tests.learning.exam_story import OTHER_PHONE, PHONE, bank, batch_with, exam_of

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 24


@pytest.fixture
def exam(oli):
    bank()
    people = [make.make_person(f"T{number}") for number in range(PEOPLE)]
    return exam_of(oli, batch_with(oli, *people))


def everybody(calls):
    """What each of the calls returns, four at a time."""

    def run(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(run, calls))


def test_all_begin_at_once_each_twice_and_answer_with_replays(exam):
    people = [each.trainee for each in exam.batch.enrolments.select_related("trainee")]
    sittings = everybody([partial(begin, by=each, exam_id=exam.pk, device=PHONE) for each in people for _twice in "ab"])
    assert len({each.pk for each in sittings}) == PEOPLE == Sitting.objects.count() == SittingDevice.objects.count()
    calls = []
    for row in sittings:  # each of them twice
        for number, question in enumerate(row.paper, start=1):
            sent = [SentAnswer(number, question, str(number))]
            calls.append(partial(store_answers, by=row.user, sitting_id=row.pk, device=1, key=PHONE, answers=sent))
    assert all(each.is_stored for arrived in everybody(calls) for each in arrived.receipts)
    assert SittingAnswer.objects.count() == PEOPLE * 4


def test_one_answer_from_eight_requests_is_stored_once(exam):
    user = exam.batch.enrolments.first().trainee
    row = begin(by=user, exam_id=exam.pk, device=PHONE)
    sent = [SentAnswer(number, row.paper[0], str(number)) for number in range(1, 5)]
    race(*[partial(store_answers, by=user, sitting_id=row.pk, device=1, key=PHONE, answers=sent) for _each in range(8)])
    assert row.answers.count() == 4


def test_going_on_elsewhere_and_submitting_at_once_leave_one_device(exam):
    user = exam.batch.enrolments.first().trainee
    row = begin(by=user, exam_id=exam.pk, device=PHONE)
    race(
        *[partial(take_over, by=user, sitting_id=row.pk, device=OTHER_PHONE) for _each in range(4)],
        *[partial(submit, by=user, sitting_id=row.pk) for _each in range(2)],
    )
    assert row.devices.filter(ended_at=None).count() == 1
    assert row.devices.count() <= 2
