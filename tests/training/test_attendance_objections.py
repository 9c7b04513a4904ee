"""Objections to attendance: an officer who had no part in it, another one after a refusal, no end by silence."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.text.formats import format_day
from market.files.access import may_read
from market.notifications.models import Notification
from market.training.attendance.batch_queries import attendance_table
from market.training.attendance.own_queries import attendance_of
from market.training.attendance_objections.actions import (
    ObjectionTooLate,
    ask_second_about_attendance,
    decide_attendance,
    object_to_attendance,
)
from market.training.models import AttendanceDecision, AttendanceMark, AttendanceObjection
from market.training.outage_claims.actions import claim_outage, decide_claim
from market.training.register.objection_actions import (
    ObjectionDecided,
    ObjectionNotPossible,
    OwnDecision,
    SecondOfficerNotPossible,
)
from tests.site.task_lists import staff_tasks, tasks_of
from tests.training import plan_story
from tests.training.attendance_story import DAY, HOUR, MINUTE, answered, checks, counts, goto, held, marked, recording
from tests.training.test_objections import photo
from tests.training.test_outage_claims import outage


@pytest.fixture
def place(oli, tahmina, farida):
    return plan_story.enrolled(plan_story.planned_batch(oli, trainer=tahmina), farida)


@pytest.fixture
def session(place, tahmina):
    session = held(place.batch)
    marked(session, place, tahmina)
    return session


def objected(trainee, session) -> AttendanceObjection:
    return object_to_attendance(by=trainee, session_id=session.pk, text="আমি ছিলাম।")


def heard(user) -> list[str]:
    rows = Notification.objects.filter(user=user, kind__startswith="attendance_objection").order_by("pk")
    return [each.removeprefix("attendance_objection.") for each in rows.values_list("kind", flat=True)]


def test_an_objection_is_granted(session, tahmina, farida, rina, oli, onu):
    file = photo(farida)
    objection = object_to_attendance(by=farida, session_id=session.pk, text="আমি ছিলাম।", file_ids=[file])
    assert objected(farida, session) == objection  # a second press
    assert (heard(oli), heard(tahmina)) == (["opened"], [])
    upload = objection.files.get()
    assert [may_read(each, upload) for each in (oli, tahmina)] == [True, False]
    for stranger, refusal in ((rina, NotFound), (tahmina, NotFound), (farida, NotAllowed)):
        with pytest.raises(refusal):
            decide_attendance(by=stranger, objection_id=objection.pk, value="present", reason="I say so")
    for wrong in ({"value": "made_up", "reason": "Yes"}, {"value": "late", "reason": ""}):
        with pytest.raises(Invalid):
            decide_attendance(by=oli, objection_id=objection.pk, **wrong)
    decide_attendance(by=oli, objection_id=objection.pk, value="late", reason="The chat shows it.")
    mark = AttendanceMark.objects.get(source="office")
    assert (counts(session), mark.by, mark.reason, heard(farida)) == ("late", oli, "The chat shows it.", ["granted"])
    with pytest.raises(ObjectionDecided):
        decide_attendance(by=onu, objection_id=objection.pk, value="", reason="No")
    with pytest.raises(ObjectionNotPossible):
        objected(farida, session)


def test_a_refusal_goes_to_another_officer_once(session, farida, oli, onu):
    objection = objected(farida, session)
    with pytest.raises(SecondOfficerNotPossible):
        ask_second_about_attendance(by=farida, session_id=session.pk)
    decide_attendance(by=oli, objection_id=objection.pk, value="", reason="Nobody saw you.")
    assert ask_second_about_attendance(by=farida, session_id=session.pk).is_open
    assert ask_second_about_attendance(by=farida, session_id=session.pk).is_open
    assert (heard(oli)[1:], heard(onu)[1:]) == ([], ["second_asked"])
    with pytest.raises(OwnDecision):
        decide_attendance(by=oli, objection_id=objection.pk, value="present", reason="After all")
    decide_attendance(by=onu, objection_id=objection.pk, value="", reason="I agree.")
    assert heard(farida) == ["refused", "refused_finally"]
    assert [each.round for each in AttendanceDecision.objects.all()] == [1, 2]
    with pytest.raises(SecondOfficerNotPossible):
        ask_second_about_attendance(by=farida, session_id=session.pk)


def test_who_had_a_part_in_it_does_not_decide(session, place, farida, oli, onu):
    """Neither the officer who called the roll, nor the one who refused the claim of an outage."""
    marked(session, place, oli)
    claim = claim_outage(by=farida, session_id=session.pk, details=outage(session))
    decide_claim(by=onu, claim_id=claim.pk, accept=False, reason="No")
    objection = objected(farida, session)
    assert heard(oli) == heard(onu) == []
    for each in (oli, onu):
        with pytest.raises(OwnDecision):
            decide_attendance(by=each, objection_id=objection.pk, value="present", reason="Yes")


def test_times_and_silence(session, place, tahmina, farida, oli, travel):
    with pytest.raises(Invalid):
        object_to_attendance(by=farida, session_id=session.pk, text="")
    goto(session.ends_at - MINUTE)
    with pytest.raises(ObjectionTooLate):
        objected(farida, session)
    goto(session.ends_at + 30 * DAY)
    with pytest.raises(ObjectionTooLate):
        objected(farida, session)
    goto(session.ends_at + 30 * DAY - MINUTE)
    objected(farida, session)
    travel(2 * DAY + HOUR)
    travel(2 * DAY)
    travel(DAY)
    assert heard(oli) == ["opened", "due", "due", "late"]
    assert (heard(farida), AttendanceObjection.objects.get().is_open) == (["takes_longer"], True)


def test_pages_and_api(session, place, tahmina, farida, oli, onu, page, api):
    trainee, officer = page(farida), page(oli)
    address, path = f"/classes/{session.pk}/objection/", f"/api/v1/classes/{session.pk}/objection/"
    assert address in trainee.get("/me/attendance/").content.decode()
    assert trainee.post(address, {"text": ""}).status_code == 400
    assert trainee.post(address, {"text": "আমি ছিলাম।"}).status_code == 302
    assert api(farida).get(path).json()["state"] == "open"
    objection = AttendanceObjection.objects.get()
    assert objection.get_absolute_url() in officer.get("/staff/attendance-objections/").content.decode()
    shown = officer.get(objection.get_absolute_url()).content.decode()
    assert tahmina.shown_name in shown  # who called the roll
    assert 'value="absent"' not in shown  # it counts already
    decided = officer.post(objection.get_absolute_url(), {"value": "refuse", "reason": "Nobody saw you."})
    assert decided.status_code == 302
    assert "Nobody saw you." in trainee.get(address).content.decode()
    assert trainee.post(f"{address}second-officer/").status_code == 302
    assert api(farida).post(f"{path}second-officer/").json()["state"] == "open"
    Authenticator.objects.create(user=onu, type=Authenticator.Type.TOTP, data={})
    listed = api(onu).get("/api/v1/register/attendance-objections/").json()["results"]
    assert [each["name"] for each in listed] == [place.name_en]
    sent = {"value": "present", "reason": "The chat shows it."}
    answer = api(onu).post(f"/api/v1/register/attendance-objections/{objection.pk}/decide/", sent).json()
    assert [each["value"] for each in answer["decisions"]] == ["", "present"]
    assert api(farida).post(path, {"text": "Again"}).json()["code"] == "objection_not_possible"


def test_own_attendance_and_that_of_a_batch(
    session, place, tahmina, farida, rina, oli, page, api, django_assert_num_queries
):
    other = held(place.batch, number=91, ago=timedelta(hours=5))
    marked(other, place, tahmina, "present")
    checks(session, tahmina)
    place.refresh_from_db()
    own = attendance_of(place)
    assert [(each.counts, each.may_make_up, each.may_claim, each.may_object) for each in own.rows] == [
        ("absent", True, True, True),
        ("present", False, False, True),
    ]
    assert (own.share.percent, own.is_below) == (50, True)
    with django_assert_num_queries(9):
        attendance_of(place)
    shown = page(farida).get("/me/attendance/").content.decode()
    assert f"/classes/{session.pk}/make-up/" in shown
    assert "Below 75%" in shown
    assert "50%" in page(farida).get("/course/").content.decode()
    assert "No class yet" in page(rina).get("/me/attendance/").content.decode()
    answer = api(farida).get("/api/v1/me/attendance/").json()
    assert [each["counts"] for each in answer["classes"]] == ["absent", "present"]
    assert answer["classes"][0]["marks"][0]["source"] == "roll"
    assert api(rina).get("/api/v1/me/attendance/").status_code == 404
    assert tahmina.shown_name in page(oli).get(place.get_absolute_url()).content.decode()

    address = f"/batches/{place.batch_id}/attendance"
    shown = page(tahmina).get(f"{address}/").content.decode()
    assert "1 trainee below 75%" in shown
    assert f'{format_day(clock.local(session.starts_at).date(), "en")}">' in shown  # no tag in a title
    assert page(farida).get(f"{address}/").status_code == 404
    assert page(tahmina).get(f"{address}.csv").content.decode().splitlines()[1].endswith(",1,2,50,present,absent")
    table = api(tahmina).get(f"/api/v1/batches/{place.batch_id}/attendance/").json()
    assert (table["sessions"], table["trainees"][0]["counts"]) == ([other.pk, session.pk], ["present", "absent"])
    plan_story.enrolled(place.batch, rina, seat=2)
    with django_assert_num_queries(5):
        attendance_table(place.batch)


def test_what_waits_is_a_task(session, tahmina, farida, oli, onu):
    recording(session, tahmina)
    assert {each.kind for each in staff_tasks(tahmina)} == {"check_questions"}
    checks(session, tahmina)
    assert [each.kind for each in staff_tasks(tahmina)] == []
    kinds = {each.kind: each.url for each in tasks_of(farida)}
    assert kinds["make_up"] == f"/classes/{session.pk}/make-up/"
    answered(farida, session)
    assert "make_up" not in {each.kind for each in tasks_of(farida)}
    other = held(session.batch, number=91, ago=timedelta(hours=5))
    marked(other, session.batch.enrolments.get(), oli)
    claim = claim_outage(by=farida, session_id=other.pk, details=outage(other))
    assert [each.url for each in staff_tasks(tahmina)] == [claim.get_absolute_url()]
    objection = objected(farida, other)
    assert "attendance_objection" not in {each.kind for each in staff_tasks(oli)}  # called the roll
    assert objection.get_absolute_url() in {each.url for each in staff_tasks(onu)}
