"""The bank of questions over HTTP."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.learning.bank.models import QuestionSet
from market.learning.models import Question
from market.learning.questions.rows import row_of
from tests.learning.course_story import SVG, published
from tests.learning.test_bank import GIFT
from tests.learning.test_new_questions import ROW

BANK = "/api/v1/question-banks/sums/"


@pytest.fixture
def question(db) -> Question:
    published()
    return Question.objects.get(slug="secret-sum")


def file(content: str = GIFT) -> dict:
    return {"file": SimpleUploadedFile("bank.gift", content.encode())}


def test_list_and_detail(question, api, oli, farida):
    # api/v1/question-banks/{course_slug}/questions/, api/v1/questions/{bank_question_id}/
    listed = api(oli).get(f"{BANK}questions/?use=exam").json()
    assert [each["id_in_course"] for each in listed["results"]] == ["secret-sum"]
    assert listed["results"][0]["body"] == {"answer": 42}
    assert api(oli).get(f"{BANK}questions/?use=none").status_code == 400
    detail = api(oli).get(f"/api/v1/questions/{question.pk}/").json()
    assert (detail["question"]["statistics"]["count"], len(detail["history"])) == (0, 1)
    for path in (f"{BANK}questions/", f"/api/v1/questions/{question.pk}/", f"{BANK}sets/", f"{BANK}file/gift/"):
        assert api(farida).get(path).status_code == 404


def test_a_file_is_checked_submitted_and_brought_into_use(question, api, oli, tahmina):
    # api/v1/question-banks/{course_slug}/check/, api/v1/question-banks/{course_slug}/sets/
    # api/v1/question-sets/{question_set_id}/, api/v1/question-sets/{question_set_id}/accept/
    writer = api(tahmina)
    wrong = writer.post(f"{BANK}check/", file("::a:: Two? {}\n"), format="multipart").json()
    assert [each["line"] for each in wrong["faults"]] == [1]
    refused = writer.post(f"{BANK}sets/", file("::a:: Two? {}\n"), format="multipart")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["lines.1"])
    checked = writer.post(f"{BANK}check/", file(), format="multipart").json()
    assert ([each["line"] for each in checked["rows"]], QuestionSet.objects.count()) == ([3], 0)
    submitted = writer.post(f"{BANK}sets/", file(), format="multipart")
    address = f"/api/v1/question-sets/{submitted.json()['id']}/"
    assert submitted.status_code == 201
    assert api(oli).get(address).json()["changes"][0]["id"] == "three"
    assert writer.post(f"{address}accept/").json()["code"] == "own_set"
    assert api(oli).post(f"{address}accept/").json()["state"] == "accepted"
    assert [each["state"] for each in api(oli).get(f"{BANK}sets/").json()["results"]] == ["accepted"]


def test_a_change_and_a_retirement(question, api, oli, tahmina):
    # api/v1/questions/{bank_question_id}/change/, api/v1/questions/{bank_question_id}/retire/
    # api/v1/question-sets/{question_set_id}/return/
    address = f"/api/v1/questions/{question.pk}/"
    row = row_of(question) | {"answer": 43}
    assert api(tahmina).post(f"{address}change/", {"question": row | {"why": 7}}, format="json").status_code == 400
    changed = api(tahmina).post(f"{address}change/", {"question": row}, format="json")
    assert changed.status_code == 201
    assert api(oli).post(f"{address}retire/", {"reason": "Old."}, format="json").json()["code"] == "change_waits"
    back = f"/api/v1/question-sets/{changed.json()['id']}/return/"
    assert api(oli).post(back, {"reason": "42 is right."}, format="json").json()["state"] == "returned"
    assert api(oli).post(f"{address}retire/", {"reason": "Old."}, format="json").status_code == 201


@pytest.mark.parametrize("kind", ["gift", "csv"])
def test_files(question, api, oli, kind):
    # api/v1/question-banks/{course_slug}/file/{kind}/
    answer = api(oli).get(f"{BANK}file/{kind}/").json()
    assert answer["name"] == f"sums-questions.{kind}"
    assert "secret-sum" in answer["content"]
    assert api(oli).get(f"{BANK}file/pdf/").status_code == 404


def test_the_api_writes_and_withdraws(question, api, oli, tahmina, farida):
    # api/v1/question-banks/{course_slug}/new/, api/v1/question-banks/{course_slug}/pictures/
    # api/v1/question-sets/{question_set_id}/withdraw/
    picture = {"file": SimpleUploadedFile("p.svg", SVG)}
    digest = api(tahmina).post(f"{BANK}pictures/", picture, format="multipart").json()["digest"]
    assert api(farida).post(f"{BANK}new/", {"question": ROW}, format="json").status_code == 404
    own = {"kind": "picture", "picture": {"en": digest, "bn": digest}, "alt": ROW["why"], "marks": ["A", "B"]}
    made = api(tahmina).post(f"{BANK}new/", {"question": ROW | own | {"answer": "A"}}, format="json")
    assert (made.status_code, made.json()["state"]) == (201, "submitted")
    refused = api(tahmina).post(f"{BANK}new/", {"question": ROW | {"answer": "x"}}, format="json")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["question"])
    back = f"/api/v1/question-sets/{made.json()['id']}/withdraw/"
    assert api(oli).post(back).json()["code"] == "others_set"
    assert api(tahmina).post(back).json()["state"] == "withdrawn"
