"""Answers on a bad line: late, twice, in whatever order, from two phones; and time that was lost."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.accounts.models import User
from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound, TooMany
from market.learning.bank.queries import statistics_by_question
from market.learning.exams.actions import ExamBegun, grant_extra_time
from market.learning.marking.actions import release_exam
from market.learning.marking.scoring_actions import last_answers_of
from market.learning.models import Exam, Interruption, Question, Sitting, SittingAnswer
from market.learning.sittings import actions as sitting_actions
from market.learning.sittings import answer_actions
from market.learning.sittings.actions import begin, resume, submit, take_over
from market.learning.sittings.answer_actions import store_answers
from market.learning.sittings.contact_actions import decide_lost_time, report_lost_time, say_present
from market.learning.sittings.refusals import ExamNotOpen, NoLostTime, NoSuchDevice, OnOtherDevice, SittingOver
from tests.learning.exam_story import (
    MINUTE,
    OTHER_PHONE,
    PHONE,
    answer_all,
    bank,
    batch_with,
    begun,
    exam_of,
    later,
    right,
    send,
)

REASON = "There was no power in our village."


@pytest.fixture
def exam(db, oli, farida, rina) -> Exam:
    bank()
    return exam_of(oli, batch_with(oli, farida, rina))


@pytest.fixture
def sitting(exam, farida) -> Sitting:
    return begun(farida, exam)


def last(sitting: Sitting) -> dict[int, object]:
    return {pk: each.answer for pk, each in last_answers_of([sitting]).get(sitting.pk, {}).items()}


def test_sent_twice_is_once_and_the_last_word_counts(sitting):
    first, second = sitting.paper[:2]
    assert [each.is_stored for each in send(sitting, (1, 0, "1"), (2, 1, "2"))] == [True, True]
    assert [each.is_stored for each in send(sitting, (1, 0, "1"), (2, 1, "2"), (4, 0, "4"))] == [True] * 3
    assert send(sitting, (3, 0, "3"))[0].is_stored  # sent late, made before number 4
    assert sitting.answers.count() == 4
    assert last(sitting) == {first: "4", second: "2"}
    assert send(sitting, (5, 1, None))[0].is_stored
    assert last(sitting)[second] is None


def test_what_cannot_be_taken_holds_up_nothing_else(sitting, exam, farida):
    other = Question.objects.exclude(pk__in=sitting.paper).filter(use="exam").first()
    now = clock.now()
    rows = [
        answer_actions.SentAnswer(1, other.pk, "1"),
        answer_actions.SentAnswer(2, sitting.paper[0], {"no": "answer"}),
        answer_actions.SentAnswer(3, sitting.paper[0], "5", now + timedelta(hours=5)),
        answer_actions.SentAnswer(4, sitting.paper[1], "6"),
    ]
    receipts = store_answers(by=farida, sitting_id=sitting.pk, device=1, key=PHONE, answers=rows).receipts
    assert [each.is_stored for each in receipts] == [False, False, True, True]
    assert "not in your paper" in str(receipts[0].sentence)
    assert "no answer to this question" in str(receipts[1].sentence)
    assert "clock of this device is ahead" in str(receipts[2].sentence)
    assert sitting.answers.get(number=3).answered_at <= clock.now()
    (used,) = send(sitting, (4, 1, "7"))
    assert not used.is_stored
    assert used.is_used
    assert "number was used" in str(used.sentence)
    assert last(sitting)[sitting.paper[1]] == "6"


def test_floods_and_strangers_are_refused(sitting, rina, farida):
    many = [answer_actions.SentAnswer(each, sitting.paper[0], "1") for each in range(101)]
    with pytest.raises(Invalid):
        store_answers(by=farida, sitting_id=sitting.pk, device=1, key=PHONE, answers=many)
    with pytest.raises(NotFound):
        store_answers(by=rina, sitting_id=sitting.pk, device=1, key=PHONE, answers=many[:1])
    with pytest.raises(NoSuchDevice):
        store_answers(by=farida, sitting_id=sitting.pk, device=2, key=PHONE, answers=many[:1])

    def hundred(at: int) -> list[answer_actions.SentAnswer]:
        return [answer_actions.SentAnswer(100 * at + each, sitting.paper[0], "1") for each in range(1, 101)]

    for at in (*range(30), 29):  # what is stored already is no more work
        store_answers(by=farida, sitting_id=sitting.pk, device=1, key=PHONE, answers=hundred(at))
    with pytest.raises(TooMany):
        store_answers(by=farida, sitting_id=sitting.pk, device=1, key=PHONE, answers=hundred(30))
    assert sitting.answers.count() == 3000


def test_after_the_end_only_what_was_made_before_counts(sitting, farida):
    answered_at = sitting.ends_at - MINUTE
    later(timedelta(hours=2))
    late, after = send(sitting, (1, 0, "1", answered_at), (2, 1, "2", sitting.ends_at + MINUTE))
    assert (late.is_stored, late.sentence) == (True, "")
    assert after.is_stored
    assert "made after the end" in str(after.sentence)
    assert last(sitting) == {sitting.paper[0]: "1"}
    assert list(sitting.answers.values_list("is_late", "outside")) == [(True, ""), (True, "after_end")]
    later(timedelta(hours=24))
    with pytest.raises(SittingOver):
        send(sitting, (3, 2, "3", answered_at))


def test_submitting_ends_it_and_answers_of_before_arrive_late(sitting, farida):
    send(sitting, (1, 0, "1"))
    answered_at = clock.now()
    later(MINUTE)
    submit(by=farida, sitting_id=sitting.pk)
    later(MINUTE)
    assert submit(by=farida, sitting_id=sitting.pk).submitted_at < clock.now() - MINUTE / 2
    send(sitting, (2, 1, "2", answered_at), (3, 2, "3"))
    assert set(last(sitting)) == set(sitting.paper[:2])


def test_submitted_without_a_line_it_ended_then(sitting, farida):
    at = clock.now() + 5 * MINUTE
    later(10 * MINUTE)
    assert submit(by=farida, sitting_id=sitting.pk, submitted_at=at).submitted_at == at
    assert "made after" in str(send(sitting, (1, 0, "1"))[0].sentence)


def test_another_phone_goes_on_and_ends_the_first(sitting, farida):
    send(sitting, (1, 0, "1"))
    answered_at = clock.now()
    later(MINUTE)
    assert take_over(by=farida, sitting_id=sitting.pk, device=OTHER_PHONE).number == 2
    assert take_over(by=farida, sitting_id=sitting.pk, device=OTHER_PHONE).number == 2
    later(MINUTE)
    send(sitting, (1, 0, "9"), device=2)
    before, after = send(sitting, (2, 0, "2", answered_at), (3, 1, "3"), device=1)
    assert before.sentence == ""
    assert "on another device" in str(after.sentence)
    assert last(sitting) == {sitting.paper[0]: "9"}
    with pytest.raises(OnOtherDevice):
        answer_actions.answer_now(
            by=farida, sitting_id=sitting.pk, device_key=PHONE, question=sitting.paper[0], answer="1"
        )
    assert take_over(by=farida, sitting_id=sitting.pk, device=PHONE).number == 3
    later(timedelta(hours=1))
    with pytest.raises(SittingOver):
        take_over(by=farida, sitting_id=sitting.pk, device=OTHER_PHONE)


def lost(sitting: Sitting) -> Interruption:
    return sitting.interruptions.get()


def test_lost_time_is_measured_and_returned_up_to_the_limit(sitting, farida, oli):
    later(2 * MINUTE)
    say_present(by=farida, sitting_id=sitting.pk)
    assert not sitting.interruptions.exists()
    ends_at = sitting.ends_at
    later(20 * MINUTE)
    send(sitting, (1, 0, "1"))
    report_lost_time(by=farida, interruption_id=lost(sitting).pk, report=REASON)
    sitting.refresh_from_db()
    assert (sitting.ends_at - ends_at).total_seconds() == pytest.approx(1200, abs=2)
    assert lost(sitting).state == "returned"
    with pytest.raises(NoLostTime):
        report_lost_time(by=farida, interruption_id=lost(sitting).pk, report=REASON)
    Exam.objects.update(outage_minutes=25)
    later(20 * MINUTE)
    say_present(by=farida, sitting_id=sitting.pk)
    row = sitting.interruptions.last()
    report_lost_time(by=farida, interruption_id=row.pk, report=REASON)
    row.refresh_from_db()
    assert (row.state, row.returned_seconds) == ("waiting", pytest.approx(300, abs=2))
    with pytest.raises(Invalid):
        decide_lost_time(by=oli, interruption_id=row.pk, minutes=200, answer=REASON)
    decide_lost_time(by=oli, interruption_id=row.pk, minutes=10, answer=REASON)
    row.refresh_from_db()
    assert (row.state, row.returned_seconds) == ("decided", pytest.approx(900, abs=2))
    with pytest.raises(NoLostTime):
        decide_lost_time(by=oli, interruption_id=row.pk, minutes=1, answer=REASON)


def test_who_went_on_without_a_line_lost_only_the_rest(sitting, farida):
    answered_at = clock.now() + 15 * MINUTE
    later(20 * MINUTE)
    send(sitting, (1, 0, "1", answered_at))
    done = report_lost_time(by=farida, interruption_id=lost(sitting).pk, report=REASON)
    assert done.lost_seconds == pytest.approx(900, abs=2)


def test_power_that_comes_back_after_the_end_gives_the_rest_of_the_time(sitting, farida):
    later(10 * MINUTE)
    send(sitting, (1, 0, "1"))
    later(timedelta(hours=3))
    say_present(by=farida, sitting_id=sitting.pk)
    row = sitting.interruptions.last()
    report_lost_time(by=farida, interruption_id=row.pk, report=REASON)
    sitting.refresh_from_db()
    assert sitting.is_running
    assert (sitting.ends_at - clock.now()).total_seconds() == pytest.approx(1200, abs=3)


def test_time_that_a_trainer_returns_after_the_end_is_used_later(exam, sitting, farida, oli):
    Exam.objects.update(outage_minutes=0)
    later(timedelta(hours=1))
    say_present(by=farida, sitting_id=sitting.pk)
    row = lost(sitting)
    report_lost_time(by=farida, interruption_id=row.pk, report=REASON)
    with pytest.raises(SittingOver):
        resume(by=farida, sitting_id=sitting.pk, device=PHONE)
    later(timedelta(hours=30))
    decide_lost_time(by=oli, interruption_id=row.pk, minutes=30, answer=REASON)
    sitting.refresh_from_db()
    assert not sitting.is_final
    resume(by=farida, sitting_id=sitting.pk, device=OTHER_PHONE)
    sitting.refresh_from_db()
    assert sitting.is_running
    assert send(sitting, (1, 0, "1"), device=2)[0].sentence == ""


def test_results_are_out_at_one_instant(exam, sitting, farida, rina, oli):
    answer_all(sitting, 3)
    other = begin(by=rina, exam_id=exam.pk, device=uuid4())
    answer_all(other, 1)
    submit(by=farida, sitting_id=sitting.pk)
    later(timedelta(hours=40))
    release_exam(by=oli, exam_id=exam.pk)
    rows = {each.user_id: each for each in Sitting.objects.all()}
    assert (rows[farida.pk].percent, rows[farida.pk].is_passed) == (75, True)
    assert (rows[rina.pk].percent, rows[rina.pk].is_passed) == (25, False)
    figures = statistics_by_question(exam.course)
    assert {pk: each.count for pk, each in figures.items()} == Counter([*sitting.paper, *other.paper])
    assert figures[sitting.paper[3]].facility < 1


def test_pages_without_script(exam, farida, page, oli):
    browser = page(farida)
    assert "Begin the exam" in browser.get(f"/exams/{exam.pk}/").content.decode()
    assert browser.post(f"/exams/{exam.pk}/begin/").status_code == 302
    sitting = Sitting.objects.get()
    path = f"/sittings/{sitting.pk}/"
    whole = browser.get(path).content.decode()
    assert all(f'data-question="{each}"' in whole for each in sitting.paper)
    assert "url=?question=1" in whole
    for place, question in enumerate(sitting.paper, start=1):
        assert "What is" in browser.get(f"{path}?question={place}").content.decode()
        done = browser.post(f"{path}questions/{question}/", {"answer": right(question)})
        assert done.status_code == 302
    assert "That was the last question" in browser.get(done.url).content.decode()
    blank = browser.post(f"{path}questions/{sitting.paper[0]}/", {"answer": ""})
    assert blank.status_code == 400
    assert SittingAnswer.objects.count() == 4
    elsewhere = page(farida, "bn")
    assert "take-over" in elsewhere.get(path).content.decode()
    assert browser.post(f"{path}submit/").status_code == 302
    assert "4 of 4" in browser.get(path).content.decode()
    later(timedelta(hours=40))
    release_exam(by=oli, exam_id=exam.pk)
    result = browser.get(path).content.decode()
    assert "100%" in result
    assert "Count on." in result
    assert result.count("What is") == 4  # each question is written out above its answer
    exam_page = browser.get(f"/exams/{exam.pk}/").content.decode()
    assert exam_page.index("Your tries") < exam_page.index("The rules")


THREE = [{"key": each, "en": each, "bn": each} for each in "abc"]
PARTED = {  # by kind: the body, a part that is sent, and the answer
    "gap": ({"gaps": [["60"], ["4"]]}, {"answer_1": "৪"}, ["", "৪"]),
    "match": ({"pairs": [{"left": each, "right": each} for each in THREE]}, {"answer_1": "b"}, ["", "b", ""]),
    "order": ({"items": THREE}, {"answer_0": "2", "answer_2": "1"}, 2),
}


@pytest.mark.parametrize("kind", PARTED)
def test_a_part_of_an_answer_counts_without_script_too(exam, page, farida, kind):
    body, sent, answer = PARTED[kind]
    Question.objects.filter(use="exam").update(kind=kind, body=body)
    browser, sitting = page(farida), begun(farida, exam)
    browser.cookies["exam_device"] = str(PHONE)
    path, question = f"/sittings/{sitting.pk}/", sitting.paper[0]
    assert " required" not in browser.get(f"{path}?question=1").content.decode()
    blank = browser.post(f"{path}questions/{question}/", {})
    assert (blank.status_code, "Answer a part at least" in blank.content.decode()) == (400, True)
    assert browser.post(f"{path}questions/{question}/", sent).status_code == 302
    stored = last(sitting)[question]
    assert (len(stored) if kind == "order" else stored) == answer
    assert browser.get(f"{path}?question=1").status_code == 200


def test_a_text_and_files_are_an_answer(exam, page, farida):
    body = {"criteria": [{"en": "Idea", "bn": "ভাবনা", "points": 3}]}
    Question.objects.filter(use="exam").update(kind="file", body=body)
    browser, sitting = page(farida), begun(farida, exam)
    browser.cookies["exam_device"] = str(PHONE)
    path, question = f"/sittings/{sitting.pk}/", sitting.paper[0]
    assert "0 files attached." in browser.get(path).content.decode()
    blank = browser.post(f"{path}questions/{question}/", {"answer": ""})
    assert "Send a text, files, or both." in blank.content.decode()
    sent = {"answer": "My three ideas", "uploads": SimpleUploadedFile("ideas.txt", b"One, two, three")}
    assert browser.post(f"{path}questions/{question}/", sent).status_code == 302
    shown = browser.get(f"{path}?question=1").content.decode()
    assert "My three ideas" in shown
    assert "ideas.txt" in shown
    again = {"answer": "My four ideas", "kept": last(sitting)[question]["files"]}
    assert browser.post(f"{path}questions/{question}/", again).status_code == 302
    assert last(sitting)[question] == {"text": "My four ideas", "files": again["kept"]}
    assert "1 file attached." in browser.get(path).content.decode()


def test_who_worked_in_a_time_has_not_lost_it(sitting, farida):
    answered_at, ends_at = clock.now() + 10 * MINUTE, sitting.ends_at
    later(20 * MINUTE)
    say_present(by=farida, sitting_id=sitting.pk)
    report_lost_time(by=farida, interruption_id=lost(sitting).pk, report=REASON)
    send(sitting, (1, 0, "1", answered_at))
    sitting.refresh_from_db()
    assert lost(sitting).returned_seconds == pytest.approx(600, abs=2)
    assert (sitting.ends_at - ends_at).total_seconds() == pytest.approx(600, abs=2)


def test_the_limit_of_returned_time_holds_after_a_decision(sitting, farida, oli):
    Exam.objects.update(outage_minutes=5)
    for lost_minutes, expected in ((6, 300), (6, 0)):
        later(lost_minutes * MINUTE)
        say_present(by=farida, sitting_id=sitting.pk)
        row = sitting.interruptions.last()
        report_lost_time(by=farida, interruption_id=row.pk, report=REASON)
        row.refresh_from_db()
        assert row.returned_seconds == pytest.approx(expected, abs=2)
        decide_lost_time(by=oli, interruption_id=row.pk, minutes=0, answer=REASON)


def test_a_submission_of_before_does_not_end_what_goes_on_elsewhere(sitting, farida):
    at = clock.now() + MINUTE
    later(5 * MINUTE)
    take_over(by=farida, sitting_id=sitting.pk, device=OTHER_PHONE)
    assert submit(by=farida, sitting_id=sitting.pk, submitted_at=at).submitted_at is None


def test_nobody_changes_devices_without_end(sitting, farida, monkeypatch):
    monkeypatch.setattr(sitting_actions, "DEVICES_PER_DAY", 2)
    for device in (OTHER_PHONE, PHONE, PHONE):
        take_over(by=farida, sitting_id=sitting.pk, device=device)
    with pytest.raises(TooMany):
        take_over(by=farida, sitting_id=sitting.pk, device=OTHER_PHONE)
    assert sitting.devices.count() == 3


def test_answers_come_from_the_device_that_they_name(sitting, farida):
    answers = [answer_actions.SentAnswer(1, sitting.paper[0], "1")]
    for key in (OTHER_PHONE, None):
        with pytest.raises(OnOtherDevice):
            store_answers(by=farida, sitting_id=sitting.pk, device=1, key=key, answers=answers)


def test_who_runs_an_exam_does_not_sit_it(db, oli):
    bank()
    exam = exam_of(oli, batch_with(oli, oli))
    with pytest.raises(ExamNotOpen):
        begun(oli, exam)
    with pytest.raises(NotAllowed):
        grant_extra_time(by=oli, exam_id=exam.pk, user_id=oli.pk, minutes=10, reason=REASON)


def test_nobody_sits_an_exam_who_reads_the_bank(exam, oli, farida):
    farida.roles = [*farida.roles, User.Role.TRAINER]
    farida.save(update_fields=["roles"])
    assert not Exam.objects.run_by(farida).exists()
    with pytest.raises(ExamNotOpen):
        begin(by=farida, exam_id=exam.pk, device=PHONE)
    assert begin(by=farida, exam_id=exam.pk, device=PHONE, is_trial=True).is_trial


def test_trial_papers_of_a_day_are_counted(exam, farida, monkeypatch):
    monkeypatch.setattr(sitting_actions, "TRIALS_PER_DAY", 2)
    for _each in range(2):
        submit(by=farida, sitting_id=begin(by=farida, exam_id=exam.pk, device=PHONE, is_trial=True).pk)
    with pytest.raises(TooMany):
        begin(by=farida, exam_id=exam.pk, device=PHONE, is_trial=True)
    assert not begun(farida, exam).is_trial


def test_time_of_a_try_does_not_come_back_once_another_one_began(oli, farida):
    bank()
    exam = exam_of(oli, batch_with(oli, farida), tries=2, retake_days=0)
    first = begun(farida, exam)
    later(31 * MINUTE)
    say_present(by=farida, sitting_id=first.pk)
    lost = Interruption.objects.get(sitting=first)
    second = begun(farida, exam)
    with pytest.raises(NoLostTime):
        report_lost_time(by=farida, interruption_id=lost.pk, report=REASON)
    first.refresh_from_db()
    assert (first.is_running, second.is_running) == (False, True)


def test_what_the_clock_ended_is_not_submitted_after_the_grace(sitting, farida):
    submitted_at = clock.now()
    later(timedelta(hours=25))
    assert submit(by=farida, sitting_id=sitting.pk, submitted_at=submitted_at).submitted_at is None


def test_who_was_cut_off_in_a_try_gets_more_time_for_the_next(oli, farida):
    bank()
    exam = exam_of(oli, batch_with(oli, farida), tries=2, retake_days=0)
    first = begun(farida, exam)
    more = {"exam_id": exam.pk, "user_id": farida.pk, "minutes": 20, "reason": REASON}
    with pytest.raises(ExamBegun):
        grant_extra_time(by=oli, **more)
    later(31 * MINUTE)
    grant_extra_time(by=oli, **more)
    second = begun(farida, exam)
    assert (second.number, second.ends_at - second.begun_at) == (first.number + 1, 50 * MINUTE)
