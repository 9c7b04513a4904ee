"""A doubtful paper is talked over before the results are out; that it does not count, a second person says."""

from datetime import UTC, datetime, timedelta

import pytest

from market.accounts.people.two_person_actions import OnePerson
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.core.models import AuditEntry
from market.learning.exams.actions import ExamBegun
from market.learning.marking.actions import release_exam
from market.learning.marking.refusals import SittingNotOver, VivasWait
from market.learning.models import Sitting, Viva
from market.learning.sittings.actions import submit
from market.learning.vivas.actions import call_viva, decide_viva
from market.learning.vivas.refusals import OwnViva, VivaDecided, VivaToCome
from market.notifications.models import Notification
from tests import make
from tests.learning.exam_story import HOUR, answer_all, bank, batch_with, begun, exam_of, later
from tests.site.task_lists import tasks_of

WHY = "How did you come to your third answer?"
SAID = "The answers are not the trainee's own."


@pytest.fixture
def exam(db, oli, farida, rina, tahmina):
    bank()
    return exam_of(oli, batch_with(oli, farida, rina, trainer=tahmina), grace_hours=1)


@pytest.fixture
def paper(exam, farida):
    """A paper with everything right, over for good."""
    sitting = begun(farida, exam)
    answer_all(sitting, 4)
    submit(by=farida, sitting_id=sitting.pk)
    later(5 * HOUR)
    return sitting


def called(by, paper, **values):
    fields = {"at": clock.now() + HOUR, "place": "Room 2", "reason": WHY} | values
    return call_viva(by=by, sitting_id=paper.pk, **fields)


def test_the_results_wait_for_the_talk_and_a_void_paper_is_not_passed(exam, paper, oli, tahmina, farida):
    row = called(tahmina, paper)
    assert "Room 2" in str(Notification.objects.get(user=farida, kind="viva.called").facts)
    assert [each.kind for each in tasks_of(farida) if each.kind == "viva"] == ["viva"]
    with pytest.raises(VivasWait):
        release_exam(by=oli, exam_id=exam.pk)
    with pytest.raises(VivaToCome):
        decide_viva(by=oli, viva_id=row.pk, outcome="void", answer=SAID)
    later(2 * HOUR)
    assert "decide_viva" in [each.kind for each in tasks_of(tahmina)]
    with pytest.raises(OwnViva):
        decide_viva(by=tahmina, viva_id=row.pk, outcome="void", answer=SAID)
    decide_viva(by=oli, viva_id=row.pk, outcome="void", answer=SAID)
    with pytest.raises(VivaDecided):
        decide_viva(by=oli, viva_id=row.pk, outcome="counts", answer=SAID)
    release_exam(by=oli, exam_id=exam.pk)
    paper.refresh_from_db()
    assert (paper.percent, paper.is_passed) == (100, False)
    assert AuditEntry.objects.filter(code="viva.decided", by=oli).exists()
    with pytest.raises(ExamBegun):
        called(tahmina, paper)


def test_who_called_may_say_that_it_counts_and_another_time_is_no_second_talk(exam, paper, tahmina, oli):
    row = called(tahmina, paper)
    assert called(oli, paper, at=clock.now() + 3 * HOUR, place="By telephone") == row
    row.refresh_from_db()
    assert (row.place, row.called_by) == ("By telephone", tahmina)
    later(4 * HOUR)
    decide_viva(by=tahmina, viva_id=row.pk, outcome="counts", answer="The answers are the trainee's own.")
    release_exam(by=oli, exam_id=exam.pk)
    paper.refresh_from_db()
    assert paper.is_passed


def test_what_cannot_be_called(exam, paper, tahmina, farida, rina):
    stranger = make.make_person("Tara", roles=["trainer"])
    for by in (stranger, farida):
        with pytest.raises(NotFound):
            called(by, paper)
    for values, field in (
        ({"at": clock.now() - HOUR}, "at"),
        ({"at": datetime(9999, 12, 30, tzinfo=UTC)}, "at"),
        ({"place": " "}, "place"),
        ({"place": "x" * 201}, "place"),
        ({"reason": "ok"}, "reason"),
    ):
        with pytest.raises(Invalid) as refused:
            called(tahmina, paper, **values)
        assert list(refused.value.errors) == [field]
    row = called(tahmina, paper)
    later(2 * HOUR)
    with pytest.raises(Invalid):
        decide_viva(by=tahmina, viva_id=row.pk, outcome="perhaps", answer=SAID)
    twin = make.make_person(tahmina.email.partition("@")[0] + "+twin", roles=["officer"])
    with pytest.raises(OnePerson):
        decide_viva(by=twin, viva_id=row.pk, outcome="void", answer=SAID)


def test_a_paper_that_is_not_over_is_not_talked_about(exam, farida, tahmina):
    sitting = begun(farida, exam)
    with pytest.raises(SittingNotOver):
        called(tahmina, sitting)


def test_pages(exam, paper, page, tahmina, oli, farida, rina):
    day = clock.local(clock.now() + timedelta(days=2)).date()
    address = f"/staff/sittings/{paper.pk}/viva/"
    sittings = f"/staff/exams/{exam.pk}/"
    assert "Talk about it" in page(tahmina).get(sittings).content.decode()
    paper.resume_until = clock.now() + HOUR
    paper.save(update_fields=["resume_until"])
    assert "Talk about it" not in page(tahmina).get(sittings).content.decode(), "it is not over: time was returned"
    Sitting.objects.update(resume_until=None)
    typed = {"day": day.isoformat(), "clock": "11:00", "place": "Room 2", "reason": "ok"}
    refused = page(tahmina).post(address, typed)
    assert refused.status_code == 400
    assert "Room 2" in refused.content.decode()
    page(tahmina).post(address, typed | {"reason": WHY})
    row = Viva.objects.get()
    for text in ("Room 2", WHY):
        assert text in page(farida).get(paper.get_absolute_url()).content.decode()
        assert text in page(oli).get(row.get_absolute_url()).content.decode()
    assert page(farida).get(row.get_absolute_url()).status_code == 404
    later(timedelta(days=3))
    page(oli).post(row.get_absolute_url(), {"outcome": "void", "answer": SAID})
    assert SAID.replace("'", "&#39;") in page(farida).get(paper.get_absolute_url()).content.decode()
    release_exam(by=oli, exam_id=exam.pk)
    assert "The paper does not count" in page(farida).get(paper.get_absolute_url()).content.decode()
