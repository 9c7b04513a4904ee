"""Questions at lessons: asked, answered, the best answer first, hidden; each once, and for whoever learns."""

from datetime import timedelta
from uuid import uuid4

import pytest

from market.accounts.privacy.erasure_actions import erase
from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound, TooMany
from market.core.models import AuditEntry
from market.learning.lesson_questions import actions
from market.learning.lesson_questions.actions import (
    LessonTextHidden,
    answer_at_lesson,
    ask_at_lesson,
    choose_best_answer,
    hide_lesson_answer,
    hide_lesson_question,
)
from market.learning.models import CourseVersion, Lesson, LessonAnswer, LessonQuestion
from market.moderation.cases.subjects import find_item
from market.notifications.models import Notification
from market.safety.kinds import subject_of
from tests.learning.course_story import published, small_files
from tests.make import make_person
from tests.site.task_lists import tasks_of
from tests.training.plan_story import enrolled, planned_batch

LESSON = "/learn/sums/adding/"
QUESTIONS = f"{LESSON}questions/"


@pytest.fixture
def version(db) -> CourseVersion:
    return published()


@pytest.fixture
def lesson(version) -> Lesson:
    return version.lessons.get(slug="adding")


@pytest.fixture
def question(lesson, farida) -> LessonQuestion:
    return ask_at_lesson(by=farida, lesson=lesson, text="Why is it four?")


def heard(user) -> list[str]:
    rows = Notification.objects.filter(user=user, kind__startswith="lesson")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_a_question_is_answered_and_the_best_answer_comes_first(question, page, farida, rina, tahmina):
    for who, text in ((rina, "Count them."), (tahmina, "Two, and two more.")):
        sent = page(who).post(f"/lesson-questions/{question.pk}/", {"text": text})
        assert sent.url.startswith(f"/lesson-questions/{question.pk}/#answer-")
    assert heard(farida) == ["lessonanswer.written"] * 2
    first, second = question.answers.all()
    assert "This is the best answer" in page(farida).get(f"/lesson-questions/{question.pk}/").content.decode()
    assert "This is the best answer" not in page(rina).get(f"/lesson-questions/{question.pk}/").content.decode()
    page(farida).post(f"/lesson-answers/{second.pk}/best/")
    page(farida).post(f"/lesson-answers/{second.pk}/best/")
    assert heard(tahmina) == ["lessonanswer.best"]
    shown = page(rina).get(f"/lesson-questions/{question.pk}/").content.decode()
    assert shown.index("Two, and two more.") < shown.index("Count them.")
    with pytest.raises(NotAllowed):
        choose_best_answer(by=rina, answer_id=first.pk)
    choose_best_answer(by=tahmina, answer_id=first.pk)  # a trainer knows better
    assert LessonQuestion.objects.get().best == first
    assert "2 answers · with a best answer" in page(rina).get(LESSON).content.decode()


def test_trainers_of_the_batch_are_told_and_have_a_task_until_somebody_answers(lesson, oli, tahmina, farida):
    trainee, elsewhere = make_person("Rupa"), make_person("Tara", roles=["trainer"])
    enrolled(planned_batch(oli, trainer=tahmina), trainee)
    question = ask_at_lesson(by=trainee, lesson=lesson, text="Why?")
    assert (heard(tahmina), heard(elsewhere)) == (["lessonquestion.asked"], [])
    of_nobody = ask_at_lesson(by=farida, lesson=lesson, text="And how?")
    kinds = [[each.about for each in tasks_of(who) if each.kind == "lesson_question"] for who in (tahmina, elsewhere)]
    assert kinds == [["Why?", "And how?"], ["And how?"]]
    answer_at_lesson(by=farida, question_id=of_nobody.pk, text="I found it myself.")
    assert "And how?" in [each.about for each in tasks_of(elsewhere)]  # the asker's own word is no answer
    for row in (question, of_nobody):
        answer_at_lesson(by=tahmina, question_id=row.pk, text="So.")
    assert "lesson_question" not in [each.kind for each in tasks_of(tahmina)]


def test_sent_twice_is_once_and_too_many_are_refused(lesson, question, farida, rina, monkeypatch):
    number = uuid4()
    rows = [ask_at_lesson(by=farida, lesson=lesson, text="How?", client_id=number) for _ in range(2)]
    assert rows[0] == rows[1]
    answers = [answer_at_lesson(by=rina, question_id=question.pk, text="So.", client_id=number) for _ in range(2)]
    assert answers[0] == answers[1]
    monkeypatch.setattr(actions, "QUESTIONS_PER_HOUR", 2)
    monkeypatch.setattr(actions, "ANSWERS_PER_HOUR", 1)
    with pytest.raises(TooMany):
        ask_at_lesson(by=farida, lesson=lesson, text="One more?")
    with pytest.raises(TooMany):
        answer_at_lesson(by=rina, question_id=question.pk, text="One more.")
    assert ask_at_lesson(by=farida, lesson=lesson, text="How?", client_id=number) == rows[0]
    for text in ("", " ", "x" * 1001, "\0"):
        with pytest.raises(Invalid):
            ask_at_lesson(by=rina, lesson=lesson, text=text)


def test_what_is_refused_is_typed_again(question, page, farida):
    for path, long in ((QUESTIONS, "why " * 300), (f"/lesson-questions/{question.pk}/", "so " * 700)):
        answer = page(farida).post(path, {"text": long})
        assert answer.status_code == 400
        assert long.strip() in answer.content.decode()


def test_hidden_texts_are_read_by_their_writer_and_by_trainers(question, page, farida, rina, tahmina):
    answer = answer_at_lesson(by=rina, question_id=question.pk, text="Call 01711111111.")
    assert "01711111111" not in page(farida).get(f"/lesson-questions/{question.pk}/").content.decode()  # masked
    choose_best_answer(by=farida, answer_id=answer.pk)
    path = f"/lesson-answers/{answer.pk}/hide/"
    assert page(farida).get(path).status_code == 403
    assert page(tahmina).post(path, {"reason": ""}).status_code == 400
    page(tahmina).post(path, {"reason": "No telephone numbers here."})
    assert heard(rina) == ["lessonanswer.best", "lessontext.hidden"]
    assert LessonQuestion.objects.get().best is None
    assert "No telephone numbers here." in page(rina).get(f"/lesson-questions/{question.pk}/").content.decode()
    assert "Call" not in page(farida).get(f"/lesson-questions/{question.pk}/").content.decode()
    for act in (
        lambda: hide_lesson_answer(by=tahmina, answer_id=answer.pk, reason="Again."),
        lambda: choose_best_answer(by=tahmina, answer_id=answer.pk),
    ):
        with pytest.raises(LessonTextHidden):
            act()


def test_who_asked_takes_it_back(question, page, farida, rina):
    page(farida).post(f"/lesson-questions/{question.pk}/hide/")
    assert AuditEntry.objects.filter(code="lessonquestion.removed").exists()
    assert page(rina).get(f"/lesson-questions/{question.pk}/").status_code == 404
    assert "Who wrote it withdrew it." in page(farida).get(f"/lesson-questions/{question.pk}/").content.decode()
    with pytest.raises(LessonTextHidden):
        answer_at_lesson(by=farida, question_id=question.pk, text="So.")
    with pytest.raises(NotFound):
        hide_lesson_question(by=rina, question_id=question.pk, reason="Mine.")
    assert heard(farida) == []


def test_clients_neither_read_nor_ask(question, lesson, page, carla, mitu):
    for who in (carla, mitu):
        assert page(who).get(QUESTIONS).status_code == 404
        assert page(who).get(f"/lesson-questions/{question.pk}/").status_code == 404
        with pytest.raises(NotFound):
            ask_at_lesson(by=who, lesson=lesson, text="Why?")
    assert "Why is it four?" not in page(carla).get(LESSON).content.decode()
    assert "Why is it four?" not in page().get(LESSON).content.decode()


def test_a_question_stays_over_versions_and_without_its_lesson(question, page, farida, rina):
    files = small_files()
    published(files | {"lessons/checking.en.md": b"# Checking\n\nLook twice.\n"})
    assert "Why is it four?" in page(rina).get(LESSON).content.decode()
    files["course.toml"] = files["course.toml"].replace(b'["adding", "checking"]', b'["checking"]')
    files["questions.toml"] = b""
    published(files)
    assert "Why is it four?" in page(farida).get(f"/lesson-questions/{question.pk}/").content.decode()
    answer_at_lesson(by=rina, question_id=question.pk, text="It was in the old one.")
    assert heard(farida) == ["lessonanswer.written"]


def test_the_list_has_pages(lesson, page, farida):
    at = clock.now()
    rows = [
        LessonQuestion(course=lesson.version.course, lesson="adding", written_by=farida, text=f"Why {n}?")
        for n in range(25)
    ]
    for each in rows:
        each.written_at = at - timedelta(days=1)
    LessonQuestion.objects.bulk_create(rows)
    assert "See all questions" in page(farida).get(LESSON).content.decode()
    assert "Why 0?" in page(farida).get(f"{QUESTIONS}?page=2").content.decode()


def test_erasing_takes_names_out_of_what_was_written(question, farida):
    answer_at_lesson(by=farida, question_id=question.pk, text=f"Write to {farida.email}.")
    erase(farida)
    assert farida.email not in LessonAnswer.objects.get().text


def test_an_answer_is_reported_by_itself(question, page, farida, rina):
    answer = answer_at_lesson(by=rina, question_id=question.pk, text="Pay me outside.")
    way = f"/report/lesson_answer/{answer.pk}/"
    assert way in page(farida).get(question.get_absolute_url()).content.decode()
    assert way not in page(rina).get(question.get_absolute_url()).content.decode()
    assert page(make_person("Carla")).get(way).status_code == 404
    subject = subject_of("lesson_answer", farida, answer.pk)
    assert (subject.about, subject.url) == (rina.pk, answer.get_absolute_url())
    item = find_item("lesson_answer", answer.pk)
    assert [str(words) for _label, words in item.words] == ["Pay me outside.", question.text]
