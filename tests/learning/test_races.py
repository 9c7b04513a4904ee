"""What two people do to one exam at once: real commits, so nothing is shared with other tests."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, transaction

from market.learning.exams.actions import ExamBegun
from market.learning.marking.actions import mark_answer, release_exam
from market.learning.models import Exam, Sitting, SittingMark
from market.learning.sittings.actions import begin
from market.learning.sittings.refusals import OnOtherDevice
from market.training.models import Batch
from tests import make
from tests.concurrency.test_money import race
from tests.learning.exam_story import HOUR, bank, batch_with, essay, essay_exam, exam_of, later, wrote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def farida(transactional_db):
    return make.make_freelancer("Farida")


@pytest.fixture
def oli(transactional_db):
    return make.make_officer()


@pytest.fixture
def batch(oli, farida) -> Batch:
    bank()
    return batch_with(oli, farida)


def test_an_exam_begun_on_five_phones_at_once_is_begun_on_one(batch, oli, farida):
    exam = exam_of(oli, batch, tries=3, retake_days=0)
    outcomes = race(*(partial(begin, by=farida, exam_id=exam.pk, device=uuid4()) for _each in range(5)))
    assert sum(isinstance(each, Sitting) for each in outcomes) == 1
    assert sum(isinstance(each, OnOtherDevice) for each in outcomes) == 4


def test_a_mark_that_waited_for_the_release_is_refused(batch, oli, farida):
    question = essay()
    exam: Exam = essay_exam(oli, batch)
    sitting = wrote(farida, exam, good=9)
    later(3 * HOUR)
    again = partial(mark_answer, by=oli, sitting_id=sitting.pk, question_id=question.pk)
    again(points=[6, 4])

    def other_mark() -> object:
        try:
            return again(points=[0, 0])
        except ExamBegun as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            release_exam(by=oli, exam_id=exam.pk)
            waiting = threads.submit(other_mark)
            time.sleep(0.5)
            assert not waiting.done()
        assert isinstance(waiting.result(), ExamBegun)
    assert SittingMark.objects.count() == 1
