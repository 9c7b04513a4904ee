"""The API of courses: lessons, progress, checks, versions; and that it tells no answer."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.learning.models import BatchVersion, CourseVersion, Question
from tests.learning.course_story import archive, published
from tests.learning.test_lessons import LESSON, key_of
from tests.training.plan_story import planned_batch

COURSE, ADDING = "sums", "adding"
OUTLINE = f"/api/v1/courses/{COURSE}/"
API = f"/api/v1/courses/{COURSE}/lessons/{ADDING}/"
PROGRESS = f"/api/v1/courses/{COURSE}/lessons/{ADDING}/progress/"


def check_path(check_id: int) -> str:
    return f"/api/v1/courses/{COURSE}/lessons/{ADDING}/checks/{check_id}/"


@pytest.fixture
def version(db) -> CourseVersion:
    return published()


@pytest.fixture
def check(version) -> Question:
    return Question.objects.get(slug="two-and-two")


def test_api_reads_and_answers(version, check, api, farida):
    program = api(farida)
    (course,) = [each for each in program.get("/api/v1/courses/").json() if each["slug"] == "sums"]
    assert (course["slug"], course["topic"], course["lessons"], course["done"]) == ("sums", None, 2, 0)
    lesson = program.get(API).json()
    assert lesson["title"] == {"en": "Adding", "bn": "যোগ করা"}
    assert {each["kind"] for each in lesson["blocks"]} >= {"text", "task"}
    (question,) = lesson["checks"]
    assert program.post(PROGRESS, {"read_to": 2}).json()["read_to"] == 2
    assert program.post(PROGRESS, {"read_to": -1}).status_code == 400
    answer = program.post(check_path(question["id"]), {"answer": key_of(check, "four")}, format="json")
    assert (answer.json()["is_right"], answer.json()["why"]) == (True, "Count them.")
    assert program.post(check_path(question["id"]), {"answer": {}}, format="json").status_code == 400
    assert program.get(API).json()["checks"][0]["is_right"] is True
    assert api().post(PROGRESS, {"read_to": 2}).status_code == 401
    assert api().get("/api/v1/courses/none/").status_code == 404


def test_no_answer_and_no_question_of_an_exam_is_read(version, api, page, farida, oli):
    secret = Question.objects.get(slug="secret-sum")
    for user in (None, farida, oli):
        texts = [api(user).get(path).content.decode() for path in ("/api/v1/courses/", OUTLINE, API)]
        texts += [page(user).get(path).content.decode() for path in ("/learn/", "/learn/sums/", LESSON)]
        for text in texts:
            assert "40 and 2" not in text
            assert "৪০ আর ২" not in text
    checks = json.dumps(api(farida).get(API).json()["checks"])
    assert "right" not in checks.replace("is_right", "")
    assert "Count them." not in checks
    assert api(farida).post(check_path(secret.pk), {"answer": "42"}, format="json").status_code == 404
    assert page(farida).post(f"{LESSON}checks/{secret.pk}/", {"answer": "42"}).status_code == 404


def test_versions_are_handed_in_published_and_sent_back(version, api, oli, onu, farida):
    path = f"/api/v1/courses/{COURSE}/versions/"
    assert api(farida).get(path).status_code == 404
    writer, reader = api(oli), api(onu)
    assert writer.post(path, {}, format="json").status_code == 400
    sent = writer.post(path, {"file": SimpleUploadedFile("a.zip", archive())}, format="multipart")
    assert (sent.status_code, sent.json()["state"], sent.json()["number"]) == (201, "submitted", 2)
    number = sent.json()["id"]
    assert writer.post(f"/api/v1/course-versions/{number}/publish/").status_code == 403
    answer = reader.post(f"/api/v1/course-versions/{number}/return/", {"reason": "A table is missing."}).json()
    assert (answer["state"], answer["answer"]) == ("returned", "A table is missing.")
    sent = writer.post(path, {"file": SimpleUploadedFile("a.zip", archive())}, format="multipart").json()
    assert reader.post(f"/api/v1/course-versions/{sent['id']}/publish/").json()["state"] == "published"
    assert [each["number"] for each in reader.get(path).json()["results"]] == [2, 1]


def test_a_batch_is_moved(version, api, oli, farida):
    batch = planned_batch(oli)
    BatchVersion.objects.create(batch=batch, course=version.course, version=version)
    path = f"/api/v1/batches/{batch.pk}/courses/{COURSE}/"
    assert api(farida).post(path).status_code == 404
    assert api(oli).post(path).status_code == 204
    assert not BatchVersion.objects.exists()
