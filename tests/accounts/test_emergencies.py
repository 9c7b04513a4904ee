"""Emergency roles: limited in time, notified, in the audit log, and never the second person of a two-person act."""

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
from market.accounts.people.two_person_actions import ACTS_OF_TWO, NotInAnEmergency, OnePerson
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


def notification_types(person) -> list[str]:
    return list(Notification.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))


def reloaded(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_emergency_role_may_act_and_its_acts_are_marked_in_the_audit_log(right, pavel, threat):
    assert pavel.has_role("moderator")
    assert not pavel.has_own_role("moderator")
    assert may_see(pavel, "jobs.Job")
    decide_report(by=reloaded(pavel), report_id=threat.pk, state="closed")
    assert AuditEntry.objects.get(code="report.closed").facts["emergency"] == "moderator"
    assert AuditEntry.objects.get(code="emergency.taken").facts["reason"] == WHY
    end_emergency_right(by=pavel, right_id=right.pk)
    assert "emergency" not in AuditEntry.objects.get(code="emergency.ended").facts


def test_leads_and_operators_are_notified_and_mailed(pavel, mahfuz, lead, mitu, priya, run_jobs, mailbox):
    priya.language = "bn"
    priya.save()
    take_emergency_right(by=pavel, role="moderator", reason=WHY)
    run_jobs()
    assert {mail.to[0] for mail in mailbox} == {mahfuz.email, lead.email, priya.email}
    assert notification_types(mitu) == notification_types(pavel) == []
    texts = {mail.to[0]: mail.body for mail in mailbox}
    assert WHY in texts[lead.email]
    assert "মডারেটর" in texts[priya.email]


@pytest.fixture
def priya(db) -> User:
    return make.make_person("Priya", roles=[User.Role.OPERATOR])


def test_role_ends_on_time_even_if_the_deadline_is_processed_late(right, pavel, threat, monkeypatch):
    late = right.ends_at
    monkeypatch.setattr(clock, "now", lambda: late)
    assert not reloaded(pavel).has_role("moderator")
    with pytest.raises(NotFound):
        decide_report(by=reloaded(pavel), report_id=threat.pk, state="closed")
    monkeypatch.setattr(clock, "now", lambda: late + timedelta(days=3))
    end_due_emergency_right(right_id=right.pk)
    end_due_emergency_right(right_id=right.pk)
    right.refresh_from_db()
    assert right.ended_at == late
    assert AuditEntry.objects.filter(code="emergency.ended").count() == 1


def test_deadline_ends_the_role_and_notifies(right, pavel, mahfuz, travel):
    travel(59 * MINUTE)
    assert reloaded(pavel).borrowed == "moderator"
    travel(2 * MINUTE)
    right.refresh_from_db()
    assert right.ended_at == right.ends_at
    assert notification_types(mahfuz) == ["emergency.taken", "emergency.ended"]
    take_emergency_right(by=reloaded(pavel), role="officer", reason=WHY)


def test_take_emergency_right_validates_user_role_and_reason(pavel, tahmina, carla, mahfuz):
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


def test_constraints_one_open_right_and_no_self_review(right, pavel):
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyRight.objects.create(
            user=pavel, role="lead", reason=WHY, began_at=right.began_at, ends_at=right.ends_at
        )
    closed = {"ended_at": right.ends_at, "closed_at": right.ends_at, "is_fine": True, "closed_by": pavel}
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyRight.objects.filter(pk=right.pk).update(**closed)


def test_second_person_must_hold_the_role_permanently(mahfuz):
    for number, act in enumerate(ACTS_OF_TWO.values()):
        for role in act.roles:
            other = next(each for each in User.STAFF if each not in act.roles)
            borrower = make.make_person(f"Borrower{number}{role}", roles=[other])
            is_lent = role in User.STAFF and role != "operator"
            take_emergency_right(by=borrower, role=role, reason=WHY) if is_lent else None
            second = make.make_person(f"Second{number}{role}", roles=[role])
            with pytest.raises(NotInAnEmergency if is_lent else NotAllowed):
                act.require(borrower, first=[])
            act.require(second, first=[borrower.pk])
            with pytest.raises(NotAllowed):
                act.require(second, first=[second.pk])
            with pytest.raises(OnePerson):
                act.require(make.make_person(f"Second{number}{role}+twin", roles=[role]), first=[None, second.pk])


def test_emergency_officer_cannot_add_a_batch(pavel, mahfuz):
    take_emergency_right(by=pavel, role="officer", reason=WHY)
    days = (clock.now().date(), clock.now().date())
    with pytest.raises(NotInAnEmergency):
        add_batch(by=pavel, code="X-1", topic=Topic.objects.all()[0], district=District.objects.all()[0], dates=days)


def test_owner_or_lead_may_end_the_right(right, pavel, mahfuz, mitu, priya):
    with pytest.raises(NotFound):
        end_emergency_right(by=mitu, right_id=right.pk)
    with pytest.raises(NotAllowed):
        end_emergency_right(by=priya, right_id=right.pk)
    end_emergency_right(by=mahfuz, right_id=right.pk)
    assert reloaded(pavel).borrowed == ""
    with pytest.raises(EmergencyOver):
        end_emergency_right(by=pavel, right_id=right.pk)


def test_lead_reviews_an_ended_right_with_a_comment(right, pavel, mahfuz, priya):
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
    assert notification_types(pavel)[-1] == "emergency.closed"
    with pytest.raises(EmergencyOver):
        close_emergency_right(by=mahfuz, **close)


def test_emergency_lead_cannot_review_a_right(right, pavel, priya, mahfuz):
    end_emergency_right(by=pavel, right_id=right.pk)
    take_emergency_right(by=priya, role="lead", reason=WHY)
    with pytest.raises(NotAllowed):
        close_emergency_right(by=priya, right_id=right.pk, is_fine=True, word="Fine.")


def test_operator_may_review_a_leads_right(mahfuz, pavel):
    taken = take_emergency_right(by=mahfuz, role="operator", reason=WHY)
    end_emergency_right(by=mahfuz, right_id=taken.pk)
    assert close_emergency_right(by=pavel, right_id=taken.pk, is_fine=False, word="He could have called.").closed_at


def test_pages_to_take_end_and_review_a_right(page, pavel, mahfuz, mitu, carla, threat, monkeypatch):
    from market.accounts.emergencies import views as emergencies_views  # noqa: PLC0415  # re-authentication is tested elsewhere

    browser, lead_browser = page(pavel), page(mahfuz)
    form = {"role": "moderator", "reason": WHY}
    redirect = browser.post("/staff/emergencies/", form)
    assert redirect.url == "/accounts/2fa/reauthenticate/?next=%2Fkept%2F", "second factor first; the form is kept"
    assert not EmergencyRight.objects.exists()
    monkeypatch.setattr(emergencies_views, "is_proven", lambda request: True)
    short = browser.post("/staff/emergencies/", {**form, "reason": "Now!"})
    assert short.status_code == 400
    assert "whom you could not reach" in short.content.decode()
    place = browser.post("/staff/emergencies/", form).url
    right = EmergencyRight.objects.get()
    assert place == right.get_absolute_url()
    assert "you act as: Moderator" in browser.get("/settings/").content.decode()
    assert browser.get("/staff/cases/").status_code == 200
    assert page(mitu).get(place).status_code == 404
    assert page(carla).get("/staff/emergencies/").status_code == 404
    assert WHY in lead_browser.get(place).content.decode()
    assert browser.post(f"{place}end/").url == place
    assert browser.get("/staff/cases/").status_code == 404
    assert "Look at what was done in an emergency" in lead_browser.get("/my-work/").content.decode()
    html = lead_browser.get(place).content.decode()
    assert "took a role: " in html
    assert not re.search(r"emergency\.taken|emergencyright #", html), "labels, no codes"
    assert lead_browser.post(place, {"verdict": "fine"}).status_code == 400
    assert lead_browser.post(place, {"verdict": "not_fine", "word": "Mitu was there."}).url == place
    assert "Reviewed: not in order" in browser.get(place).content.decode()
    assert "Mitu was there." in browser.get(place).content.decode()


def test_anonymous_and_get_requests_are_redirected(page, right):
    assert page().get("/staff/emergencies/").status_code == 302
    assert page().post(f"{right.get_absolute_url()}end/").status_code == 302
    assert page(right.user).get(f"{right.get_absolute_url()}end/").status_code == 302


def test_emergency_moderator_cannot_decide_reports_they_are_party_to(pavel, mahfuz, farida):
    User.objects.filter(pk=pavel.pk).update(roles=[])  # the job is from before he had a role
    job = make.make_job(reloaded(pavel))
    job_report = report_thing(by=farida, kind="job", thing_id=job.pk, reason="abuse", text="He threatens me.")
    User.objects.filter(pk=pavel.pk).update(roles=pavel.roles)
    own = report_thing(by=pavel, kind="profile", thing_id=farida.profile.pk, reason="fraud", text="It is not her.")
    take_emergency_right(by=pavel, role="moderator", reason=WHY)
    for each in (job_report, own):
        with pytest.raises(TiedToReport):
            decide_report(by=reloaded(pavel), report_id=each.pk, state="closed")
