"""Exams: set by rule, drawn for each person, and refused with a sentence where they cannot be."""

from datetime import UTC, datetime, timedelta

import pytest

from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.learning.exams.actions import (
    ExamBegun,
    ExamTerms,
    RuleTerms,
    TooFewQuestions,
    cancel_exam,
    grant_extra_time,
    set_exam,
)
from market.learning.exams.drawing import Candidate, draw
from market.learning.models import Exam, Question
from market.learning.sittings.actions import begin, submit
from market.learning.sittings.refusals import ExamNotOpen, NoTriesAtExam, OnOtherDevice, RetakeLater
from tests.learning.exam_story import HOUR, OTHER_PHONE, PHONE, answer_all, bank, batch_with, begun, exam_of, later

REASON = "The hall has no power today."
FOUR = (RuleTerms(count=4),)


@pytest.fixture
def batch(db, oli, farida):
    bank()
    return batch_with(oli, farida)


def test_a_paper_follows_its_rules_and_its_seed():
    pool = [Candidate(each, "adding" if each < 6 else "checking", each % 3 + 1) for each in range(12)]
    rules = [RuleTerms(count=2, lesson="checking", difficulty=1), RuleTerms(count=2, difficulty=1), RuleTerms(count=4)]
    papers = {seed: draw(rules, pool, seed) for seed in "abcdefgh"}
    for paper in papers.values():
        assert len(set(paper)) == 8
        assert sum(each % 3 == 0 for each in paper) >= 4
    assert len({tuple(paper) for paper in papers.values()}) == 8
    assert draw(rules, pool, "a") == papers["a"]
    # Four of difficulty 1 are there: two rules can share them in one way only, whatever is drawn first.
    exact = [RuleTerms(count=2, difficulty=1), RuleTerms(count=2, lesson="checking", difficulty=1)]
    assert all(draw(exact, pool, seed) for seed in "abcdefgh")
    assert draw([RuleTerms(count=5, difficulty=1)], pool, "a") is None
    retired = [Candidate(each, "adding", 1, is_retired=each > 3) for each in range(9)]
    assert set(draw([RuleTerms(count=4)], retired, "a")) == {0, 1, 2, 3}
    assert set(draw([RuleTerms(count=5)], retired, "a")) > {0, 1, 2, 3}


def test_terms_are_checked(batch, oli, farida, tahmina):
    now = clock.now()
    fine = {"opens_at": now + HOUR, "closes_at": now + 2 * HOUR, "minutes": 30}

    def attempt(by=oli, rules=FOUR, batch_id=batch.pk, **changed) -> Exam:
        terms = ExamTerms(**fine | changed)
        return set_exam(by=by, course_slug="sums", terms=terms, rules=rules, batch_id=batch_id)

    for field, value in {
        "minutes": 4,
        "grace_hours": 73,
        "tries": 0,
        "pass_percent": 101,
        "opens_at": now - HOUR,
        "closes_at": now + HOUR,
    }.items():
        with pytest.raises(Invalid) as refusal:
            attempt(**{field: value})
        assert field in refusal.value.errors
    with pytest.raises(Invalid):
        attempt(closes_at=now + timedelta(days=62))
    for mistyped in (now + timedelta(days=367), datetime(9999, 12, 30, tzinfo=UTC)):
        with pytest.raises(Invalid) as refusal:
            attempt(opens_at=mistyped, closes_at=mistyped + HOUR)
        assert list(refusal.value.errors) == ["opens_at"]
    for rules in ([], [RuleTerms(count=0)], [RuleTerms(count=1, lesson="none")], [RuleTerms(count=61)]):
        with pytest.raises(Invalid):
            attempt(rules=rules)
    with pytest.raises(TooFewQuestions):
        attempt(rules=[RuleTerms(count=14)])
    with pytest.raises(NotAllowed):
        attempt(by=farida)
    with pytest.raises(NotAllowed):
        attempt(by=tahmina, batch_id=None)
    with pytest.raises(NotFound):
        attempt(by=tahmina)
    assert not Exam.objects.exists()
    assert attempt().questions == 4


def test_who_may_sit_it_begins_once(batch, oli, farida, rina):
    exam = exam_of(oli, batch, tries=2, retake_days=1)
    with pytest.raises(NotFound):
        begin(by=rina, exam_id=exam.pk, device=PHONE)
    sitting = begun(farida, exam)
    assert len(set(sitting.paper)) == 4
    assert begun(farida, exam) == sitting
    with pytest.raises(OnOtherDevice):
        begin(by=farida, exam_id=exam.pk, device=OTHER_PHONE)
    submit(by=farida, sitting_id=sitting.pk)
    with pytest.raises(RetakeLater):
        begun(farida, exam)
    later(timedelta(days=1))
    with pytest.raises(ExamNotOpen):
        begun(farida, exam)


def test_tries_end(batch, oli, farida):
    exam = exam_of(oli, batch, tries=2, retake_days=0)
    for _number in range(2):
        submit(by=farida, sitting_id=begun(farida, exam).pk)
    with pytest.raises(NoTriesAtExam):
        begun(farida, exam)


def test_a_trial_paper_asks_only_what_lessons_ask(batch, oli, farida):
    exam = exam_of(oli, batch)
    trial = begin(by=farida, exam_id=exam.pk, device=PHONE, is_trial=True)
    assert set(Question.objects.filter(pk__in=trial.paper).values_list("use", flat=True)) == {"check"}
    submit(by=farida, sitting_id=trial.pk)
    trial.refresh_from_db()
    assert (trial.points, trial.is_passed) == (0, False)
    assert begun(farida, exam).number == 1


def test_more_time_and_cancelling(batch, oli, farida, rina):
    exam = exam_of(oli, batch)
    with pytest.raises(Invalid):
        grant_extra_time(by=oli, exam_id=exam.pk, user_id=rina.pk, minutes=10, reason=REASON)
    for minutes in (5, 15):
        grant_extra_time(by=oli, exam_id=exam.pk, user_id=farida.pk, minutes=minutes, reason=REASON)
    sitting = begun(farida, exam)
    assert sitting.ends_at - sitting.begun_at == timedelta(minutes=45)
    with pytest.raises(ExamBegun):
        grant_extra_time(by=oli, exam_id=exam.pk, user_id=farida.pk, minutes=20, reason=REASON)
    answer_all(sitting, 4)
    with pytest.raises(Invalid):
        cancel_exam(by=oli, exam_id=exam.pk, reason="no")
    cancel_exam(by=oli, exam_id=exam.pk, reason=REASON)
    with pytest.raises(ExamBegun):
        cancel_exam(by=oli, exam_id=exam.pk, reason=REASON)
    assert exam.sittings.get().answers.count() == 4
    assert not Exam.objects.for_user(farida).exists()


def test_a_question_that_is_retired_is_drawn_only_to_fill_up(batch, oli, farida):
    exam = exam_of(oli, batch, count=12)
    Question.objects.filter(use="exam").exclude(slug="sum-1").update(retired_at=clock.now())
    assert len(begun(farida, exam).paper) == 12


def test_trainers_see_exams_of_their_batches_and_nobody_else_does(batch, oli, tahmina, rina, farida):
    own = batch_with(oli, trainer=tahmina)
    exam, other = exam_of(oli, own), exam_of(oli, batch)
    assert list(Exam.objects.run_by(tahmina)) == [exam]
    assert set(Exam.objects.run_by(oli)) == {exam, other}
    assert not Exam.objects.run_by(farida).exists()
    assert list(Exam.objects.visible_to(farida)) == [other]
    assert not Exam.objects.visible_to(rina).exists()


def test_who_runs_an_exam_is_led_to_its_desk(batch, page, oli, farida):
    exam = exam_of(oli, batch)
    desk, trial = f"/staff/exams/{exam.pk}/", f"/exams/{exam.pk}/trial/"
    shown, other = (page(each).get(f"/exams/{exam.pk}/").content.decode() for each in (oli, farida))
    assert desk in shown
    assert trial not in shown
    assert trial in other
    assert desk not in other
