"""Staff sessions and sockets end when idle, by wall time; a form that was sent too late is kept."""

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
    """`sign_in(person)`: a browser signed in by the form, with the second factor."""
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


def test_staff_session_ends_after_half_an_hour_idle(staff, sign_in, at):
    browser = sign_in(staff)
    at(29)
    assert is_in(browser)
    at(58)
    assert is_in(browser), "each request restarts the half hour"
    at(88.5)
    assert not is_in(browser)


def test_idle_timeout_starts_at_sign_in(staff, sign_in, at):
    browser = sign_in(staff)
    at(30.1)
    assert not is_in(browser)


def test_other_users_have_no_idle_timeout(carla, page, at):
    browser = page(carla)
    assert is_in(browser)
    at(60 * 24)
    assert is_in(browser)


def test_session_ends_at_its_maximum_age(carla, sign_in, at):
    carla.set_password(PASSWORD)
    carla.save()
    browser = sign_in(carla)
    for day in (10, 20, 29.9):
        at(60 * 24 * day)
        assert is_in(browser)
    at(60 * 24 * 30.1)
    assert not is_in(browser)


def test_granting_or_ending_a_role_changes_the_timeout_at_once(carla, page, at):
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
def test_background_requests_do_not_extend_the_session(staff, sign_in, at, ask):
    browser = sign_in(staff)
    at(20)
    assert ask(browser).status_code < 300
    at(31)
    assert not is_in(browser)


def test_idle_warning_button_extends_the_session(staff, sign_in, at, page):
    browser = sign_in(staff)
    assert 'data-idle="1800"' in browser.get("/settings/").content.decode()
    at(28)
    assert browser.post("/go-on/").status_code == 204
    at(57)
    assert is_in(browser)
    assert page().post("/go-on/").status_code == 302
    assert browser.get("/go-on/").status_code == 302


def test_session_row_has_the_idle_expiry_for_websockets(staff, sign_in):
    browser = sign_in(staff)
    row = Session.objects.get(session_key=browser.cookies["sessionid"].value)
    assert row.expire_date - clock.wall() <= 30 * MINUTE
    assert not browser.cookies["sessionid"]["max-age"], "it still ends with the browser"


def test_form_sent_after_expiry_is_kept_and_resent_after_sign_in(staff, sign_in, at, case):
    browser = sign_in(staff)
    place = f"/staff/cases/{case.pk}/settle/"
    at(31)
    form = {"note": "It is forbidden to ask for money."}
    redirect = browser.post(place, form, headers={"Referer": f"http://testserver{place}"})
    assert redirect.url == "/accounts/login/?next=%2Fkept%2F"
    assert "What you wrote is kept" in browser.get(redirect.url).content.decode()
    assert sign_in(staff, browser, "/kept/").went == "/kept/"
    response = browser.get("/kept/")
    assert "no-store" in response["Cache-Control"]
    html = response.content.decode()
    assert "It is forbidden to ask for money." in html
    assert f'action="{place}"' in html
    assert Report.objects.get().state == Report.State.OPEN, "nothing is sent automatically"
    assert browser.post(place, form).status_code == 302
    assert Report.objects.get().state == Report.State.CLOSED
    assert browser.get("/kept/").url == "/my-work/", "it is deleted once it is sent"


def test_kept_form_is_not_shown_to_another_user(staff, sign_in, at, case, carla):
    browser = sign_in(staff)
    at(31)
    browser.post(f"/staff/cases/{case.pk}/settle/", {"note": "A word for mitu alone."})
    carla.set_password(PASSWORD)
    carla.save()
    sign_in(carla, browser)
    assert KEPT not in browser.session
    assert browser.get("/kept/").url == "/my-work/"


def test_kept_form_expires_after_an_hour(staff, sign_in, at, case):
    browser = sign_in(staff)
    at(31)
    browser.post(f"/staff/cases/{case.pk}/settle/", {"note": "Too late."})
    at(80)
    sign_in(staff, browser)
    at(92)
    assert browser.get("/kept/").url == "/my-work/"
    assert KEPT not in browser.session


def test_kept_form_can_be_discarded(staff, sign_in, at, case):
    browser = sign_in(staff)
    at(31)
    place = f"/staff/cases/{case.pk}/settle/"
    browser.post(place, {"note": "Away with it."}, headers={"Referer": f"http://testserver{place}"})
    sign_in(staff, browser)
    assert browser.post("/kept/").url == f"http://testserver{place}"
    assert KEPT not in browser.session


def test_kept_form_expiry_does_not_end_the_new_session(carla, sign_in, at):
    carla.set_password(PASSWORD)
    carla.save()
    browser = sign_in(carla)
    at(60 * 24 * 15)
    assert browser.post("/jobs/new/", {"title": "A new sign for the shop"}).url.endswith("next=%2Fkept%2F")
    sign_in(carla, browser)
    at(60 * 24 * 15 + 120)
    assert is_in(browser)


def test_kept_form_leaves_out_secrets_and_files(staff, sign_in, at, case):
    browser = sign_in(staff)
    at(31)
    file = SimpleUploadedFile("proof.txt", b"proof")
    form = {"note": "Said", "password": "x", "new_password1": "x", "claim_code": "x", "csrfmiddlewaretoken": "x"}
    browser.post(f"/staff/cases/{case.pk}/settle/", {**form, "files": file})
    assert browser.session[KEPT]["fields"] == [["note", "Said"]]
    sign_in(staff, browser)
    assert "Your files were not kept" in browser.get("/kept/").content.decode()


@pytest.mark.parametrize("place", ["/accounts/2fa/recovery-codes/generate/", "/settings/tokens/", "/settings/close/"])
def test_security_forms_are_not_kept(staff, sign_in, at, place):
    browser = sign_in(staff)
    at(31)
    browser.post(place, {"name": "A token"})
    assert KEPT not in browser.session


def test_signed_out_or_anonymous_forms_are_not_kept(staff, sign_in, at, case):
    browser = sign_in(staff)
    end_other_devices(by=staff, keep="", tokens=False)
    at(31)
    answer = browser.post(f"/staff/cases/{case.pk}/settle/", {"note": "Not mine."})
    assert answer.url.startswith("/accounts/login/")
    assert KEPT not in browser.session
    other = Client()
    other.post(f"/staff/cases/{case.pk}/settle/", {"note": "Nobody's."})
    assert KEPT not in other.session


def test_large_form_is_not_kept(staff, sign_in, at, case):
    browser = sign_in(staff)
    at(31)
    browser.post(f"/staff/cases/{case.pk}/settle/", {"note": "x" * 200_001})
    assert KEPT not in browser.session


def test_admin_action_keeps_its_form_until_the_second_factor(staff, sign_in, at, case):
    browser = sign_in(staff)
    at(20)
    assert is_in(browser)
    at(40)  # the session lasts, the second factor is older than half an hour
    place = f"/staff/admin/safety/report/{Report.objects.get().pk}/do/uphold/"
    redirect = browser.post(place, {"reason": "It asks for money."})
    assert redirect.url == "/accounts/2fa/reauthenticate/?next=%2Fkept%2F"
    assert browser.session[KEPT]["fields"] == [["reason", "It asks for money."]]


def test_form_without_a_csrf_token_is_not_kept(staff, at, case, sign_in):
    browser = sign_in(staff, Client(enforce_csrf_checks=False))
    at(31)
    browser.handler.enforce_csrf_checks = True
    assert browser.post(f"/staff/cases/{case.pk}/settle/", {"note": "From another site."}).status_code == 403
    assert KEPT not in browser.session
