"""Exams elsewhere on the site: what a certificate needs, tasks, notifications, My course, outages of a district."""

from datetime import timedelta

import pytest

from market.core.base import clock
from market.core.base.home_tasks import Home
from market.learning.exams.actions import cancel_exam
from market.learning.home_tasks import exam_tasks
from market.learning.marking.actions import release_exam
from market.learning.models import Exam, Sitting
from market.learning.sittings.actions import submit
from market.training.district_outages.actions import enter_outage
from market.training.graduation.requirements import requirements_of
from market.training.models import Enrolment
from tests.learning.exam_story import HOUR, MINUTE, answer_all, bank, batch_with, begun, exam_of, later


@pytest.fixture
def exam(db, oli, farida) -> Exam:
    bank()
    return exam_of(oli, batch_with(oli, farida))


def needed(places: list[Enrolment]) -> dict[int, bool]:
    return {pk: each.is_met for pk, each in dict(requirements_of(places))["exam"].items()}


def test_a_certificate_needs_the_exam_of_the_batch(exam, farida, oli, settings):
    place = Enrolment.objects.get(trainee=farida)
    assert needed([place]) == {place.pk: False}
    sitting = begun(farida, exam)
    answer_all(sitting, 4)
    submit(by=farida, sitting_id=sitting.pk)
    later(timedelta(hours=40))
    assert needed([place]) == {place.pk: False}
    release_exam(by=oli, exam_id=exam.pk)
    assert needed([place]) == {place.pk: True}
    Exam.objects.update(released_at=None, released_by=None)
    cancel_exam(by=oli, exam_id=exam.pk, reason="The paper was not right.")
    assert needed([place]) == {}


def test_tasks_lead_into_the_exam(exam, farida, rina, page):
    (task,) = exam_tasks(Home(farida))
    assert (task.kind, task.url, task.due, task.is_urgent) == (
        "exam_open",
        exam.get_absolute_url(),
        exam.closes_at,
        False,
    )
    sitting = begun(farida, exam)
    (task,) = exam_tasks(Home(farida))
    assert (task.kind, task.url, task.is_urgent) == ("exam_running", sitting.get_absolute_url(), True)
    assert exam_tasks(Home(rina)) == []
    assert "Sums" in page(farida).get("/exams/").content.decode()
    assert "No exam is planned for you." in page(rina).get("/exams/").content.decode()


def test_an_opening_is_told_once(exam, farida, mailbox):
    clock.run_due()
    clock.run_due()
    exam.refresh_from_db()
    assert exam.opening_sent_at is not None
    titles = [each.kind for each in farida.notifications.order_by("pk")]
    assert [each for each in titles if each.startswith("exam.")] == ["exam.set", "exam.opened"]


def test_an_outage_of_the_district_moves_the_end(exam, farida, oli):
    sitting = begun(farida, exam)
    hours = {"from_at": clock.now() + MINUTE, "until_at": clock.now() + HOUR}
    enter_outage(by=oli, district=exam.batch.district, reason="power", **hours)
    later(2 * MINUTE)
    clock.run_due()
    assert Sitting.objects.get(pk=sitting.pk).ends_at - sitting.ends_at > 55 * MINUTE
