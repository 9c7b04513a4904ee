"""API tokens end with the password or role they depend on; new ones are notified; staff tokens time out when idle."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from knox.models import AuthToken
from rest_framework.test import APIClient

from market.accounts.models import ApiToken
from market.accounts.people.staff_actions import end_roles
from market.accounts.tokens.actions import create_api_token
from market.accounts.tokens.scopes import TABLE, is_grave
from market.core.base import clock
from market.realtime.actions import issue_ticket, use_ticket
from tests.accounts.test_pages import link

PASSWORD = "amar-kaj-demo"
NEW = {"password1": "new-leaf-2026", "password2": "new-leaf-2026"}
MINUTE = timedelta(minutes=1)
CONFIRM = "/api/v1/auth/token/confirm/"


def bearer(text: str) -> APIClient:
    return APIClient(headers={"authorization": f"Bearer {text}"})


def signed_in(user, **more: str) -> APIClient:
    """An API client that got its token with the password."""
    program = APIClient(headers={"user-agent": "shop-sync/2.1 (Linux)"})
    answer = program.post("/api/v1/auth/token/", {"email": user.email, "password": PASSWORD, **more})
    assert answer.status_code == 201
    return bearer(answer.json()["token"])


def is_in(program: APIClient) -> bool:
    return program.get("/api/v1/me/").status_code == 200


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
def staff(mitu, monkeypatch):
    TOTP.activate(mitu, "JBSWY3DPEHPK3PXP")
    monkeypatch.setattr(TOTP, "validate_code", lambda self, code: code == "123456")
    return mitu


def test_password_change_revokes_tokens(carla):
    stolen, shop = signed_in(carla), bearer(create_api_token(by=carla, name="Shop", scopes=["read"], days=7)[1])
    browser = Client()
    browser.post("/accounts/login/", {"login": carla.email, "password": PASSWORD})
    assert (is_in(stolen), is_in(shop)) == (True, True)
    assert browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, **NEW}).status_code == 302
    assert (is_in(stolen), is_in(shop)) == (False, False)
    assert browser.get("/settings/").status_code == 200, "the browser that changed it stays signed in"


def test_password_reset_revokes_tokens(carla, mailbox, run_jobs):
    stolen = signed_in(carla)
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": carla.email})
    run_jobs()
    mail = next(each for each in mailbox if "/password/reset/key/" in each.body)
    place = browser.get(link(mail.body), follow=True).redirect_chain[-1][0]
    browser.post(place, NEW)
    assert not is_in(stolen)
    assert not AuthToken.objects.exists()


def test_ending_staff_roles_revokes_tokens(staff, pavel):
    program = signed_in(staff, otp="123456")
    end_roles(by=pavel, person_id=staff.pk, reason="She left.")
    assert not is_in(program)


def test_new_password_token_is_notified_and_listed(carla, page, mailbox, run_jobs):
    signed_in(carla)
    run_jobs()
    assert [each.subject for each in mailbox] == ["A program signed in with your password: shop-sync/2.1"]
    assert carla.notifications.get().kind == "account.program_signed_in"
    browser = page(carla)
    assert "shop-sync/2.1" in browser.get("/settings/devices/").content.decode()
    listed = signed_in(carla).get("/api/v1/me/tokens/").json()["results"]
    assert [(each["program"], each["is_current"]) for each in listed] == [
        ("shop-sync/2.1", True),
        ("shop-sync/2.1", False),
    ]
    token = ApiToken.objects.earliest("pk")
    assert browser.post(f"/settings/tokens/{token.pk}/revoke/", {"page": "devices"}).url == "/settings/devices/"
    assert not ApiToken.objects.filter(pk=token.pk).exists()


def test_token_without_an_api_token_row_is_refused(carla):
    assert not is_in(bearer(AuthToken.objects.create(user=carla)[1]))


def test_ticket_of_a_revoked_token_opens_no_socket(carla):
    program = signed_in(carla)
    token = AuthToken.objects.get()
    valid, stale = (issue_ticket(by=carla, token_digest=token.digest) for _ in range(2))
    assert use_ticket(ticket=valid) is not None
    program.delete("/api/v1/auth/token/")
    assert use_ticket(ticket=stale) is None


def test_only_staff_tokens_have_an_idle_timeout(staff, carla, at):
    staff_program, client_program = signed_in(staff, otp="123456"), signed_in(carla)
    at(29)
    assert is_in(staff_program)
    at(40)
    assert staff_program.post("/api/v1/ws-ticket/").status_code == 201, "a background request does not extend it"
    token = AuthToken.objects.get(user=staff)
    assert token.expiry - clock.wall() < 20 * MINUTE, "the row has the idle expiry, so that sockets close"
    at(60)
    assert not is_in(staff_program)
    assert is_in(client_program)


def test_idle_timeout_applies_after_a_role_is_granted(carla, at):
    shop = signed_in(carla)
    carla.roles = ["moderator"]
    carla.save()
    assert is_in(shop)
    at(31)
    assert not is_in(shop)


def test_staff_token_needs_a_recent_second_factor_for_grave_acts(staff, carla, at):
    place = "/api/v1/cases/1/close/"
    work = signed_in(staff, otp="123456")
    assert work.post(place).status_code == 404
    at(20)
    assert is_in(work)
    at(31)
    refused = work.post(place)
    assert (refused.status_code, refused.json()["code"]) == (403, "proof_needed")
    assert work.get("/api/v1/cases/").status_code == 200
    assert work.post(CONFIRM, {"password": PASSWORD}).json()["code"] == "wrong_code", "the password is not enough"
    assert work.post(CONFIRM, {"otp": "000000"}).json()["errors"].keys() == {"otp"}
    assert work.post(CONFIRM, {"otp": "123456"}).status_code == 204
    assert work.post(place).status_code == 404
    own = bearer(create_api_token(by=staff, name="Mine", scopes=["read"], days=7)[1])
    assert own.post(CONFIRM, {"otp": "123456"}).status_code == 204
    assert signed_in(carla).post(CONFIRM, {"password": "wrong"}).json()["errors"].keys() == {"password"}


def test_confirming_by_code_without_a_second_factor_fails(carla):
    answer = signed_in(carla).post(CONFIRM, {"otp": "123456"})
    assert answer.json()["code"] == "wrong_code", "without a second factor there is no right code"


def test_token_confirmation_is_throttled(staff):
    work = signed_in(staff, otp="123456")
    for _try in range(10):
        work.post(CONFIRM, {"otp": "000000"})
    assert work.post(CONFIRM, {"otp": "123456"}).status_code == 429


def test_staff_acts_on_others_need_reauthentication():
    grave = {route for method, route in TABLE if is_grave(method, route)}
    assert {"disputes/<int:dispute_id>/rule/", "register/issuances/<int:issuance_id>/release/", "batches/"} <= grave
    assert not {each for each in grave if each.startswith("me/")}
    assert is_grave("POST", "what/nobody/listed/")


def test_token_confirmation_without_a_token_is_refused(api, carla):
    assert api(carla).post(CONFIRM, {"password": PASSWORD}).status_code == 404
    assert api().post(CONFIRM, {"password": PASSWORD}).status_code == 401
