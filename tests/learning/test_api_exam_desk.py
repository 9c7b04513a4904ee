"""The API of those who run exams: set, follow, decide, mark, release; statements for other systems."""

from datetime import timedelta

import pytest

from market.core.base import clock
from market.learning.courses.queries import lesson_of, outline_of
from market.learning.marking.queries import answers_to_mark
from market.learning.models import Exam, Interruption, Question
from market.learning.progress.actions import answer_check, note_reading
from market.learning.sittings.contact_actions import report_lost_time
from tests import make
from tests.learning.exam_story import HOUR, MINUTE, bank, batch_with, begun, essay, essay_exam, later, send, wrote

REASON = "The hall has no power today."


@pytest.fixture
def batch(db, oli, farida, rina, tahmina):
    bank()
    essay()
    return batch_with(oli, farida, rina, trainer=tahmina)


def test_an_exam_is_set_and_cancelled(batch, api, tahmina, farida):
    program, now = api(tahmina), clock.now()
    body = {
        "course": "sums",
        "batch": batch.pk,
        "minutes": "৪৫",
        "rules": [{"count": 3}, {"count": 1, "difficulty": 1}],
    }
    times = {"opens_at": (now + HOUR).isoformat(), "closes_at": (now + 2 * HOUR).isoformat()}
    answer = program.post("/api/v1/exam-desk/", body | times, format="json")
    assert answer.status_code == 201, answer.json()
    exam = answer.json()
    assert (exam["state"], exam["minutes"], exam["tries"], exam["batch"]) == ("planned", 45, 1, batch.code)
    assert exam["rules"][1] == {"count": 1, "lesson": "", "difficulty": 1}
    assert program.get("/api/v1/exam-desk/", {"state": "planned"}).json()["count"] == 1
    assert program.get("/api/v1/exam-desk/", {"state": "open"}).json()["count"] == 0
    few = program.post("/api/v1/exam-desk/", body | times | {"rules": [{"count": 50}]}, format="json")
    assert (few.status_code, few.json()["code"]) == (400, "too_few_questions")
    extra = {"user": farida.pk, "minutes": 15, "reason": REASON}
    assert program.post(f"/api/v1/exam-desk/{exam['id']}/extra-time/", extra).json()["minutes"] == 15
    cancelled = program.post(f"/api/v1/exam-desk/{exam['id']}/cancel/", {"reason": REASON}).json()
    assert (cancelled["state"], cancelled["cancel_reason"]) == ("cancelled", REASON)
    for user, status in ((farida, 404), (None, 401)):
        assert api(user).get("/api/v1/exam-desk/").status_code == status


def test_lost_time_is_decided(batch, api, oli, tahmina, farida, rina):
    exam = essay_exam(oli, batch, outage_minutes=1)
    sitting = begun(farida, exam)
    later(10 * MINUTE)
    send(sitting, (1, 0, None))
    row = Interruption.objects.get()
    report_lost_time(by=farida, interruption_id=row.pk, report="There was no power here.")
    program = api(tahmina)
    (waiting,) = program.get("/api/v1/lost-time/").json()["results"]
    assert (waiting["exam"], waiting["state"], waiting["report"]) == (exam.pk, "waiting", "There was no power here.")
    answer = program.post(f"/api/v1/lost-time/{row.pk}/decide/", {"minutes": 5, "answer": REASON}).json()
    assert (answer["state"], answer["returned_seconds"]) == ("decided", 360)
    assert program.get(f"/api/v1/exam-desk/{exam.pk}/").json()["lost_times"] == 0
    assert api(rina).post(f"/api/v1/lost-time/{row.pk}/decide/", {"minutes": 5, "answer": REASON}).status_code == 404


def percents(program, exam: Exam) -> set[int | None]:
    return {each["percent"] for each in program.get(f"/api/v1/exam-desk/{exam.pk}/sittings/").json()["results"]}


def test_answers_are_marked_and_results_go_out(batch, api, oli, tahmina, farida, rina):
    exam = essay_exam(oli, batch)
    for user, good in ((farida, 9), (rina, 0)):
        wrote(user, exam, good=good)
    later(3 * HOUR)
    program = api(tahmina)
    figures = program.get(f"/api/v1/exam-desk/{exam.pk}/").json()
    assert (figures["sat"], figures["over"], figures["marks"]) == (2, 2, 2)
    rows = program.get(f"/api/v1/exam-desk/{exam.pk}/marking/").json()["results"]
    assert [each["stage"] for each in rows] == ["first", "first"]
    assert "Farida" not in str(rows)
    assert rows[0]["criteria"][0]["points"] == 6
    assert program.post(f"/api/v1/exam-desk/{exam.pk}/release/").status_code == 409
    for each in rows:
        path = f"/api/v1/exam-desk/{exam.pk}/marking/{each['id']}/"
        assert program.post(path, {"points": [9, 9]}, format="json").status_code == 400
        assert program.post(path, {"points": [6, 4], "reason": "Good."}, format="json").json()["share"] == "1.000"
    (near,) = api(oli).get(f"/api/v1/exam-desk/{exam.pk}/marking/").json()["results"]
    assert near["stage"] == "second"
    api(oli).post(f"/api/v1/exam-desk/{exam.pk}/marking/{near['id']}/", {"points": [6, 4]}, format="json")
    assert percents(program, exam) == {None}
    assert program.get(f"/api/v1/exams/{exam.pk}/statements/").json()["count"] == 0
    assert program.post(f"/api/v1/exam-desk/{exam.pk}/release/").json()["state"] == "released"
    assert percents(program, exam) == {100, 52}
    assert program.get(f"/api/v1/exam-desk/{exam.pk}/similar/").status_code == 200
    questions = program.get(f"/api/v1/exam-desk/{exam.pk}/questions/").json()["results"]
    assert {each["papers"] for each in questions} <= {1, 2}
    statements = program.get(f"/api/v1/exams/{exam.pk}/statements/").json()["results"]
    assert {each["verb"]["display"]["en"] for each in statements} == {"passed"}
    assert {each["result"]["score"]["max"] for each in statements} == {19}
    assert all(set(each["actor"]["account"]) == {"homePage", "name"} for each in statements)
    assert api(farida).get(f"/api/v1/exams/{exam.pk}/statements/").status_code == 404
    assert api(farida).get("/api/v1/me/learning-statements/").json()["results"][0] in statements


def test_a_remark_is_decided(batch, api, oli, tahmina, farida):
    exam = essay_exam(oli, batch)
    sitting = wrote(farida, exam, good=9)
    later(3 * HOUR)
    (row,) = answers_to_mark(exam)
    path = f"/api/v1/exam-desk/{exam.pk}/marking/{row.answer.pk}/"
    api(tahmina).post(path, {"points": [0, 0]}, format="json")
    api(oli).post(path, {"points": [0, 0]}, format="json")  # 47 per cent: near the pass line
    api(oli).post(f"/api/v1/exam-desk/{exam.pk}/release/")
    question = Question.objects.get(slug="essay")
    why = {"question": question.pk, "reason": "I wrote all the steps down."}
    assert api(farida).post(f"/api/v1/sittings/{sitting.pk}/remarks/", why).status_code in (200, 201)
    (remark,) = api(oli).get("/api/v1/remarks/").json()["results"]
    assert (remark["question"], remark["exam"]) == ("Show how you add.", exam.pk)
    body = {"percent": 50, "answer": "Half of the steps are there."}
    own = api(tahmina).post(f"/api/v1/remarks/{remark['id']}/decide/", body)
    assert (own.status_code, own.json()["code"]) == (403, "own_mark")
    other = api(make.make_officer())
    assert other.post(f"/api/v1/remarks/{remark['id']}/decide/", body).json()["outcome"] == "changed"


def test_own_learning_as_statements(batch, api, farida, rina):
    lesson = lesson_of(outline_of("sums", farida), "adding")
    note_reading(by=farida, lesson=lesson, read_to=1)
    check = Question.objects.get(slug="two-and-two")
    right = next(each["key"] for each in check.body["choices"] if each.get("right"))
    answer_check(by=farida, question=check, answer=right, client_id=None)
    later(timedelta(minutes=1))
    note_reading(by=farida, lesson=lesson, read_to=len(lesson.blocks))
    rows = api(farida).get("/api/v1/me/learning-statements/").json()["results"]
    assert {each["verb"]["display"]["en"] for each in rows} == {"experienced", "completed", "answered"}
    assert {each["version"] for each in rows} == {"1.0.3"}
    assert rows == api(farida).get("/api/v1/me/learning-statements/").json()["results"]
    assert [each["timestamp"] for each in rows] == sorted((each["timestamp"] for each in rows), reverse=True)
    assert api(rina).get("/api/v1/me/learning-statements/").json()["count"] == 0
    assert api().get("/api/v1/me/learning-statements/").status_code == 401
    assert not Exam.objects.exists()
