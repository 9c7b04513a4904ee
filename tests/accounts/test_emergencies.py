"""A role in an emergency: for a short time, told at once, on record, never in place of a second person."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from market.accounts.emergencies.actions import (
    EmergencyNotOver,
    EmergencyOver,
    EmergencyUnderWay,
    close_emergency_right,
    end_due_emergency_right,
    end_emergency_right,
    take_emergency_right,
)
from market.accounts.models import EmergencyRight, User
from market.accounts.people.two_person_actions import ACTS_OF_TWO, NotInAnEmergency
from market.core.admin.permissions import may_see
from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.models import AuditEntry
from market.notifications.models import Notification
from market.safety.actions import TiedToReport, decide_report, report_thing
from market.training.certificates.actions import add_batch
from market.training.models import District, Topic
from tests import make

WHY = "A threat was reported and no moderator answers the phone."
MINUTE = timedelta(minutes=1)


@pytest.fixture
def mahfuz(db) -> User:
    return make.make_person("Mahfuz", roles=[User.Role.MODERATOR, User.Role.LEAD])


@pytest.fixture
def lead(db) -> User:
    return make.make_person("Lila", roles=[User.Role.LEAD])


@pytest.fixture
def right(pavel, mahfuz) -> EmergencyRight:
    return take_emergency_right(by=pavel, role="moderator", reason=WHY)


@pytest.fixture
def threat(carla, farida):
    return report_thing(
        by=farida, kind="job", thing_id=make.make_job(carla).pk, reason="abuse", text="He threatens me."
    )


def told(person) -> list[str]:
    return list(Notification.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))


def again(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_she_may_act_and_what_she_does_is_marked(right, pavel, threat):
    assert pavel.has_role("moderator")
    assert not pavel.has_own_role("moderator")
    assert may_see(pavel, "jobs.Job")
    decide_report(by=again(pavel), report_id=threat.pk, state="closed")
    assert AuditEntry.objects.get(code="report.closed").facts["emergency"] == "moderator"
    assert AuditEntry.objects.get(code="emergency.taken").facts["reason"] == WHY
    end_emergency_right(by=pavel, right_id=right.pk)
    assert "emergency" not in AuditEntry.objects.get(code="emergency.ended").facts


def test_every_lead_and_operator_is_told_at_once_by_mail_too(pavel, mahfuz, lead, mitu, priya, run_jobs, mailbox):
    priya.language = "bn"
    priya.save()
    take_emergency_right(by=pavel, role="moderator", reason=WHY)
    run_jobs()
    assert {mail.to[0] for mail in mailbox} == {mahfuz.email, lead.email, priya.email}
    assert told(mitu) == told(pavel) == []
    texts = {mail.to[0]: mail.body for mail in mailbox}
    assert WHY in texts[lead.email]
    assert "মডারেটর" in texts[priya.email]


@pytest.fixture
def priya(db) -> User:
    return make.make_person("Priya", roles=[User.Role.OPERATOR])


def test_it_ends_by_the_time_however_late_its_clock(right, pavel, threat, monkeypatch):
    late = right.ends_at
    monkeypatch.setattr(clock, "now", lambda: late)
    assert not again(pavel).has_role("moderator")
    with pytest.raises(NotFound):
        decide_report(by=again(pavel), report_id=threat.pk, state="closed")
    monkeypatch.setattr(clock, "now", lambda: late + timedelta(days=3))
    end_due_emergency_right(right_id=right.pk)
    end_due_emergency_right(right_id=right.pk)
    right.refresh_from_db()
    assert right.ended_at == late
    assert AuditEntry.objects.filter(code="emergency.ended").count() == 1


def test_the_clock_ends_it(right, pavel, mahfuz, travel):
    travel(59 * MINUTE)
    assert again(pavel).borrowed == "moderator"
    travel(2 * MINUTE)
    right.refresh_from_db()
    assert right.ended_at == right.ends_at
    assert told(mahfuz) == ["emergency.taken", "emergency.ended"]
    take_emergency_right(by=again(pavel), role="officer", reason=WHY)


def test_who_may_take_what(pavel, tahmina, carla, mahfuz):
    for nobody in (tahmina, carla):
        with pytest.raises(NotFound):
            take_emergency_right(by=nobody, role="moderator", reason=WHY)
    for role in ("operator", "trainer", "king", ""):
        with pytest.raises(Invalid) as refused:
            take_emergency_right(by=pavel, role=role, reason=WHY)
        assert list(refused.value.errors) == ["role"]
    for reason in ("Too short", " " * 40, "x" * 1001):
        with pytest.raises(Invalid) as refused:
            take_emergency_right(by=pavel, role="lead", reason=reason)
        assert list(refused.value.errors) == ["reason"]
    take_emergency_right(by=pavel, role="lead", reason=WHY)
    with pytest.raises(EmergencyUnderWay):
        take_emergency_right(by=pavel, role="moderator", reason=WHY)


def test_the_database_allows_one_at_a_time_and_no_judge_of_herself(right, pavel):
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyRight.objects.create(
            user=pavel, role="lead", reason=WHY, began_at=right.began_at, ends_at=right.ends_at
        )
    closed = {"ended_at": right.ends_at, "closed_at": right.ends_at, "is_fine": True, "closed_by": pavel}
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyRight.objects.filter(pk=right.pk).update(**closed)


def test_the_second_of_two_has_the_role_for_good_and_is_another_person(mahfuz):
    for number, act in enumerate(ACTS_OF_TWO.values()):
        for role in act.roles:
            other = next(each for each in User.STAFF if each not in act.roles)
            borrower = make.make_person(f"Borrower{number}{role}", roles=[other])
            take_emergency_right(by=borrower, role=role, reason=WHY) if role != "operator" else None
            second = make.make_person(f"Second{number}{role}", roles=[role])
            with pytest.raises(NotInAnEmergency if role != "operator" else NotAllowed):
                act.require(borrower, first=[])
            act.require(second, first=[borrower.pk])
            with pytest.raises(NotAllowed):
                act.require(second, first=[second.pk])


def test_the_register_of_two_stays_closed(pavel, mahfuz):
    take_emergency_right(by=pavel, role="officer", reason=WHY)
    days = (clock.now().date(), clock.now().date())
    with pytest.raises(NotInAnEmergency):
        add_batch(by=pavel, code="X-1", topic=Topic.objects.all()[0], district=District.objects.all()[0], dates=days)


def test_she_gives_it_back_or_a_lead_takes_it(right, pavel, mahfuz, mitu, priya):
    with pytest.raises(NotFound):
        end_emergency_right(by=mitu, right_id=right.pk)
    with pytest.raises(NotAllowed):
        end_emergency_right(by=priya, right_id=right.pk)
    end_emergency_right(by=mahfuz, right_id=right.pk)
    assert again(pavel).borrowed == ""
    with pytest.raises(EmergencyOver):
        end_emergency_right(by=pavel, right_id=right.pk)


def test_a_lead_closes_it_with_a_word(right, pavel, mahfuz, priya):
    close = {"right_id": right.pk, "is_fine": True, "word": "Right so."}
    with pytest.raises(EmergencyNotOver):
        close_emergency_right(by=mahfuz, **close)
    end_emergency_right(by=pavel, right_id=right.pk)
    for other in (pavel, priya):
        with pytest.raises(NotAllowed):
            close_emergency_right(by=other, **close)
    with pytest.raises(Invalid):
        close_emergency_right(by=mahfuz, **{**close, "word": "  "})
    closed = close_emergency_right(by=mahfuz, **close)
    assert (closed.closed_by, closed.is_fine) == (mahfuz, True)
    assert told(pavel)[-1] == "emergency.closed"
    with pytest.raises(EmergencyOver):
        close_emergency_right(by=mahfuz, **close)


def test_a_role_taken_in_an_emergency_closes_none(right, pavel, priya, mahfuz):
    end_emergency_right(by=pavel, right_id=right.pk)
    take_emergency_right(by=priya, role="lead", reason=WHY)
    with pytest.raises(NotAllowed):
        close_emergency_right(by=priya, right_id=right.pk, is_fine=True, word="Fine.")


def test_what_a_lead_took_another_lead_or_an_operator_closes(mahfuz, pavel):
    taken = take_emergency_right(by=mahfuz, role="operator", reason=WHY)
    end_emergency_right(by=mahfuz, right_id=taken.pk)
    assert close_emergency_right(by=pavel, right_id=taken.pk, is_fine=False, word="He could have called.").closed_at


def test_pages(page, pavel, mahfuz, mitu, carla, threat, monkeypatch):
    from market.accounts.emergencies import views as emergencies_views  # noqa: PLC0415  # the door is another test's

    browser, boss = page(pavel), page(mahfuz)
    sent = {"role": "moderator", "reason": WHY}
    door = browser.post("/staff/emergencies/", sent)
    assert door.url == "/accounts/2fa/reauthenticate/?next=%2Fkept%2F", "a second factor first; nothing typed is lost"
    assert not EmergencyRight.objects.exists()
    monkeypatch.setattr(emergencies_views, "is_proven", lambda request: True)
    short = browser.post("/staff/emergencies/", {**sent, "reason": "Now!"})
    assert short.status_code == 400
    assert "whom you could not reach" in short.content.decode()
    place = browser.post("/staff/emergencies/", sent).url
    right = EmergencyRight.objects.get()
    assert place == right.get_absolute_url()
    assert "you act as: Moderator" in browser.get("/settings/").content.decode()
    assert browser.get("/staff/cases/").status_code == 200
    assert page(mitu).get(place).status_code == 404
    assert page(carla).get("/staff/emergencies/").status_code == 404
    assert WHY in boss.get(place).content.decode()
    assert browser.post(f"{place}end/").url == place
    assert browser.get("/staff/cases/").status_code == 404
    assert "Look at what was done in an emergency" in boss.get("/my-work/").content.decode()
    shown = boss.get(place).content.decode()
    assert "took a role: " in shown
    assert not re.search(r"emergency\.taken|emergencyright #", shown), "words, and no codes"
    assert boss.post(place, {"verdict": "fine"}).status_code == 400
    assert boss.post(place, {"verdict": "not_fine", "word": "Mitu was there."}).url == place
    assert "Not fine" in browser.get(place).content.decode()
    assert "Mitu was there." in browser.get(place).content.decode()


def test_anonymous_people_and_other_methods(page, right):
    assert page().get("/staff/emergencies/").status_code == 302
    assert page().post(f"{right.get_absolute_url()}end/").status_code == 302
    assert page(right.user).get(f"{right.get_absolute_url()}end/").status_code == 302


def test_she_decides_nothing_in_which_she_has_a_part(pavel, mahfuz, farida):
    User.objects.filter(pk=pavel.pk).update(roles=[])  # it is of a time when he did not work for the site
    job = make.make_job(again(pavel))
    mine = report_thing(by=farida, kind="job", thing_id=job.pk, reason="abuse", text="He threatens me.")
    User.objects.filter(pk=pavel.pk).update(roles=pavel.roles)
    own = report_thing(by=pavel, kind="profile", thing_id=farida.profile.pk, reason="fraud", text="It is not her.")
    take_emergency_right(by=pavel, role="moderator", reason=WHY)
    for each in (mine, own):
        with pytest.raises(TiedToReport):
            decide_report(by=again(pavel), report_id=each.pk, state="closed")
