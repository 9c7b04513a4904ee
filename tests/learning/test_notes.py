"""Private notes and bookmarks at lessons: what two devices write is kept from both."""

from datetime import timedelta

import pytest

from market.core.base import clock
from market.core.base.errors import Invalid
from market.learning.models import CourseVersion, Lesson, LessonNote
from market.learning.notes.actions import NOTE_LENGTH, Writing, bookmark_lesson, save_note
from tests.learning.course_story import published

LESSON = "/learn/sums/adding/"
NOTE, MARK = f"{LESSON}note/", f"{LESSON}bookmark/"
HOUR = timedelta(hours=1)


@pytest.fixture
def version(db) -> CourseVersion:
    return published()


@pytest.fixture
def lesson(version) -> Lesson:
    return version.lessons.get(slug="adding")


def test_a_note_is_written_and_nobody_else_reads_it(version, page, farida, rina, oli):
    browser = page(farida)
    assert browser.post(NOTE, {"text": "Count twice.", "based_on": "0"}).url == LESSON
    browser.post(NOTE, {"text": "Count three times.", "based_on": "1"})
    row = LessonNote.objects.get()
    assert (row.text, row.other_text, row.revision) == ("Count three times.", "", 2)
    assert "Count three times." in browser.get("/learn/").content.decode()
    assert "Count three times." in browser.get(LESSON).content.decode()
    for who in (rina, oli):
        assert "Count three" not in page(who).get(LESSON).content.decode()
        assert "Count three" not in page(who).get(NOTE).content.decode()
    browser.post(NOTE, {"text": "", "based_on": "2"})
    assert "What I marked and noted" not in browser.get("/learn/").content.decode()


def test_two_devices_lose_nothing(lesson, page, farida):
    now = clock.now()
    save_note(by=farida, lesson=lesson, writing=Writing("Begin.", 0, now - 5 * HOUR))
    save_note(by=farida, lesson=lesson, writing=Writing("On the laptop.", 1, now - HOUR))
    late = save_note(by=farida, lesson=lesson, writing=Writing("On the phone.", 1, now - 2 * HOUR))
    assert (late.text, late.other_text) == ("On the laptop.", "On the phone.")
    again = save_note(by=farida, lesson=lesson, writing=Writing("On the phone.", 1, now - 2 * HOUR))
    assert again.revision == late.revision == 3
    newer = save_note(by=farida, lesson=lesson, writing=Writing("On the tablet.", 1, now))
    assert (newer.text, newer.other_text) == ("On the tablet.", "On the phone.\n\nOn the laptop.")
    shown = page(farida).get(NOTE).content.decode()
    assert "On the laptop." in shown
    assert "The other text is not needed any more" in shown
    kept = save_note(by=farida, lesson=lesson, writing=Writing("All three.", newer.revision))
    assert kept.other_text == newer.other_text  # not seen as merged
    page(farida).post(NOTE, {"text": "All three.", "based_on": kept.revision, "is_merged": "on"})
    row = LessonNote.objects.get()
    assert (row.text, row.other_text) == ("All three.", "")


def test_sent_again_or_gone_on_with_is_no_other_text(lesson, farida):
    now = clock.now()
    for text in ("Two", "Two and", "Two and two", "Two and"):  # the answers were lost, the last one came late
        at = now - HOUR + len(text) * timedelta(seconds=1)
        row = save_note(by=farida, lesson=lesson, writing=Writing(text, 0, at))
    assert (row.text, row.other_text) == ("Two and two", "")
    future = save_note(by=farida, lesson=lesson, writing=Writing("Three", row.revision, now + 1000 * HOUR))
    assert future.written_at <= clock.now()
    with pytest.raises(Invalid):
        save_note(by=farida, lesson=lesson, writing=Writing("x" * (NOTE_LENGTH + 1)))


def test_what_devices_wrote_meanwhile_does_not_grow_without_an_end(lesson, farida):
    def write(number: int) -> LessonNote:
        return save_note(by=farida, lesson=lesson, writing=Writing(f"{number} " + "a" * 4990))

    for number in range(11):
        write(number)
    for number in (11, 12):
        with pytest.raises(Invalid):
            write(number)
    row = LessonNote.objects.get()
    assert (row.text[:2], row.other_text[0], len(row.other_text) < 50_000) == ("10", "0", True)
    merged = save_note(by=farida, lesson=lesson, writing=Writing("All of it.", based_on=row.revision, is_merged=True))
    assert (merged.text, merged.other_text) == ("All of it.", "")


def test_what_is_refused_is_typed_again(version, page, farida):
    long = "so " * 2000
    answer = page(farida).post(NOTE, {"text": long, "based_on": "0"})
    assert answer.status_code == 400
    assert long.strip() in answer.content.decode()
    answer = page(farida).post(NOTE, {"text": "So.", "based_on": "-1"})
    assert answer.status_code == 400
    save_note(by=farida, lesson=version.lessons.get(slug="adding"), writing=Writing("First."))
    conflict = page(farida).post(NOTE, {"text": "Second.", "based_on": "0"}, follow=True)
    assert conflict.redirect_chain[-1][0] == NOTE
    assert "Both texts are below" in conflict.content.decode()


def test_a_lesson_is_marked_and_found_again(lesson, page, farida, rina):
    browser = page(farida)
    browser.post(MARK, {"is_on": "1"})
    first = LessonNote.objects.get().bookmarked_at
    assert bookmark_lesson(by=farida, lesson=lesson, is_on=True).bookmarked_at == first
    assert "Marked" in browser.get("/learn/").content.decode()
    assert "Remove the bookmark" in browser.get(LESSON).content.decode()
    assert "What I marked and noted" not in page(rina).get("/learn/").content.decode()
    browser.post(MARK, {"is_on": "0"})
    assert LessonNote.objects.get().bookmarked_at is None
    assert page(farida).post("/learn/sums/none/bookmark/", {"is_on": "1"}).status_code == 404
