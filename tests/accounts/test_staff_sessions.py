"""Staff who do nothing are signed out by wall time, sockets too; what was typed meanwhile is not lost."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from market.accounts.sign_in.device_actions import end_other_devices
from market.accounts.sign_in.kept_forms import KEPT
from market.core.base import clock
from market.moderation.models import Case
from market.safety.actions import report_thing
from market.safety.models import Report
from tests import make

MINUTE = timedelta(minutes=1)
PASSWORD = "green-river-9"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def at(monkeypatch):
    """`at(31)`: it is 31 minutes of wall time later than at the beginning."""
    begin = clock.wall()

    def move(minutes: float) -> None:
        instant = begin + minutes * MINUTE
        monkeypatch.setattr(clock, "wall", lambda: instant)
        monkeypatch.setattr("django.utils.timezone.now", lambda: instant)

    move(0)
    return move


@pytest.fixture
def staff(mitu):
    mitu.set_password(PASSWORD)
    mitu.save()
    TOTP.activate(mitu, SECRET)
    return mitu


@pytest.fixture
def sign_in(at, monkeypatch):
    """`sign_in(person)`: a browser in which she signed in by the form, with her second factor."""
    monkeypatch.setattr(TOTP, "validate_code", lambda self, code: code == "123456")

    def by_form(person, browser: Client | None = None, following: str = "/my-work/"):
        browser = browser or Client(headers={"accept-language": "en"})
        answer = browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD, "next": following})
        if "/2fa/" in answer.url:
            answer = browser.post("/accounts/2fa/authenticate/", {"code": "123456"})
        browser.went = answer.url
        return browser

    return by_form


def is_in(browser) -> bool:
    return browser.get("/settings/").status_code == 200


@pytest.fixture
def case(carla, farida):
    job = make.make_job(carla)
    report_thing(by=farida, kind="job", thing_id=job.pk, reason="money", text="Asks for money.")
    return Case.objects.get()


def test_half_an_hour_without_an_act_ends_it(staff, sign_in, at):
    browser = sign_in(staff)
    at(29)
    assert is_in(browser)
    at(58)
    assert is_in(browser), "each act begins the half hour anew"
    at(88.5)
    assert not is_in(browser)


def test_it_holds_right_from_the_sign_in(staff, sign_in, at):
    browser = sign_in(staff)
    at(30.1)
    assert not is_in(browser)


def test_others_stay_signed_in(carla, page, at):
    browser = page(carla)
    assert is_in(browser)
    at(60 * 24)
    assert is_in(browser)


def test_a_session_ends_on_its_last_day_whatever_is_done(carla, sign_in, at):
    carla.set_password(PASSWORD)
    carla.save()
    browser = sign_in(carla)
    for day in (10, 20, 29.9):
        at(60 * 24 * day)
        assert is_in(browser)
    at(60 * 24 * 30.1)
    assert not is_in(browser)


def test_a_role_that_comes_or_goes_counts_at_once(carla, page, at):
    browser = page(carla)
    assert is_in(browser)
    carla.roles = ["moderator"]
    carla.save()
    Authenticator.objects.create(user=carla, type=Authenticator.Type.TOTP, data={})
    assert is_in(browser)
    carla.roles = []
    carla.save()
    assert is_in(browser)
    at(31)
    assert is_in(browser)


@pytest.mark.parametrize(
    "ask",
    [
        lambda browser: browser.get("/api/v1/notifications/"),
        lambda browser: browser.get("/settings/", headers={"HX-Request": "true"}),
        lambda browser: browser.post("/api/v1/ws-ticket/"),
    ],
)
def test_what_a_page_does_by_itself_is_no_act(staff, sign_in, at, ask):
    browser = sign_in(staff)
    at(20)
    assert ask(browser).status_code < 300
    at(31)
    assert not is_in(browser)


def test_the_button_of_the_warning_is_one(staff, sign_in, at, page):
    browser = sign_in(staff)
    assert 'data-idle="1800"' in browser.get("/settings/").content.decode()
    at(28)
    assert browser.post("/go-on/").status_code == 204
    at(57)
    assert is_in(browser)
    assert page().post("/go-on/").status_code == 302
    assert browser.get("/go-on/").status_code == 302


def test_the_row_says_when_it_ends_so_that_sockets_close(staff, sign_in):
    browser = sign_in(staff)
    row = Session.objects.get(session_key=browser.cookies["sessionid"].value)
    assert row.expire_date - clock.wall() <= 30 * MINUTE
    assert not browser.cookies["sessionid"]["max-age"], "it still goes with the browser"


def test_what_was_sent_too_late_waits_for_her_and_is_sent_with_one_press(staff, sign_in, at, case):
    browser = sign_in(staff)
    place = f"/staff/cases/{case.pk}/settle/"
    at(31)
    late = {"note": "It is forbidden to ask for money."}
    door = browser.post(place, late, headers={"Referer": f"http://testserver{place}"})
    assert door.url == "/accounts/login/?next=%2Fkept%2F"
    assert "What you wrote is kept" in browser.get(door.url).content.decode()
    assert sign_in(staff, browser, "/kept/").went == "/kept/"
    shown = browser.get("/kept/")
    assert "no-store" in shown["Cache-Control"]
    text = shown.content.decode()
    assert "It is forbidden to ask for money." in text
    assert f'action="{place}"' in text
    assert Report.objects.get().state == Report.State.OPEN, "nothing is sent by itself"
    assert browser.post(place, late).status_code == 302
    assert Report.objects.get().state == Report.State.CLOSED
    assert browser.get("/kept/").url == "/my-work/", "it is gone once it is sent"


def test_nobody_else_sees_it(staff, sign_in, at, case, carla):
    browser = sign_in(staff)
    at(31)
    browser.post(f"/staff/cases/{case.pk}/settle/", {"note": "A word for mitu alone."})
    carla.set_password(PASSWORD)
    carla.save()
    sign_in(carla, browser)
    assert KEPT not in browser.session
    assert browser.get("/kept/").url == "/my-work/"


def test_it_is_kept_for_an_hour(staff, sign_in, at, case):
    browser = sign_in(staff)
    at(31)
    browser.post(f"/staff/cases/{case.pk}/settle/", {"note": "Too late."})
    at(80)
    sign_in(staff, browser)
    at(92)
    assert browser.get("/kept/").url == "/my-work/"
    assert KEPT not in browser.session


def test_she_can_throw_it_away(staff, sign_in, at, case):
    browser = sign_in(staff)
    at(31)
    place = f"/staff/cases/{case.pk}/settle/"
    browser.post(place, {"note": "Away with it."}, headers={"Referer": f"http://testserver{place}"})
    sign_in(staff, browser)
    assert browser.post("/kept/").url == f"http://testserver{place}"
    assert KEPT not in browser.session


def test_the_hour_of_keeping_does_not_end_the_session_after_it(carla, sign_in, at):
    carla.set_password(PASSWORD)
    carla.save()
    browser = sign_in(carla)
    at(60 * 24 * 15)
    assert browser.post("/jobs/new/", {"title": "A new sign for the shop"}).url.endswith("next=%2Fkept%2F")
    sign_in(carla, browser)
    at(60 * 24 * 15 + 120)
    assert is_in(browser)


def test_secrets_and_files_are_not_kept(staff, sign_in, at, case):
    browser = sign_in(staff)
    at(31)
    file = SimpleUploadedFile("proof.txt", b"proof")
    sent = {"note": "Said", "password": "x", "new_password1": "x", "claim_code": "x", "csrfmiddlewaretoken": "x"}
    browser.post(f"/staff/cases/{case.pk}/settle/", {**sent, "files": file})
    assert browser.session[KEPT]["fields"] == [["note", "Said"]]
    sign_in(staff, browser)
    assert "Your files were not kept" in browser.get("/kept/").content.decode()


@pytest.mark.parametrize("place", ["/accounts/2fa/recovery-codes/generate/", "/settings/tokens/", "/settings/close/"])
def test_forms_of_keys_are_not_kept(staff, sign_in, at, place):
    browser = sign_in(staff)
    at(31)
    browser.post(place, {"name": "A token"})
    assert KEPT not in browser.session


def test_who_signed_out_or_was_signed_out_leaves_nothing(staff, sign_in, at, case):
    browser = sign_in(staff)
    end_other_devices(by=staff, keep="", tokens=False)
    at(31)
    answer = browser.post(f"/staff/cases/{case.pk}/settle/", {"note": "Not mine."})
    assert answer.url.startswith("/accounts/login/")
    assert KEPT not in browser.session
    other = Client()
    other.post(f"/staff/cases/{case.pk}/settle/", {"note": "Nobody's."})
    assert KEPT not in other.session


def test_a_form_too_large_is_not_kept(staff, sign_in, at, case):
    browser = sign_in(staff)
    at(31)
    browser.post(f"/staff/cases/{case.pk}/settle/", {"note": "x" * 200_001})
    assert KEPT not in browser.session


def test_a_button_of_the_administration_waits_for_the_second_factor(staff, sign_in, at, case):
    browser = sign_in(staff)
    at(20)
    assert is_in(browser)
    at(40)  # her session lasts, her second factor is older than half an hour
    place = f"/staff/admin/safety/report/{Report.objects.get().pk}/do/uphold/"
    door = browser.post(place, {"reason": "It asks for money."})
    assert door.url == "/accounts/2fa/reauthenticate/?next=%2Fkept%2F"
    assert browser.session[KEPT]["fields"] == [["reason", "It asks for money."]]


def test_without_the_token_of_the_form_nothing_is_kept(staff, at, case, sign_in):
    browser = sign_in(staff, Client(enforce_csrf_checks=False))
    at(31)
    browser.handler.enforce_csrf_checks = True
    assert browser.post(f"/staff/cases/{case.pk}/settle/", {"note": "From another site."}).status_code == 403
    assert KEPT not in browser.session
