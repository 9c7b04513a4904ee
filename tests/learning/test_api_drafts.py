"""The API of drafts of courses."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.learning.models import CourseDraft
from tests.learning.course_story import BN, EN, SVG, published

API = "/api/v1/courses/{course_slug}/draft/"
SUBMIT = "/api/v1/courses/{course_slug}/draft/submit/"
PICTURES = "/api/v1/courses/{course_slug}/draft/pictures/"
LESSON = "/api/v1/courses/{course_slug}/draft/lessons/{lesson_slug}/"
NAMES = {"course_slug": "sums", "lesson_slug": "adding"}


@pytest.fixture
def program(db, api, tahmina):
    published()
    return api(tahmina)


def test_a_course_is_written_over_the_api(program, api, oli, farida):
    draft, lesson = API.format(**NAMES), LESSON.format(**NAMES)
    assert program.get(draft).status_code == 404
    begun = program.post(draft)
    assert (begun.status_code, begun.json()["edition"], begun.json()["begun_on"]) == (201, 1, 1)
    assert [api(who).get(draft).status_code for who in (oli, farida)] == [404, 404]
    outline = {name: begun.json()[name] for name in ("edition", "title", "summary", "modules")}
    outline["modules"][0]["lessons"].append("taking-away")
    saved = program.put(draft, outline, format="json").json()
    assert [each["slug"] for each in saved["lessons"]] == ["adding", "checking", "taking-away"]
    assert program.put(draft, {**outline, "title": {"en": "Late", "bn": "দেরি"}}, format="json").status_code == 409
    text = program.get(lesson).json()
    assert (text["faults"], len(text["questions"])) == ([], 2)
    body = {"edition": text["edition"], "text_en": EN, "text_bn": BN.replace("## ", "##### ")}
    (fault,) = program.put(lesson, body, format="json").json()["faults"]
    assert (fault["language"], fault["line"]) == ("bn", 5)
    assert program.put(lesson, {**body, "text_en": "# A"}, format="json").json()["code"] == "draft_changed"
    refused = program.post(SUBMIT.format(**NAMES))
    assert (refused.status_code, refused.json()["code"]) == (400, "faults_in_course")
    mended = {"edition": text["edition"] + 1, "text_en": EN, "text_bn": BN, "questions": [text["questions"][0]["text"]]}
    assert len(program.put(lesson, mended, format="json").json()["questions"]) == 1
    assert program.put(lesson, {**mended, "questions": ["a = 1"] * 61}, format="json").status_code == 409


def test_pictures_submitting_and_discarding(program):
    program.post(API.format(**NAMES))
    picture = program.post(PICTURES.format(**NAMES), {"file": SimpleUploadedFile("a.svg", SVG)}, format="multipart")
    assert picture.json()["path"].startswith("pictures/")
    assert program.post(PICTURES.format(**NAMES), {"file": SimpleUploadedFile("a.svg", b"no")}).status_code == 400
    assert program.delete(API.format(**NAMES)).status_code == 204
    program.post(API.format(**NAMES))
    assert program.post(SUBMIT.format(**NAMES)).json()["code"] == "nothing_changed"
    text = program.get(LESSON.format(**NAMES)).json()
    written = {name: text[name].replace("দুই", "তিন") for name in ("text_en", "text_bn")} | {"edition": text["edition"]}
    program.put(LESSON.format(**NAMES), written, format="json")
    submitted = program.post(SUBMIT.format(**NAMES))
    assert (submitted.status_code, submitted.json()["state"]) == (201, "submitted")
    assert not CourseDraft.objects.exists()
