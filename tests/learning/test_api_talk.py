"""The API of questions, notes and bookmarks at lessons."""

import pytest

from market.learning.models import CourseVersion
from tests.learning.course_story import published

COURSE, ADDING = "sums", "adding"
QUESTIONS = f"/api/v1/courses/{COURSE}/lessons/{ADDING}/questions/"
NOTE = f"/api/v1/courses/{COURSE}/lessons/{ADDING}/note/"
BOOKMARK = f"/api/v1/courses/{COURSE}/lessons/{ADDING}/bookmark/"
NUMBER = "a1f3c6de-55a1-4c5b-8f3f-1b1f6a1a2b3c"


@pytest.fixture
def version(db) -> CourseVersion:
    return published()


def question_path(question_id: int, act: str = "") -> str:
    return f"/api/v1/lesson-questions/{question_id}/{act}"


def answer_path(answer_id: int, act: str) -> str:
    return f"/api/v1/lesson-answers/{answer_id}/{act}"


def test_api_of_questions(version, api, farida, rina, tahmina, carla):
    asker, other, trainer = api(farida), api(rina), api(tahmina)
    assert asker.post(QUESTIONS, {}).status_code == 400
    sent = asker.post(QUESTIONS, {"text": "Why is it four?", "client_id": NUMBER})
    again = asker.post(QUESTIONS, {"text": "Why is it four?", "client_id": NUMBER})
    assert (sent.status_code, again.json()["id"]) == (201, sent.json()["id"])
    (row,) = other.get(QUESTIONS).json()["results"]
    assert (row["text"], row["written_by"]["display_name"], row["answer_count"]) == ("Why is it four?", "Farida", 0)
    key = row["id"]
    answered = other.post(f"/api/v1/lesson-questions/{key}/answers/", {"text": "Count it."})
    assert answered.status_code == 201
    (answer,) = answered.json()["answers"]
    assert (answer["is_best"], answer["hidden_because"]) == (False, "")
    assert other.post(f"/api/v1/lesson-answers/{answer['id']}/best/").status_code == 403
    assert asker.post(f"/api/v1/lesson-answers/{answer['id']}/best/").json()["answers"][0]["is_best"]
    assert trainer.post(f"/api/v1/lesson-answers/{answer['id']}/hide/", {}).status_code == 400
    hidden = trainer.post(f"/api/v1/lesson-answers/{answer['id']}/hide/", {"reason": "Wrong."}).json()
    assert hidden["answers"][0]["hidden_because"] == "Wrong."
    assert asker.get(f"/api/v1/lesson-questions/{key}/").json()["answers"] == []
    assert asker.post(f"/api/v1/lesson-questions/{key}/hide/", {}).json()["hidden_at"] is not None
    assert other.get(question_path(key)).status_code == 404
    assert api(carla).get(QUESTIONS).status_code == 404
    assert api().get(QUESTIONS).status_code == 401


def test_api_of_notes_and_bookmarks(version, api, farida, rina):
    program = api(farida)
    assert program.get(NOTE).json()["text"] == ""
    saved = program.post(NOTE, {"text": "Count.", "written_at": "2026-01-01T00:00:00Z"}).json()
    assert (saved["text"], saved["revision"]) == ("Count.", 1)
    both = program.post(NOTE, {"text": "Look.", "based_on": 0}).json()
    assert (both["text"], both["other_text"]) == ("Look.", "Count.")
    one = program.post(NOTE, {"text": "Count and look.", "based_on": both["revision"], "is_merged": True}).json()
    assert one["other_text"] == ""
    assert program.post(NOTE, {"based_on": -1}).status_code == 400
    assert program.post(BOOKMARK, {"is_on": True}, format="json").json()["bookmarked_at"]
    assert program.post(BOOKMARK, {}, format="json").status_code == 400
    (row,) = program.get("/api/v1/lesson-notes/").json()["results"]
    assert (row["course"], row["lesson"]) == ("sums", "adding")
    assert api(rina).get("/api/v1/lesson-notes/").json()["results"] == []
    assert api(rina).get(NOTE).json()["text"] == ""
