"""Lessons on the site: read by everybody in both languages, checked, and remembered of who is signed in."""

from uuid import uuid4

import pytest

from market.core.base.errors import Invalid, TooMany
from market.learning.courses.queries import Outline, own_first
from market.learning.courses.rendering import rendered
from market.learning.models import CheckAnswer, Course, CourseVersion, Lesson, LessonProgress, Question
from market.learning.progress import actions
from market.learning.progress.actions import answer_check, note_reading
from market.learning.seeds import load
from tests.learning.course_story import EN, published, small_files
from tests.learning.exam_story import batch_with

LESSON = "/learn/sums/adding/"
COURSES = (("common", None), ("one", -1), ("two", -2))
API = "/api/v1/courses/sums/lessons/adding/"


@pytest.fixture
def version(db) -> CourseVersion:
    return published()


@pytest.fixture
def check(version) -> Question:
    return Question.objects.get(slug="two-and-two")


def key_of(question: Question, word: str) -> str:
    return next(each["key"] for each in question.body["choices"] if each["en"] == word)


def test_everybody_reads_in_both_languages(version, page):
    assert "Sums" in page().get("/learn/").content.decode()
    assert "Begin: Adding" in page().get("/learn/sums/").content.decode()
    english, bangla = (page(None, each).get(LESSON).content.decode() for each in ("en", "bn"))
    for words in (
        "Two and two <strong>are</strong> <code>4</code>.",
        "Try it now",
        "<th",
        "Two and two?",
        "Next: Checking",
    ):
        assert words in english
    assert "দুই আর দুই <strong>মিলে</strong>" in bangla
    both = page().get(f"{LESSON}?both=1").content.decode()
    assert "are</strong>" in both
    assert "মিলে</strong>" in both
    for path in ("/learn/none/", "/learn/sums/none/", "/learn/pictures/0/"):
        assert page().get(path).status_code == 404


def test_pictures_stay_and_can_do_nothing(version, page):
    (block,) = [each for each in Lesson.objects.get(slug="adding").blocks if each["kind"] == "picture"]
    answer = page().get(f"/learn/pictures/{block['file']['en']}/")
    assert answer["Content-Type"] == "image/svg+xml"
    assert "immutable" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]


def test_reading_and_checks_make_a_lesson_done(version, check, page, farida):
    browser, action = page(farida), f"{LESSON}checks/{check.pk}/"
    wrong = browser.post(action, {"answer": key_of(check, "five")})
    assert wrong.url == f"{LESSON}#check-{check.pk}"
    assert "Not yet right." in browser.get(LESSON).content.decode()
    assert browser.post(action, {"answer": "none"}).status_code == 400
    assert browser.post(action, {}).status_code == 400
    assert not LessonProgress.objects.get().is_done
    browser.post(action, {"answer": key_of(check, "four")})
    assert "Count them." in browser.get(LESSON).content.decode()
    assert LessonProgress.objects.get().is_done
    assert "1 of 2 lessons done" in browser.get("/learn/").content.decode()
    assert "Go on: Checking" in browser.get("/learn/sums/").content.decode()


def test_the_course_that_somebody_is_taught_stands_first(db, oli, farida):
    rows = [Outline(CourseVersion(course=Course(slug=slug, topic_id=topic)), [], {}) for slug, topic in COURSES]
    assert [each.version.course.slug for each in own_first(rows, None)] == ["common", "one", "two"]
    batch = batch_with(oli, farida)
    rows[2].version.course.topic_id = batch.topic_id
    rows[1].progress["adding"] = LessonProgress()
    assert [each.version.course.slug for each in own_first(rows, farida)] == ["two", "one", "common"]


def test_who_is_not_signed_in_checks_themselves(version, check, page):
    text = page().post(f"{LESSON}checks/{check.pk}/", {"answer": key_of(check, "four")}).content.decode()
    assert "Count them." in text
    assert not CheckAnswer.objects.exists()


def test_reading_never_goes_back(version, farida):
    lesson = Lesson.objects.get(slug="adding")
    assert note_reading(by=farida, lesson=lesson, read_to=3).read_to == 3
    assert note_reading(by=farida, lesson=lesson, read_to=1).read_to == 3
    done = note_reading(by=farida, lesson=lesson, read_to=500)
    assert (done.read_to, done.is_done) == (len(lesson.blocks), False)
    assert done.read_at is not None


def test_an_answer_sent_twice_is_one(version, check, farida, rina, monkeypatch):
    number = uuid4()
    first = answer_check(by=farida, question=check, answer=key_of(check, "five"), client_id=number)
    again = answer_check(by=farida, question=check, answer=key_of(check, "four"), client_id=number)
    assert (first.pk, again.is_right) == (again.pk, False)
    answer_check(by=rina, question=check, answer=key_of(check, "four"), client_id=number)
    assert CheckAnswer.objects.count() == 2
    with pytest.raises(Invalid):
        answer_check(by=farida, question=check, answer=7)
    monkeypatch.setattr(actions, "ANSWERS_PER_HOUR", 2)
    answer_check(by=farida, question=check, answer=key_of(check, "five"))
    with pytest.raises(TooMany):
        answer_check(by=farida, question=check, answer=key_of(check, "five"))
    assert answer_check(by=farida, question=check, answer=key_of(check, "five"), client_id=number).pk == first.pk


def test_the_next_version_takes_the_place_of_the_one_before(version, check, page, farida):
    answer_check(by=farida, question=check, answer=key_of(check, "four"))
    files = small_files()
    files["lessons/adding.en.md"] = EN.replace("Two and two", "Three and one").encode()
    files["questions.toml"] = files["questions.toml"].replace(b"Two and two?", b"Three and one?")
    assert published(files).number == 2
    text = page(farida).get(LESSON).content.decode()
    assert "Three and one <strong>" in text
    assert "Three and one?" in text
    assert "Two and two?" not in text
    assert CheckAnswer.objects.get().question.retired_at is not None
    assert Question.objects.filter(slug="secret-sum").count() == 1  # it did not change


def test_loading_twice_changes_nothing_and_leaves_what_people_wrote(version, oli):
    load()
    versions = CourseVersion.objects.count()
    load()
    assert CourseVersion.objects.count() == versions
    CourseVersion.objects.filter(course__slug="freelancing").update(written_by=oli, digest="")
    load()
    assert CourseVersion.objects.count() == versions
    CourseVersion.objects.filter(course__slug="data-entry").update(digest="older")
    load()
    assert CourseVersion.objects.filter(course__slug="data-entry").count() == 2
    assert Course.objects.filter(topic=None).count() == 2


def test_programs_and_columns_keep_their_lines_and_messages_fold():
    codes = (
        ("html", "<p>"),
        ("text", "Budget      850\nTogether  2,100"),
        ("text", "Dear Mr Hasan, your cake is here."),
    )
    blocks = [{"kind": "code", "language": name, "en": text, "bn": text} for name, text in codes]
    assert [each.keeps_lines for each in rendered(blocks, "en")] == [True, True, False]
