"""Grievances: to the office and not to whom they are about, with a name or without one, never decided by silence."""

import html
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from market.core.base.errors import Invalid, NotFound, TooMany
from market.core.models import AuditEntry
from market.files.access import may_read
from market.notifications.models import Notification
from market.training.grievances import actions, person_actions
from market.training.grievances.codes import new_code
from market.training.grievances.person_actions import Account, submit_grievance
from market.training.grievances.queries import grievance_years, hide_small
from market.training.grievances.terms import working_days_later
from market.training.models import Grievance, GrievanceMessage
from tests import make
from tests.access.things import png
from tests.training.plan_story import enrolled, in_dhaka, planned_batch, today, trainer

DAY = timedelta(days=1)
WHAT = "স্যার সনদের জন্য টাকা চেয়েছেন।"


@pytest.fixture
def batch(oli):
    return planned_batch(oli, trainer=trainer())


@pytest.fixture
def asma(batch):
    person = make.make_person("Asma")
    enrolled(batch, person)
    return person


def submitted(by=None, kind="money", code="", **fields) -> Grievance:
    account = Account(kind, fields.pop("text", WHAT), **fields)
    return submit_grievance(by=by, account=account, code=code or ("" if by else new_code()))


def heard(user) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_a_grievance_is_taken_answered_reopened_and_closed(asma, batch, oli, onu, rina, travel):
    row = submitted(asma, batch=batch)
    for officer in (oli, onu):
        assert heard(officer)[-1:] == ["grievance.received"]
    with pytest.raises(actions.NotInHand):
        actions.reply_to_grievance(by=oli, grievance_id=row.pk, text="Who was it?")
    with pytest.raises(NotFound):
        actions.take_grievance(by=rina, grievance_id=row.pk)
    actions.take_grievance(by=oli, grievance_id=row.pk)
    actions.reply_to_grievance(by=oli, grievance_id=row.pk, text="Who was it?")
    person_actions.write_to_grievance(by=asma, grievance_id=row.pk, text="The trainer.")
    assert heard(oli)[-1] == "grievance.person_wrote"
    assert "grievance.person_wrote" not in heard(onu)
    with pytest.raises(person_actions.NotReopenable):
        person_actions.reopen_grievance(by=asma, grievance_id=row.pk, text="No.")
    with pytest.raises(person_actions.NotAnswered):
        person_actions.close_grievance(by=asma, grievance_id=row.pk)
    actions.reply_to_grievance(by=oli, grievance_id=row.pk, text="It was a mistake.", answers=True)
    assert heard(asma) == ["grievance.taken", "grievance.office_wrote", "grievance.answered"]
    with pytest.raises(actions.GrievanceAnswered):
        actions.take_grievance(by=onu, grievance_id=row.pk)


def test_another_officer_looks_once_and_silence_closes(asma, oli, onu, travel):
    row = submitted(asma)
    actions.take_grievance(by=oli, grievance_id=row.pk)
    actions.reply_to_grievance(by=oli, grievance_id=row.pk, text="It was a mistake.", answers=True)
    travel(13 * DAY)
    person_actions.reopen_grievance(by=asma, grievance_id=row.pk, text="It was no mistake.")
    person_actions.reopen_grievance(by=asma, grievance_id=row.pk, text="Twice.")
    assert "grievance.reopened" not in heard(oli)
    with pytest.raises(actions.SameOfficer):
        actions.take_grievance(by=oli, grievance_id=row.pk)
    actions.take_grievance(by=onu, grievance_id=row.pk)
    actions.reply_to_grievance(by=onu, grievance_id=row.pk, text="The trainer is gone.", answers=True)
    with pytest.raises(person_actions.NotReopenable):
        person_actions.reopen_grievance(by=asma, grievance_id=row.pk, text="Again.")
    travel(15 * DAY)
    row.refresh_from_db()
    assert (row.state, row.close_at) == ("closed", None)
    with pytest.raises(person_actions.GrievanceClosed):
        person_actions.write_to_grievance(by=asma, grievance_id=row.pk, text="Thank you.")
    kinds = list(row.messages.values_list("kind", flat=True))
    assert kinds == ["message", "answer", "reopening", "answer"]
    with pytest.raises(IntegrityError), transaction.atomic():
        GrievanceMessage.objects.update(text="Nothing happened.")


def test_whom_it_is_about_never_sees_it(asma, batch, oli, onu, page):
    lead = make.make_person("Lata", roles=["lead"])
    both = make.make_person("Tania", roles=["officer", "trainer"])
    batch.trainer = both
    batch.save()
    row = submitted(asma, batch=batch, people=[oli], text="Oli asked me for money.")
    assert [set(heard(each)) for each in (oli, both, lead)] == [set(), set(), set()]
    assert heard(onu) == ["grievance.received"]
    record = row.get_absolute_url()
    for somebody in (oli, both, lead):
        assert page(somebody).get(record).status_code == 404
        assert row.number not in page(somebody).get("/staff/grievances/").content.decode()
        assert row.number not in page(somebody).get("/staff/grievances/file/").content.decode()
        with pytest.raises(NotFound):
            actions.take_grievance(by=somebody, grievance_id=row.pk)
    actions.take_grievance(by=onu, grievance_id=row.pk)
    page(onu).post(f"{record}people/", {"people": [onu.pk]})  # it is about her, too
    row.refresh_from_db()
    assert (row.officer, row.state, set(row.people.all())) == (None, "received", {oli, onu})  # no tick is taken away
    assert page(onu).get(record).status_code == page(oli).get(record).status_code == 404
    assert heard(oli) == []
    assert AuditEntry.objects.get(code="grievance.people_named").by == onu


def test_where_every_officer_is_barred_lead_moderators_see_it_at_once(asma, oli):
    lead = make.make_person("Lata", roles=["lead"])
    row = submitted(asma, kind="harassment", people=[oli])
    assert heard(lead) == ["grievance.received"]
    actions.take_grievance(by=lead, grievance_id=row.pk)
    assert Grievance.objects.visible_to(lead).get() == row


def test_without_a_name_nothing_leads_to_the_account(asma, oli, page, db):
    counters = _tables_with(asma.pk)
    member = page(asma)
    member.get("/")  # what every page writes
    shown = member.get("/grievances/new/")
    assert shown["Referrer-Policy"] == "same-origin"  # "no-referrer" lets browsers send forms with "Origin: null"
    form = shown.content.decode()
    code = re.search(r'name="code" value="([^"]+)"', form)[1]
    sent = {"kind": "harassment", "text": WHAT, "anonymous": "yes", "code": code}
    refused = member.post("/grievances/new/", {**sent, "uploads": [png()]})
    assert refused.status_code == 400
    before = _tables_with(asma.pk)
    answer = member.post("/grievances/new/", sent)
    assert member.post("/grievances/new/", sent).status_code == 200  # loaded anew: the same one
    row = Grievance.objects.get()
    text = answer.content.decode()
    assert row.number in text
    assert code in text
    assert "999" in text
    assert answer["Cache-Control"] == "private, no-store"
    assert code not in str(Grievance.objects.values().get())
    assert (row.reporter, row.messages.get().by) == (None, None)
    assert set(AuditEntry.objects.filter(on_type="training.grievance").values_list("by", flat=True)) == {None}
    assert _tables_with(asma.pk) == before
    assert counters.keys() <= before.keys()
    assert member.get("/grievances/").content.decode().count(row.number) == 0


def _tables_with(key: int) -> dict[str, int]:
    """How many rows of each table point at this user."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c JOIN pg_attribute a"
            " ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND c.confrelid = 'accounts_user'::regclass"
        )
        columns = cursor.fetchall()
        counts = {}
        for table, column in columns:
            cursor.execute(f'SELECT count(*) FROM {table} WHERE "{column}" = %s', [key])  # noqa: S608  # of the catalogue
            counts[f"{table}.{column}"] = cursor.fetchone()[0]
    return counts


def test_one_comes_back_by_number_and_code(oli, onu, page):
    code = new_code()
    row = submitted(code=code)
    visitor, path = page(), "/grievances/code/"
    wrong = visitor.post(path, {"number": row.number, "code": new_code()})
    assert wrong.status_code == 400
    known = {"number": row.number.lower().replace("-", " "), "code": code.lower()}
    assert WHAT in visitor.post(path, known).content.decode()
    actions.take_grievance(by=oli, grievance_id=row.pk)
    visitor.post(path, {**known, "act": "write", "text": "On Friday."})
    assert heard(oli)[-1] == "grievance.person_wrote"
    refused = visitor.post(path, {**known, "act": "reopen", "text": "No."})
    assert refused.status_code == 409
    assert "Another officer cannot be asked now" in refused.content.decode()
    actions.reply_to_grievance(by=oli, grievance_id=row.pk, text="We talk to him.", answers=True)
    assert "We talk to him." in visitor.post(path, known).content.decode()
    visitor.post(path, {**known, "act": "reopen", "text": "Talking is not enough."})
    assert heard(onu)[-1] == "grievance.reopened"
    actions.take_grievance(by=onu, grievance_id=row.pk)
    actions.reply_to_grievance(by=onu, grievance_id=row.pk, text="He is gone.", answers=True)
    visitor.post(path, {**known, "act": "close"})
    row.refresh_from_db()
    assert row.state == "closed"


def test_guessing_codes_and_flooding_have_limits(oli, settings, page):
    row = submitted()
    settings.LIFECYCLE = settings.LIFECYCLE.__class__(claim_tries_per_client_hour=2, grievances_per_client_day=1)
    tries = [page().post("/grievances/code/", {"number": row.number, "code": new_code()}) for _ in range(3)]
    assert [each.status_code for each in tries] == [400, 400, 429]
    made = [page().post("/grievances/new/", {"kind": "site", "text": "x", "code": new_code()}) for _ in range(2)]
    assert [each.status_code for each in made] == [200, 429]
    with pytest.raises(Invalid):
        submitted(text=" ")
    settings.LIFECYCLE = settings.LIFECYCLE.__class__(grievances_per_day=1)
    person = make.make_person("Rubi")
    submitted(person)
    with pytest.raises(TooMany):
        submitted(person)


def test_what_is_not_seen_or_answered_in_time_goes_to_everybody(asma, oli, onu, travel):
    lead = make.make_person("Lata", roles=["lead"])
    row = submitted(asma)
    assert row.seen_due_at > row.received_at + 2 * DAY - timedelta(hours=1)
    travel(row.seen_due_at - row.received_at + timedelta(minutes=1))
    assert heard(lead) == ["grievance.late"]
    assert heard(asma) == ["grievance.takes_longer"]
    actions.take_grievance(by=onu, grievance_id=row.pk)
    travel(row.due_at - row.seen_due_at - timedelta(hours=20))
    assert heard(onu).count("grievance.due") in (1, 2)
    assert "grievance.due" not in heard(oli)
    travel(timedelta(hours=21))
    travel(30 * DAY)
    assert heard(oli).count("grievance.late") == heard(lead).count("grievance.late") == 2
    row.refresh_from_db()
    assert row.state == "in_hand"
    actions.take_grievance(by=lead, grievance_id=row.pk)
    actions.reply_to_grievance(by=lead, grievance_id=row.pk, text="Sorry.", answers=True)


def test_working_days_leave_out_weekends_and_holidays(db):
    thursday = in_dhaka(today(), 10)
    while thursday.weekday() != 3:
        thursday += DAY
    if thursday.month in (1, 6, 7, 9, 10, 11):  # months in which no fixed holiday is near
        assert working_days_later(thursday, 2) - thursday == 4 * DAY


def test_pages_with_a_name(asma, batch, oli, page):
    member, session = page(asma), batch.sessions.first()
    way = f"/grievances/new/?session={session.pk}"
    assert way in member.get(session.get_absolute_url()).content.decode()
    assert "/grievances/new/" in page().get("/programme/").content.decode()
    assert "/grievances/new/" in member.get("/course/").content.decode()
    form = member.get(way).content.decode()
    assert f'name="session" value="{session.pk}"' in form
    sent = {"kind": "class", "text": "Nobody came.", "anonymous": "no", "session": session.pk, "uploads": [png()]}
    text = member.post("/grievances/new/", sent, follow=True).content.decode()
    assert "Nobody came." in text
    row = Grievance.objects.get()
    assert (row.session, row.batch, row.reporter) == (session, batch, asma)
    assert may_read(oli, row.files.get())
    assert not may_read(batch.trainer, row.files.get())


def test_pages_of_the_office(asma, oli, page):
    row = submitted(asma, kind="class", text="Nobody came.")
    member, desk, record = page(asma), page(oli), row.get_absolute_url()
    assert record in desk.get("/").content.decode()
    assert row.number in desk.get("/staff/grievances/?kind=class&state=received&name=yes").content.decode()
    assert row.number not in desk.get("/staff/grievances/?late=yes").content.decode()
    listed = desk.get("/staff/grievances/file/").content.decode()
    assert row.number in listed
    assert "Nobody came." not in listed
    assert "Asma" not in listed
    desk.post(f"{record}take/")
    assert desk.post(f"{record}reply/", {"text": ""}).status_code == 400
    desk.post(f"{record}reply/", {"text": "We look into it.", "answers": "on"})
    path = row.persons_page
    assert "Ask for another officer" in html.unescape(member.get(path).content.decode())
    member.post(f"{path}close/")
    row.refresh_from_db()
    assert row.state == "closed"
    assert page(make.make_person("Rubi")).get(path).status_code == 404


def test_the_public_numbers_say_nothing_of_a_few(asma, page):
    assert hide_small({"a": 9, "b": 3, "c": 7, "d": 0}) == {"a": 9, "b": None, "c": None, "d": 0}
    assert hide_small({"a": 9, "b": 3, "c": 4}) == {"a": 9, "b": None, "c": None}
    assert hide_small({"a": 9, "b": 1, "c": 1}) == {"a": None, "b": None, "c": None}
    assert hide_small({"a": 5, "b": 0}) == {"a": 5, "b": 0}
    submitted(asma)
    assert "not shown, so that nobody is found out" in page().get("/programme/grievances/").content.decode()
    for _each in range(5):
        submitted(kind="site")
    (year,) = grievance_years()
    assert (year.total, year.kinds["site"], year.kinds["money"], year.states["received"]) == (6, None, None, 6)
    assert page().get("/programme/grievances/").status_code == 200
