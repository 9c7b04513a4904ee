"""Graduates keep the courses of their batch: lessons, what is on the phone, videos, notes and results, by page and
API: `/api/v1/courses/{}/lessons/{}/`, `/api/v1/courses/`, `/api/v1/sittings/{}/result/`."""

from datetime import timedelta

import pytest

from market.learning.marking.actions import release_exam
from market.learning.media.models import Video
from market.learning.models import Sitting
from market.training.graduation.actions import prepare_ready, take_certificate
from market.training.issuing.release_actions import release_issuance
from market.training.models import Enrolment
from tests.learning.course_story import COURSE, EN, QUESTIONS, files_with_video, published
from tests.learning.exam_story import HOUR, SUM, answer_all, begun, exam_of, later
from tests.learning.film_story import rendered, sent_video
from tests.make import make_person
from tests.training.graduation_story import ended_batch, ready

LESSONS = ("adding", "checking")
YEAR = timedelta(days=365)


def files(words: str, lessons: str) -> dict[str, bytes]:
    """The course with a video in its first lesson, which begins with these words."""
    sums = "".join(SUM.format(number=at, answer=at + 1, lesson="adding", difficulty=1) for at in range(1, 7))
    text = EN.replace("Two and two", words) + "\n\n![How to add](video:how-to-add)\n"
    course = COURSE.replace('"adding", "checking"', lessons)
    changed = {"course.toml": course, "questions.toml": QUESTIONS + sums, "lessons/adding.en.md": text}
    rows = files_with_video("how-to-add") | {path: each.encode() for path, each in changed.items()}
    return {path: each for path, each in rows.items() if "checking" not in path or "checking" in lessons}


@pytest.fixture
def graduate(db, oli, onu):
    """Nadia, whose batch kept version 2 when version 3 came; version 4 came after her certificate."""
    nadia = make_person("Nadia")
    published()
    rendered(sent_video(oli))
    first = files("Two and two", '"adding", "checking"')
    assert published(first).number == 2
    batch = ended_batch(oli)
    place = ready(batch, nadia)
    published(files("Three and one", '"adding"'))
    exam = exam_of(oli, batch)
    answer_all(begun(nadia, exam), 3)
    later(5 * HOUR + exam.grace)
    release_exam(by=oli, exam_id=exam.pk)
    later(YEAR / 12)
    release_issuance(by=onu, issuance_id=prepare_ready(by=oli, batch_id=batch.pk).pk)
    take_certificate(by=nadia, enrolment_id=place.pk)
    published(files("Six and nought", '"adding"'))
    later(YEAR)
    assert Enrolment.objects.get(pk=place.pk).state == Enrolment.State.COMPLETED
    return nadia


def test_each_lesson_of_their_version_stays_open(graduate, page, api, omar):
    own, others = page(graduate), page(omar)
    assert "Two and two" in own.get("/learn/sums/adding/").content.decode()
    assert "Six and nought" in others.get("/learn/sums/adding/").content.decode()
    assert "Look once more" in own.get("/learn/sums/checking/").content.decode()
    assert others.get("/learn/sums/checking/").status_code == 404
    program = api(graduate)
    for slug in LESSONS:
        answer = program.get(f"/api/v1/courses/sums/lessons/{slug}/")
        assert (answer.status_code, answer.json()["slug"]) == (200, slug)
    assert api(omar).get("/api/v1/courses/sums/lessons/checking/").status_code == 404


def test_what_is_kept_on_the_phone_is_that_version(graduate, page, api):
    course = page(graduate).get("/learn/sums/").content.decode()
    for slug in LESSONS:
        assert f"/learn/sums/{slug}/" in course
    assert page(graduate).get("/learn/kept/").status_code == 200
    (listed,) = [each for each in api(graduate).get("/api/v1/courses/").json() if each["slug"] == "sums"]
    assert (listed["version"], listed["lessons"]) == (2, 2)  # with this the phone says what is old


def test_videos_play_and_notes_and_checks_go_on(graduate, page, api):
    own, rendition = page(graduate), Video.objects.get().renditions.get(kind="144p")
    assert "How to add" in own.get("/learn/sums/adding/").content.decode()
    part = own.get(rendition.get_absolute_url(), headers={"Range": "bytes=0-9"})
    assert (part.status_code, len(b"".join(part))) == (206, 10)
    assert own.post("/learn/sums/checking/note/", {"text": "Mine."}).status_code == 302
    assert "Mine." in own.get("/learn/sums/checking/").content.decode()
    check = api(graduate).get("/api/v1/courses/sums/lessons/adding/").json()["checks"][0]
    answer = {"answer": check["content"]["choices"][0]["key"]}
    sent = api(graduate).post(f"/api/v1/courses/sums/lessons/adding/checks/{check['id']}/", answer, format="json")
    assert sent.json()["is_right"] in (True, False)


def test_own_results_stay_theirs(graduate, page, api, omar):
    sitting = Sitting.objects.get(user=graduate)
    assert "Passed" in page(graduate).get(sitting.get_absolute_url()).content.decode()
    assert page(omar).get(sitting.get_absolute_url()).status_code == 404
    assert sitting.exam.get_absolute_url() in page(graduate).get("/exams/").content.decode()
    result = api(graduate).get(f"/api/v1/sittings/{sitting.pk}/result/").json()
    assert (result["percent"], result["is_passed"]) == (75, True)
    assert api(omar).get(f"/api/v1/sittings/{sitting.pk}/result/").status_code == 404
