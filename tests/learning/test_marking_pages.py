"""Marking by people: without names, twice near the pass line; remarks; and who reads the files."""

import pytest

from market.accounts.privacy.registry import registered
from market.core.models import AuditEntry
from market.files.access import may_read
from market.learning.exams.actions import ExamBegun
from market.learning.marking.actions import decide_remark, mark_answer, release_exam, request_remark
from market.learning.marking.queries import answers_to_mark
from market.learning.marking.refusals import AnswersUnmarked, MarkedBySomebody, OwnMark, SittingNotOver
from market.learning.models import AnswerFile, Remark, Sitting, SittingAnswer, SittingMark
from market.learning.sittings.answer_actions import SentAnswer, store_answers
from tests import make
from tests.files.test_object_storage import upload_file
from tests.learning.exam_story import HOUR, PHONE, bank, batch_with, essay, essay_exam, later, wrote
from tests.training.plan_story import trainer

TEN = [6, 4]


@pytest.fixture
def question(db):
    bank()
    return essay()


@pytest.fixture
def exam(question, oli, farida, rina, tahmina):
    return essay_exam(oli, batch_with(oli, farida, rina, trainer=tahmina), pass_percent=50)


def waiting(exam):
    return [(each.paper, each.waits_for) for each in answers_to_mark(exam) if each.waits_for]


def test_a_paper_far_from_the_line_is_marked_once_and_only_when_it_is_over(exam, question, oli, tahmina, farida):
    sitting = wrote(farida, exam, good=9)
    with pytest.raises(SittingNotOver):
        mark_answer(by=tahmina, sitting_id=sitting.pk, question_id=question.pk, points=TEN)
    later(3 * HOUR)
    with pytest.raises(AnswersUnmarked):
        release_exam(by=oli, exam_id=exam.pk)
    mark_answer(by=tahmina, sitting_id=sitting.pk, question_id=question.pk, points=[5, 4])
    mark_answer(by=tahmina, sitting_id=sitting.pk, question_id=question.pk, points=TEN)
    with pytest.raises(MarkedBySomebody):
        mark_answer(by=oli, sitting_id=sitting.pk, question_id=question.pk, points=[0, 0])
    assert waiting(exam) == []
    release_exam(by=oli, exam_id=exam.pk)
    sitting.refresh_from_db()
    assert (sitting.points, sitting.percent) == (19, 100)
    with pytest.raises(ExamBegun):
        mark_answer(by=tahmina, sitting_id=sitting.pk, question_id=question.pk, points=[0, 0])


def test_near_the_line_a_second_person_marks_and_the_mean_counts(exam, question, oli, tahmina, farida):
    sitting = wrote(farida, exam, good=4)
    later(3 * HOUR)
    mark = {"sitting_id": sitting.pk, "question_id": question.pk}
    mark_answer(by=tahmina, **mark, points=[5, 1])  # 10 of 19 points: 52 per cent
    assert waiting(exam) == [(1, "second")]
    with pytest.raises(AnswersUnmarked):
        release_exam(by=oli, exam_id=exam.pk)
    assert mark_answer(by=tahmina, **mark, points=[5, 1]).stage == "first"
    assert mark_answer(by=oli, **mark, points=[4, 1]).stage == "second"
    with pytest.raises(MarkedBySomebody):
        mark_answer(by=make.make_officer(), **mark, points=TEN)
    release_exam(by=oli, exam_id=exam.pk)
    sitting.refresh_from_db()
    assert sitting.points == pytest.approx(9.5, abs=0.02)
    assert sitting.is_passed


def test_where_two_differ_much_an_officer_decides(exam, question, oli, tahmina, farida):
    sitting = wrote(farida, exam, good=4)
    later(3 * HOUR)
    mark = {"sitting_id": sitting.pk, "question_id": question.pk}
    mark_answer(by=tahmina, **mark, points=[5, 1])
    mark_answer(by=oli, **mark, points=[1, 0])
    assert waiting(exam) == [(1, "third")]
    with pytest.raises(MarkedBySomebody):
        mark_answer(by=tahmina, **mark, points=TEN)
    assert mark_answer(by=make.make_officer(), **mark, points=[3, 0]).stage == "third"
    release_exam(by=oli, exam_id=exam.pk)
    sitting.refresh_from_db()
    assert sitting.points == 7
    assert not sitting.is_passed


def test_marking_pages_name_nobody_and_lead_from_one_to_the_next(exam, page, api, tahmina, farida, rina):
    for each in (farida, rina):
        wrote(each, exam, good=9)
    later(3 * HOUR)
    browser = page(tahmina)
    address = f"/staff/exams/{exam.pk}/marking/"
    shown = browser.get(address).content.decode()
    first, second = [each.number for each in answers_to_mark(exam)]
    body = browser.get(f"{address}{first}/").content.decode()
    for text in (shown, body):
        assert "Farida" not in text
        assert "Rina" not in text
    assert "I count on my fingers." in body
    assert "Steps: 0 to 6 points" in body
    assert browser.post(f"{address}{first}/", {"points_0": 7, "points_1": 4}).status_code == 400
    assert browser.post(f"{address}{first}/", {"points_0": 6, "points_1": ""}).status_code == 400
    assert browser.post(f"{address}{first}/", {"points_0": "৬", "points_1": 4}).url == f"{address}{second}/"
    assert browser.post(f"{address}{second}/", {"points_0": 0, "points_1": 4, "reason": "Short."}).url == address
    assert SittingMark.objects.count() == 2
    assert browser.get(f"{address}{second + 99}/").status_code == 404


def test_files_of_an_answer_are_kept_and_read_by_who_marks(exam, question, tahmina, farida, rina, oli):
    upload, other = upload_file(farida), upload_file(rina)
    sitting = wrote(farida, exam, good=9, text="", files=[str(upload.pk)])
    assert AnswerFile.objects.get().upload == upload
    sent = [
        SentAnswer(200, question.pk, {"files": [str(other.pk)]}),
        SentAnswer(201, question.pk, {"text": " "}),
        SentAnswer(202, question.pk, {"text": "x" * 4001}),
        SentAnswer(203, question.pk, "a text"),
        SentAnswer(204, question.pk, {"files": ["none"]}),
        SentAnswer(205, question.pk, None),
    ]
    receipts = store_answers(by=farida, sitting_id=sitting.pk, device=1, key=PHONE, answers=sent).receipts
    assert [each.is_stored for each in receipts] == [False] * 5 + [True]
    assert AnswerFile.objects.count() == 1
    assert all(may_read(user, upload) for user in (tahmina, oli, farida))
    assert not any(may_read(user, upload) for user in (rina, trainer()))


def test_files_of_an_answer_say_no_name_to_who_marks(exam, page, tahmina, farida):
    upload = upload_file(farida, name="Farida-Yasmin.txt")
    wrote(farida, exam, good=9, text="", files=[str(upload.pk)])
    later(3 * HOUR)
    browser = page(tahmina)
    (row,) = answers_to_mark(exam)
    assert page(tahmina).get(f"/staff/exams/{exam.pk}/marking/{row.answer.pk}/").status_code == 404
    for address in (
        f"/staff/exams/{exam.pk}/marking/{row.number}/",
        f"/files/{upload.pk}/view/",
        f"/files/{upload.pk}/",
    ):
        shown = browser.get(address, follow=True)
        assert "Farida" not in f"{shown.headers}{shown.getvalue().decode()}"
        assert f"{upload.pk.hex[:8]}.txt" in f"{shown.headers}{shown.getvalue().decode()}"
    assert "Farida-Yasmin.txt" in page(farida).get(f"/files/{upload.pk}/view/").content.decode()


@pytest.fixture
def remark(exam, question, oli, tahmina, farida) -> Remark:
    sitting = wrote(farida, exam, good=2)
    later(3 * HOUR)
    mark_answer(by=tahmina, sitting_id=sitting.pk, question_id=question.pk, points=[0, 0])
    release_exam(by=oli, exam_id=exam.pk)
    why = "I wrote all the steps down."
    return request_remark(by=farida, sitting_id=sitting.pk, question_id=question.pk, reason=why)


def test_another_person_decides_a_remark(remark, page, oli, tahmina, farida):
    address = f"/staff/remarks/{remark.pk}/"
    shown = page(tahmina).get(address).content.decode()
    assert "Another trainer or officer must look at it." in shown
    assert "Farida" not in shown
    with pytest.raises(OwnMark):
        decide_remark(by=tahmina, remark_id=remark.pk, percent=None, answer="It stays as it is.")
    assert "Look at an answer in an exam again" not in page(tahmina).get("/").content.decode()
    browser = page(oli)
    for text in ("I wrote all the steps down.", "I count on my fingers.", "See the rubric."):
        assert text in browser.get(address).content.decode(), text
    assert browser.post(address, {"outcome": "changed", "answer": "The steps are all there."}).status_code == 400
    browser.post(address, {"outcome": "changed", "percent": "100", "answer": "The steps are all there."})
    remark.refresh_from_db()
    remark.sitting.refresh_from_db()
    assert (remark.outcome, remark.sitting.points) == ("changed", 12)
    assert remark.sitting.is_passed
    assert page(farida).get(address).status_code == 404


def test_a_mark_can_stay(remark, page, oli):
    page(oli).post(f"/staff/remarks/{remark.pk}/", {"outcome": "stands", "answer": "Two of the steps are missing."})
    remark.refresh_from_db()
    assert (remark.outcome, remark.sitting.points) == ("stands", 2)


def test_alike_papers_are_reported_to_who_runs_the_exam(exam, page, api, tahmina, farida, rina):
    for each in (farida, rina):
        wrote(each, exam, good=0)
    later(3 * HOUR)
    SittingAnswer.objects.filter(question__kind="number", sitting__user__in=[farida, rina]).update(answer="77")
    shown = page(tahmina).get(f"/staff/exams/{exam.pk}/similar/").content.decode()
    assert "That proves nothing" in shown
    pairs = api(tahmina).get(f"/api/v1/exam-desk/{exam.pk}/similar/").json()
    assert pairs["count"] in (0, 1)
    assert AuditEntry.objects.filter(code="exam.compared", by=tahmina).count() == 1


def test_a_copy_of_ones_data_says_nothing_of_marks_before_their_time():
    (entry,) = [each for each in registered() if each.model is Sitting]
    assert {"seed", "needs_second_marks"} <= set(entry.secret)
