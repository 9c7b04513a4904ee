"""The API of exams and sittings: a program on a bad line; and that no answer is read before its time."""

import json
from datetime import timedelta

import pytest

from market.core.base import clock
from market.learning.exams.actions import grant_extra_time
from market.learning.marking.actions import release_exam
from market.learning.models import Exam, Question, Sitting
from tests.learning.exam_story import OTHER_PHONE, PHONE, answer_all, bank, batch_with, begun, exam_of, later, right

ROUTES = """
/api/v1/exams/ /api/v1/exams/{}/ /api/v1/exams/{}/begin/ /api/v1/sittings/ /api/v1/sittings/{}/ /api/v1/lost-time/{}/
/api/v1/sittings/{}/answers/ /api/v1/sittings/{}/take-over/ /api/v1/sittings/{}/submit/ /api/v1/sittings/{}/resume/
/api/v1/sittings/{}/result/ /api/v1/sittings/{}/remarks/
"""
REASON = "There was no power in our village."


@pytest.fixture
def exam(db, oli, farida) -> Exam:
    bank()
    return exam_of(oli, batch_with(oli, farida))


def test_api_says_who_has_more_time(exam, api, farida, oli):
    grant_extra_time(by=oli, exam_id=exam.pk, user_id=farida.pk, minutes=15, reason="The hall has no power today.")
    paths = [f"/api/v1/exams/{exam.pk}/", "/api/v1/exams/"]
    one, several = (api(farida).get(each).json() for each in paths)
    assert one == several["results"][0]
    assert (one["extra_minutes"], api(oli).get(paths[0]).json()["extra_minutes"]) == (15, 0)


def test_api_sits_an_exam_with_cuts(exam, api, farida, oli):
    program = api(farida)
    (shown,) = program.get("/api/v1/exams/").json()["results"]
    assert (shown["state"], shown["questions"], shown["rules"][0]["count"]) == ("open", 4, 4)
    begin = f"/api/v1/exams/{exam.pk}/begin/"
    begun = program.post(begin, {"device": str(PHONE)}, format="json")
    assert begun.status_code == 201
    again = program.post(begin, {"device": str(PHONE)}, format="json").json()
    assert again["paper"] == begun.json()["paper"]
    assert program.post(begin, {"device": str(OTHER_PHONE)}, format="json").json()["code"] == "on_other_device"
    paper, path = [each["id"] for each in again["paper"]], f"/api/v1/sittings/{again['id']}/"
    assert len(begun.content) < 150_000
    sent = {
        "device": 1,
        "key": str(PHONE),
        "answers": [{"number": at, "question": pk, "answer": right(pk)} for at, pk in enumerate(paper, 1)],
    }
    for _twice in range(2):
        answered = program.post(f"{path}answers/", sent, format="json").json()
        assert [each["is_stored"] for each in answered["receipts"]] == [True] * 4
    assert (answered["clock"]["is_current"], answered["clock"]["submitted_at"]) == (True, None)
    later(timedelta(minutes=10))
    assert (
        program.post(f"{path}answers/", {"device": 1, "key": str(PHONE), "answers": []}, format="json").status_code
        == 200
    )
    (lost,) = program.get(path).json()["interruptions"]
    returned = program.post(f"/api/v1/lost-time/{lost['id']}/", {"report": REASON}).json()
    assert returned["state"] == "returned"
    taken = program.post(f"{path}take-over/", {"device": str(OTHER_PHONE)}, format="json").json()
    assert taken["device"] == 2
    late = program.post(f"{path}answers/", {"device": 1, "key": str(PHONE), "answers": []}, format="json").json()
    assert late["clock"]["is_current"] is False
    assert program.post(f"{path}submit/", {}, format="json").json()["is_running"] is False


def test_api_gives_the_result_and_takes_remarks(exam, api, farida, oli):
    program, sitting = api(farida), begun(farida, exam)
    paper, path = sitting.paper, f"/api/v1/sittings/{sitting.pk}/"
    answer_all(sitting, 4)
    assert program.get(f"{path}result/").json()["code"] == "results_not_out"
    later(timedelta(hours=40))
    release_exam(by=oli, exam_id=exam.pk)
    result = program.get(f"{path}result/").json()
    assert (result["percent"], result["is_passed"], len(result["answers"])) == (100, True, 4)
    assert result["answers"][0]["why"]
    remark = {"question": paper[0], "reason": "The text of the question is wrong."}
    assert program.post(f"{path}remarks/", remark, format="json").status_code == 201
    assert program.post(f"{path}remarks/", remark, format="json").json()["code"] == "no_remark"
    assert program.get("/api/v1/sittings/").json()["results"][0]["percent"] == 100
    assert program.post(f"{path}resume/", {"device": str(PHONE)}, format="json").status_code == 409


def test_nothing_of_an_exam_is_read_before_its_time(exam, api, page, farida, rina, oli, tahmina):
    texts = list(Question.objects.filter(use="exam", retired_at=None).values_list("text_en", flat=True))
    paths = [f"/exams/{exam.pk}/", "/exams/", "/learn/", "/learn/sums/", "/learn/sums/adding/", "/search/?q=What+is+40"]
    routes = [f"/api/v1/exams/{exam.pk}/", "/api/v1/exams/", "/api/v1/sittings/", "/api/v1/courses/sums/"]
    for user in (None, rina, farida, oli, tahmina):
        shown = [page(user).get(path).content.decode() for path in paths]
        shown += [api(user).get(path).content.decode() for path in routes]
        assert not [text for text in texts if any(text in each for each in shown)]
    browser = page(farida)
    browser.post(f"/exams/{exam.pk}/begin/")
    sitting = Sitting.objects.get()
    paper = browser.get(f"/sittings/{sitting.pk}/").content.decode()
    program = api(farida).get(f"/api/v1/sittings/{sitting.pk}/").json()["paper"]
    for text in (paper, json.dumps(program)):
        assert "Count on." not in text
        assert '"right"' not in text
    for other in (rina, oli, tahmina):
        assert page(other).get(f"/sittings/{sitting.pk}/").status_code == 404
        assert api(other).get(f"/api/v1/sittings/{sitting.pk}/").status_code == 404
    assert clock.now() < sitting.ends_at
