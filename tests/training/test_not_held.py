"""Reports that a class did not take place: without names for the trainer, decided by an officer who does not teach."""

from datetime import timedelta

import pytest

from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.notifications.models import Notification
from market.training.attendance.queries import share_of
from market.training.models import AttendanceMark, ClassInquiry, ClassSession, Enrolment
from market.training.not_held import actions
from market.training.not_held.actions import answer_class_report, decide_class_report, report_class
from tests import make
from tests.training.plan_story import enrolled, planned_batch, trainer

DAY = timedelta(days=1)


@pytest.fixture
def batch(oli):
    return planned_batch(oli, trainer=trainer())


@pytest.fixture
def asma(batch):
    return enrolled(batch, make.make_person("Asma")).trainee


@pytest.fixture
def rubi(batch):
    return enrolled(batch, make.make_person("Rubi"), seat=2).trainee


@pytest.fixture
def session(batch, asma, rubi):
    """The first class, a minute after its end."""
    first, over = batch.sessions.earliest("starts_at"), clock.now() - timedelta(minutes=1)
    ClassSession.objects.filter(pk=first.pk).update(starts_at=over - timedelta(minutes=90), ends_at=over)
    Enrolment.objects.update(offered_at=over - 30 * DAY)
    first.refresh_from_db()
    return first


def heard(user) -> list[str]:
    rows = Notification.objects.filter(user=user, kind__startswith="classreport").order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_two_reports_ask_the_trainer_and_an_officer_decides(session, batch, asma, rubi, oli, rina, travel):
    teacher = batch.trainer
    with pytest.raises(NotFound):
        report_class(by=rina, session_id=session.pk, kind="not_held")
    with pytest.raises(NotAllowed):
        report_class(by=teacher, session_id=session.pk, kind="not_held")
    with pytest.raises(Invalid):
        report_class(by=asma, session_id=session.pk, kind="boring")
    first = report_class(by=asma, session_id=session.pk, kind="not_held", text="We waited an hour.")
    assert report_class(by=asma, session_id=session.pk, kind="late") == first
    assert heard(oli) == heard(teacher) == []
    assert not ClassInquiry.objects.visible_to(teacher).exists()
    report_class(by=rubi, session_id=session.pk, kind="late")
    assert (heard(oli), heard(teacher)) == (["classreport.opened"], ["classreport.trainer_asked"])
    with pytest.raises(actions.TrainerNotHeard):
        decide_class_report(by=oli, session_id=session.pk, held=False, reason="Nobody came.")
    answer_class_report(by=teacher, session_id=session.pk, text="I was ill.")
    for somebody in (teacher, asma):
        with pytest.raises((NotFound, NotAllowed)):
            decide_class_report(by=somebody, session_id=session.pk, held=True, reason="I was there.")
    with pytest.raises(Invalid):
        decide_class_report(by=oli, session_id=session.pk, held=False, reason=" ")


def test_a_class_that_did_not_take_place_counts_for_nobody(session, batch, asma, rubi, oli):
    teacher, place = batch.trainer, asma.enrolments.get()
    for each in (asma, rubi):
        report_class(by=each, session_id=session.pk, kind="not_held")
    answer_class_report(by=teacher, session_id=session.pk, text="I was ill.")
    ClassSession.objects.filter(pk=session.pk).update(rolled_at=session.starts_at)
    mark = {"by": teacher, "at": session.starts_at, "source": "roll", "value": "absent"}
    AttendanceMark.objects.create(session=session, enrolment=place, **mark)
    assert share_of(place).counted == 1
    decide_class_report(by=oli, session_id=session.pk, held=False, reason="The trainer was ill.")
    assert share_of(place).counted == 0
    assert AttendanceMark.objects.count() == 1
    assert heard(asma) == heard(rubi) == ["classreport.not_held"]
    assert heard(teacher)[-1] == "classreport.not_held"
    with pytest.raises(actions.ReportDecided):
        decide_class_report(by=oli, session_id=session.pk, held=True, reason="No.")
    with pytest.raises(actions.ReportDecided):
        answer_class_report(by=teacher, session_id=session.pk, text="I was there.")


def test_one_report_is_enough_where_nobody_called_the_roll(session, asma, oli, travel):
    report_class(by=asma, session_id=session.pk, kind="early")
    travel(DAY - timedelta(hours=1))
    assert heard(oli) == []
    travel(timedelta(hours=1))
    assert heard(oli) == ["classreport.opened"]
    travel(3 * DAY)  # the trainer said nothing
    decide_class_report(by=oli, session_id=session.pk, held=True, reason="Others say that it took place.")
    session.refresh_from_db()
    assert session.state == "planned"
    assert heard(asma) == ["classreport.held"]


def test_a_called_roll_needs_two_reports_and_a_week_is_the_limit(session, asma, rubi, oli, travel):
    ClassSession.objects.filter(pk=session.pk).update(rolled_at=session.starts_at)
    report_class(by=asma, session_id=session.pk, kind="late")
    travel(2 * DAY)
    assert heard(oli) == []
    assert ClassInquiry.objects.get().look_at is None
    travel(6 * DAY)
    with pytest.raises(actions.NotReportable):
        report_class(by=rubi, session_id=session.pk, kind="late")
    later = ClassSession.objects.filter(batch=session.batch).latest("starts_at")
    with pytest.raises(actions.NotReportable):
        report_class(by=rubi, session_id=later.pk, kind="late")


def test_pages_and_the_trainer_never_reads_a_name(session, batch, asma, rubi, oli, page):
    at, reports = session.get_absolute_url(), f"/classes/{session.pk}/reports/"
    member = page(asma)
    assert f"{at}report/" in member.get(at).content.decode()
    assert member.post(f"{at}report/", {"text": "We waited."}).status_code == 400
    member.post(f"{at}report/", {"kind": "not_held", "text": "We waited."})
    assert "You reported" in member.get(at).content.decode()
    page(rubi).post(f"{at}report/", {"kind": "late"})
    teacher = page(batch.trainer)
    assert reports in teacher.get(at).content.decode()
    shown = teacher.get(reports).content.decode()
    assert "The class did not take place" in shown
    assert not any(word in shown for word in ("Asma", "Rubi", "We waited."))
    assert reports in teacher.get("/").content.decode()
    teacher.post(f"{reports}answer/", {"text": "The line was down."})
    desk = page(oli)
    assert reports in desk.get("/").content.decode()
    assert reports in desk.get("/staff/class-reports/").content.decode()
    text = desk.get(reports).content.decode()
    assert all(word in text for word in ("Asma", "We waited.", "The line was down."))
    assert desk.post(f"{reports}decide/", {"held": "no"}).status_code == 400
    desk.post(f"{reports}decide/", {"held": "no", "reason": "Nobody was there."})
    assert "This class did not take place" in member.get(at).content.decode()
    assert "Did not take place" in member.get("/course/").content.decode()
    assert "Classes that did not take place" in page().get("/programme/").content.decode()


def test_who_reported_a_class_or_came_after_it_has_no_say(session, batch, asma, rubi, oli):
    late = enrolled(batch, make.make_person("Late"), seat=3).trainee
    with pytest.raises(NotAllowed):
        report_class(by=late, session_id=session.pk, kind="not_held")
    for each in (asma, rubi):
        report_class(by=each, session_id=session.pk, kind="not_held")
    answer_class_report(by=batch.trainer, session_id=session.pk, text="I was there.")
    type(asma).objects.filter(pk=asma.pk).update(roles=["officer"])
    asma.refresh_from_db()
    assert set(actions.judges(ClassInquiry.objects.get())) == {oli}
    with pytest.raises(NotFound):
        decide_class_report(by=asma, session_id=session.pk, held=False, reason="I say so.")
