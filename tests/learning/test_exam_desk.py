"""The desk of exams: set one, follow it, decide about time, release; and who gets there."""

from datetime import timedelta

import pytest

from market.core.base import clock
from market.learning.models import Exam, ExtraTime, Interruption
from market.learning.sittings.actions import submit
from market.learning.sittings.contact_actions import report_lost_time
from tests.learning.exam_story import HOUR, MINUTE, answer_all, bank, batch_with, begun, exam_of, later, send

REASON = "The hall has no power today."
DESK = "/staff/exams/"


@pytest.fixture
def batch(db, oli, farida, rina, tahmina):
    bank()
    return batch_with(oli, farida, rina, trainer=tahmina)


def sent(group, **changed):
    """The form of an exam of four questions, of which two are of one lesson."""
    day = (clock.local(clock.now()) + timedelta(days=1)).date().isoformat()
    numbers = {"minutes": "৩০", "pass_percent": 50, "tries": 1, "retake_days": 7}
    numbers |= {"grace_hours": 24, "outage_minutes": 60}
    times = {"opens_day": day, "opens_clock": "10:00", "closes_day": day, "closes_clock": "18:00"}
    rows = {"count_0": 2, "lesson_0": "adding", "difficulty_0": "", "count_1": 2, "lesson_1": "", "difficulty_1": 1}
    return {"batch": group.pk, **numbers, **times, **rows, **changed}


def test_a_trainer_sets_an_exam_of_the_own_batch(batch, page, tahmina):
    browser = page(tahmina)
    assert "?course=sums" in browser.get(f"{DESK}new/").content.decode()
    form = browser.get(f"{DESK}new/?course=sums&batch={batch.pk}").content.decode()
    assert "All trainees and graduates" not in form
    assert f'<option value="{batch.pk}" selected' in form
    answer = browser.post(f"{DESK}new/?course=sums", sent(batch))
    exam = Exam.objects.get()
    assert answer.url == f"{DESK}{exam.pk}/"
    assert (exam.minutes, exam.questions, exam.batch) == (30, 4, batch)
    assert clock.local(exam.opens_at).hour == 10
    for address in (DESK, f"{DESK}?state=planned", answer.url, f"/batches/{batch.pk}/"):
        assert "Sums" in browser.get(address).content.decode(), address
    assert "Sums" not in browser.get(f"{DESK}?state=open").content.decode()


def test_what_is_wrong_with_an_exam_is_said_at_its_field(batch, page, tahmina):
    browser = page(tahmina)
    address = f"{DESK}new/?course=sums"
    for changed, sentence in (
        ({"count_0": 40}, "The bank has too few questions"),
        ({"count_0": "", "lesson_0": "", "count_1": "", "difficulty_1": ""}, "A paper has one to 8 rules"),
        ({"closes_clock": "09:00"}, "The end must come after the beginning."),
        ({"minutes": 3}, "5"),
        ({"batch": ""}, "required"),
    ):
        answer = browser.post(address, sent(batch, **changed))
        assert answer.status_code == 400, changed
        assert sentence in answer.content.decode(), changed
    assert not Exam.objects.exists()


def test_a_desk_shows_how_an_exam_goes(batch, page, tahmina, farida, rina):
    exam = exam_of(tahmina, batch, outage_minutes=1)
    browser = page(tahmina)
    browser.post(f"{DESK}{exam.pk}/extra-time/", {"user": rina.pk, "minutes": 10, "reason": REASON})
    assert ExtraTime.objects.get().minutes == 10
    sitting, other = begun(farida, exam), begun(rina, exam)
    answer_all(other, 4)
    submit(by=rina, sitting_id=other.pk)
    later(10 * MINUTE)
    send(sitting, (1, 0, "5"))
    row = Interruption.objects.get(sitting=sitting)
    report_lost_time(by=farida, interruption_id=row.pk, report="The power was out in the whole village.")
    shown = browser.get(f"{DESK}{exam.pk}/").content.decode()
    for text in ("Lost time that waits for you", "Farida", "Runs now", "Submitted", "10 minutes more"):
        assert text in shown, text
    assert "Decide about lost time in an exam" in browser.get("/").content.decode()
    address = f"/staff/lost-time/{row.pk}/"
    assert "whole village" in browser.get(address).content.decode()
    assert browser.post(address, {"minutes": 90, "answer": REASON}).status_code == 400
    assert browser.post(address, {"minutes": 9, "answer": REASON}).url == f"{DESK}{exam.pk}/"
    row.refresh_from_db()
    assert (row.state, row.returned_seconds) == ("decided", 600)
    assert REASON in browser.get(address).content.decode()


def test_results_are_released_once_nothing_can_arrive(batch, page, tahmina, farida, rina):
    exam = exam_of(tahmina, batch, grace_hours=1)
    for trainee, good in ((farida, 4), (rina, 1)):
        sitting = begun(trainee, exam)
        answer_all(sitting, good)
        submit(by=trainee, sitting_id=sitting.pk)
    browser = page(tahmina)
    refused = browser.post(f"{DESK}{exam.pk}/release/", follow=True).content.decode()
    assert "Results can be released once the exam is closed" in refused
    later(5 * HOUR)
    assert "Release the results" in browser.get(f"{DESK}{exam.pk}/").content.decode()
    assert "Mark what waits, and release the results" in browser.get("/").content.decode()
    assert "25%" not in browser.get(f"{DESK}{exam.pk}/").content.decode()
    browser.post(f"{DESK}{exam.pk}/release/")
    shown = browser.get(f"{DESK}{exam.pk}/").content.decode()
    assert "100%" in shown
    assert "25%" in shown
    lines = b"".join(browser.get(f"{DESK}{exam.pk}/results/").streaming_content).decode().splitlines()
    assert len(lines) == 3
    assert any(line.endswith("100,yes") for line in lines)
    workbook = browser.get(f"{DESK}{exam.pk}/results/?kind=xlsx")
    assert b"".join(workbook.streaming_content)[:2] == b"PK"
    assert "What is" in browser.get(f"{DESK}{exam.pk}/questions/").content.decode()
    assert browser.get(f"{DESK}{exam.pk}/similar/").status_code == 200


def test_results_wait_while_others_sit_the_same_questions(batch, page, api, tahmina, oli, farida):
    exam = exam_of(tahmina, batch, grace_hours=0)
    sitting = begun(farida, exam)
    later(4 * HOUR)
    other = exam_of(oli, None, grace_hours=1)
    refusal = api(tahmina).post(f"/api/v1/exam-desk/{exam.pk}/release/")
    assert (refusal.status_code, refusal.json()["code"]) == (409, "others_answer")
    browser = page(tahmina)
    shown = browser.get(f"{DESK}{exam.pk}/").content.decode()
    assert 'name="despite_open"' in shown
    assert "All trainees and graduates" in shown
    later(4 * HOUR)  # it is closed, but who began last may still answer, and send what was answered
    assert api(tahmina).post(f"/api/v1/exam-desk/{exam.pk}/release/").json()["code"] == "others_answer"
    browser.post(f"{DESK}{exam.pk}/release/", {"despite_open": "1"})
    assert api(farida).get(f"/api/v1/sittings/{sitting.pk}/result/").status_code == 200
    assert 'name="despite_open"' not in browser.get(f"{DESK}{other.pk}/").content.decode()


def test_an_exam_is_cancelled_with_a_reason(batch, page, oli):
    exam = exam_of(oli, batch)
    browser = page(oli)
    address = f"{DESK}{exam.pk}/cancel/"
    assert "stays cancelled" in browser.get(address).content.decode()
    assert browser.post(address, {"reason": "no"}).status_code == 400
    browser.post(address, {"reason": REASON})
    assert REASON in browser.get(f"{DESK}{exam.pk}/").content.decode()


def test_others_have_no_desk(batch, page, tahmina, farida, carla, oli):
    other = exam_of(oli, None)
    exam = exam_of(oli, batch_with(oli))
    for user in (farida, carla):
        for path in ("", "new/", f"{exam.pk}/", f"{exam.pk}/marking/", f"{exam.pk}/results/"):
            assert page(user).get(f"{DESK}{path}").status_code == 404
    assert page(tahmina).get(f"{DESK}{exam.pk}/").status_code == 404
    assert page(tahmina).get(f"{DESK}{other.pk}/").status_code == 200
