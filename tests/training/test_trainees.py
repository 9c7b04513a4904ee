"""Who falls behind, lists of trainees and batches with their files, and a trainer's day."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from allauth.mfa.models import Authenticator
from django.utils import translation
from django.utils.translation import gettext
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from market.core.base import clock
from market.core.models import AuditEntry
from market.core.text import locale
from market.core.web import tables
from market.training.attendance.code_actions import digits_of, enter_code, open_code
from market.training.attendance_objections.actions import object_to_attendance
from market.training.models import Batch, ClassSession, Enrolment, Project
from market.training.plans.calendar import day_start
from market.training.questions.actions import ask_question
from market.training.today.queries import day_of
from market.training.trainees import tables as trainee_tables
from market.training.trainees.behind import Reason, reasons_of
from tests import make
from tests.training.attendance_story import checks, held, marked
from tests.training.graduation_story import passed
from tests.training.plan_story import enrolled, planned_batch

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def batch(oli, tahmina):
    return planned_batch(oli, trainer=tahmina)


@pytest.fixture
def places(batch, farida, rina, tahmina):
    """Farida was in the first class and missed three, Rina was in all four; nobody called the roll of the fifth."""
    rows = [enrolled(batch, farida, 1), enrolled(batch, rina, 2)]
    for number, ago in enumerate((9, 7, 5, 3), start=90):
        session = held(batch, number, ago * DAY)
        for place, value in zip(rows, ("present" if number == 90 else "absent", "present"), strict=True):
            marked(session, place, tahmina, value)
    held(batch, 95, DAY)
    Enrolment.objects.filter(batch=batch).update(name_bn="ফরিদা বেগম")
    return list(Enrolment.objects.filter(batch=batch).order_by("seat"))


@pytest.fixture
def enough(django_assert_max_num_queries):
    return django_assert_max_num_queries


def test_who_falls_behind_has_a_reason_by_the_rule(places, batch, tahmina, django_assert_num_queries):
    missing, present = places
    with django_assert_num_queries(5):
        assert reasons_of(places) == {missing.pk: [Reason.SHARE, Reason.CLASSES]}
    settled = {"settles": True, "reason": "A power cut"}
    marked(batch.sessions.get(number=93), missing, tahmina, "excused", **settled)
    assert reasons_of(places) == {missing.pk: [Reason.SHARE]}, "who was excused from a class has not missed it"
    project = passed(present, "agreed")
    Project.objects.filter(pk=project.pk).update(missed=2, due_at=clock.now() - DAY)
    assert reasons_of(places)[present.pk] == [Reason.CHECK_INS, Reason.PROJECT]
    Project.objects.filter(pk=project.pk).update(
        missed=0, awaits="assessment", waits_since=clock.now(), answer_due_at=clock.now()
    )
    assert present.pk not in reasons_of(places), "a project that waits for others is not late"
    missing.state = Enrolment.State.COMPLETED
    assert reasons_of([missing]) == {}


def listed(answer):
    return [int(each) for each in re.findall(r'href="/places/(\d+)/"', answer.content.decode())]


def test_officers_filter_trainees_and_take_the_list_along(page, api, oli, onu, tahmina, places, monkeypatch):  # noqa: PLR0915  # one life
    missing, present = places
    Enrolment.objects.filter(pk=present.pk).update(name_en="=cmd()")
    monkeypatch.setattr(trainee_tables, "AT_ONCE", 1)
    desk = page(oli)
    assert "No trainee fits" in desk.get("/staff/trainees/").content.decode()  # no batch runs yet
    Batch.objects.filter(pk=missing.batch_id).update(started_on=clock.local(clock.now()).date() - DAY)
    assert listed(desk.get("/staff/trainees/")) == [missing.pk, present.pk]
    text = desk.get("/staff/trainees/?time=").content.decode()
    assert "Missed the last classes" in text
    assert "fewer" not in text
    assert "last 3 of them" in text
    filters = f"stands=behind&phase={missing.batch.phase_id}&topic=graphics-design"
    assert listed(desk.get(f"/staff/trainees/?{filters}")) == [missing.pk]
    assert listed(desk.get("/staff/trainees/?q=cmd&stands=lacking")) == [present.pk]
    assert "No trainee fits" in desk.get("/staff/trainees/?stands=issued").content.decode()
    assert "Attendance" in desk.get(missing.get_absolute_url()).content.decode()
    csv = desk.get("/staff/trainees/file/?kind=csv&stands=lacking").getvalue().decode()
    assert "'=cmd()" in csv
    assert f"{missing.batch.code},1," in csv
    assert "Attended too little, Missed the last classes" in csv
    book = load_workbook(BytesIO(b"".join(desk.get("/staff/trainees/file/?kind=xlsx").streaming_content)))
    cell = book.active["C3"]
    assert (cell.value, cell.data_type) == ("=cmd()", "s")
    pdf = page(onu, "bn").get("/staff/trainees/file/?kind=pdf")
    assert pdf["Content-Type"] == "application/pdf"
    words = PdfDocument(pdf.content)[0].get_textpage().get_text_range()
    assert missing.batch.code in words
    assert desk.get("/staff/trainees/file/?kind=doc").status_code == 404
    assert desk.get("/staff/trainees/file/?batch=NONE-SUCH").status_code == 400  # not the file of all
    monkeypatch.setattr(tables, "MOST_ON_PAPER", 1)
    assert desk.get("/staff/trainees/file/?kind=pdf").status_code == 409
    monkeypatch.setattr(tables, "MOST_IN_A_WORKBOOK", 1)
    assert desk.get("/staff/trainees/file/?kind=xlsx").status_code == 409
    entry = AuditEntry.objects.filter(code="trainees.taken", by=oli).first()
    assert entry.facts == {"kind": "csv", "query": "kind=csv&stands=lacking"}
    Authenticator.objects.create(user=oli, type="totp", data={"secret": "x"})
    rows = api(oli).get("/api/v1/register/trainees/?stands=behind").json()["results"]
    assert [(row["place"], row["percent"], row["behind"]) for row in rows] == [(missing.pk, 25, ["share", "classes"])]
    assert api(oli).get("/api/v1/register/trainees/?stands=no").status_code == 400
    assert page(tahmina).get("/staff/trainees/").status_code == 404
    long_ago = clock.now().date() - 400 * DAY
    Batch.objects.filter(pk=missing.batch_id).update(started_on=long_ago - 9 * DAY, ended_on=long_ago)
    late = desk.get("/staff/trainees/?stands=lacking")
    assert listed(late) == []
    assert "ended within a year" in late.content.decode()
    chosen = desk.get(f"/staff/trainees/?stands=lacking&batch={missing.batch.code}")
    assert listed(chosen) == [missing.pk, present.pk]
    assert "ended within a year" not in chosen.content.decode()


def test_batches_are_filtered_and_taken_along(page, oli, tahmina, batch):
    desk = page(oli)
    assert batch.code in desk.get("/batches/?time=to_come&district=rangpur").content.decode()
    assert "No batch fits" in desk.get("/batches/?time=over&district=rangpur").content.decode()
    assert f"{batch.code},1,Rangpur" in desk.get("/staff/batches/file/?kind=csv").getvalue().decode()
    assert desk.get("/staff/batches/file/?kind=pdf").content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(code="batches.taken", is_access=True).count() == 2
    assert page(tahmina).get("/staff/batches/file/").status_code == 404
    assert "PDF" not in page(tahmina).get("/batches/").content.decode()


def test_a_trainers_day(page, api, tahmina, places, batch, rina, oli, enough):
    session = held(batch, 96, timedelta(hours=-1))
    question = ask_question(by=rina, session_id=session.pk, text="Which pen?")
    type(question).objects.filter(pk=question.pk).update(asked_at=clock.now() - 3 * DAY)
    with enough(75):
        text = page(tahmina).get("/training/today/").content.decode()
    for words in ("Which pen?", "waits 3 days", "Call the roll", "Missed the last classes", "62% of classes attended"):
        assert words in text, words
    day = api(tahmina).get("/api/v1/training/today/").json()
    assert [each["id"] for each in day["classes"]] == [session.pk]
    assert [(each["days"], each["asked_by"]["display_name"]) for each in day["questions"]] == [(3, "Rina")]
    assert [each["place"] for each in day["behind"]] == [places[0].pk]
    assert (day["batches"][0]["trainees"], day["batches"][0]["behind"]) == (2, 1)
    assert "call_roll" in {task["kind"] for task in day["tasks"]}
    assert page(oli).get("/training/today/").status_code == 404
    assert "No batch now" in page(make.make_person("Tuli", roles=["trainer"])).get("/training/today/").content.decode()


def test_a_class_that_runs_past_midnight_stays_on_the_day_until_it_is_over(tahmina, batch):
    midnight = day_start(clock.local(clock.now()).date() + DAY)
    session = held(batch, 97, clock.now() - midnight - HOUR / 2)  # half of its hour is before midnight
    clock.advance(midnight - clock.now() + HOUR / 4)
    assert session in day_of(tahmina).classes
    clock.advance(HOUR / 2)
    assert session not in day_of(tahmina).classes


def test_my_course_begins_with_what_can_be_done_now(page, api, places, batch, farida, tahmina, enough):
    session = held(batch, 96, timedelta(hours=-1))
    ClassSession.objects.filter(pk=session.pk).update(room="https://meet.jit.si/1", starts_at=clock.now())
    checks(batch.sessions.get(number=93), tahmina)
    with enough(62):
        before = page(farida).get("/course/").content.decode()
    assert "Enter the live room" in before
    assert "Enter the code" not in before
    code = open_code(by=tahmina, session_id=session.pk)
    now = page(farida).get("/course/").content.decode()
    parts = ("Enter the code", "Enter the live room", "To do", "Make up the class", "My attendance", "Write to them")
    assert sorted(parts, key=now.index) == list(parts)
    assert [each["kind"] for each in api(farida).get("/api/v1/me/course/").json()["due"]] == ["make_up"]
    enter_code(by=farida, session_id=session.pk, code=digits_of(code))
    assert "Enter the code" not in page(farida).get("/course/").content.decode()


def test_officers_see_all_of_a_trainee_on_one_page(page, oli, places, rina, batch):
    missing, present = places
    passed(present, "passed")
    session = batch.sessions.get(number=93)
    objection = object_to_attendance(by=missing.trainee, session_id=session.pk, text="I was there.")
    text = page(oli).get(missing.get_absolute_url()).content.decode()
    for words in ("Missed the last classes", "No project yet", "Objections and claims", objection.get_absolute_url()):
        assert words in text, words
    other = page(oli).get(present.get_absolute_url()).content.decode()
    assert "A shop" in other
    assert "Falls behind" not in other
    assert "Falls behind" not in page(missing.trainee).get(missing.get_absolute_url()).content.decode()


def test_a_list_that_is_too_long_for_paper_is_not_read_to_its_end():
    def rows():
        for number in range(10_000):
            assert number <= tables.MOST_ON_PAPER
            yield [number]

    with pytest.raises(tables.TooLongForPaper):
        tables.send_table(tables.Table("long", "Long", ["Number"], rows), "pdf")


def test_a_long_list_is_sent_while_it_is_read(monkeypatch):
    read = []

    def rows():
        for number in range(5):
            read.append(number)
            yield [number, str(gettext("Trainees")), locale.zone()]

    monkeypatch.setattr(tables, "AT_ONCE", 2)
    table = tables.Table("long", "Long", ["Number", "What", "Zone"], rows)
    with locale.override("en", zone="Europe/London"):
        parts = iter(tables.send_table(table, "csv").streaming_content)
    with translation.override("bn"):
        assert next(parts) == "\ufeffNumber,What,Zone\r\n".encode()
        assert next(parts) == b"0,Trainees,Europe/London\r\n1,Trainees,Europe/London\r\n"
        assert read == [0, 1]
        assert translation.get_language() == "bn"
        assert b"".join(parts).count(b"\r\n") == 3
