import re

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from knox.models import AuthToken
from rest_framework.test import APIClient

from market.accounts.models import User
from tests.accounts.test_pages import SECRET, code

PASSWORD = "amar-kaj-demo"
NEW = {"email": "nadia@demo.test", "password": "tea-and-toast-9", "name": "Nadia Islam", "language": "bn"}


def token(api, email: str, password: str = PASSWORD, **more: str):
    return api().post("/api/v1/auth/token/", {"email": email, "password": password, **more})


def test_sign_up_confirm_get_token_and_read_me(api, db, mailbox, run_jobs):
    assert api().post("/api/v1/accounts/", NEW).status_code == 201
    assert token(api, NEW["email"], NEW["password"]).json()["code"] == "address_not_confirmed"
    run_jobs()
    key = re.search(r"/confirm-email/([^/\s]+)/", mailbox[0].body).group(1)
    assert api().post("/api/v1/accounts/confirm/", {"key": key}).status_code == 200
    answer = token(api, NEW["email"], NEW["password"])
    assert answer.status_code == 201
    program = APIClient(headers={"authorization": f"Bearer {answer.json()['token']}"})
    me = program.get("/api/v1/me/").json()
    assert (me["display_name"], me["language"]) == ("Nadia", "bn")
    assert program.patch("/api/v1/me/", {"digits": "latin"}).json()["digits"] == "latin"
    assert program.get("/api/v1/me/").json()["time_zone"] == "Asia/Dhaka"
    assert program.patch("/api/v1/me/", {"time_zone": "Asia/Kathmandu"}).json()["time_zone"] == "Asia/Kathmandu"
    for wrong in ("Asia/Atlantis", "x" * 65, "", None, ["Asia/Dhaka"]):
        assert program.patch("/api/v1/me/", {"time_zone": wrong}).json()["errors"].keys() == {"time_zone"}, wrong
    assert program.patch("/api/v1/me/", {"time_zone": "Asia/Dhaka\0"}).status_code == 400
    assert program.patch("/api/v1/me/", {"digits": "roman"}).json()["errors"].keys() == {"digits"}
    assert program.delete("/api/v1/auth/token/").status_code == 204
    assert program.get("/api/v1/me/").status_code == 401


def test_sign_up_with_an_existing_address_gets_the_same_response(api, carla):
    existing_response = api().post("/api/v1/accounts/", {**NEW, "email": carla.email})
    new_response = api().post("/api/v1/accounts/", NEW)
    assert (existing_response.status_code, existing_response.json()) == (new_response.status_code, new_response.json())
    assert User.objects.count() == 2


def test_sign_up_errors_name_the_fields(api, db):
    answer = api().post("/api/v1/accounts/", {"email": "x", "password": "short", "name": "", "language": "fr"})
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"email", "name", "language"}
    weak = api().post("/api/v1/accounts/", {**NEW, "password": "12345678"})
    assert set(weak.json()["errors"]) == {"password"}


def test_wrong_password_and_unknown_address_get_the_same_response(api, carla):
    answers = [token(api, email, "wrong-wrong") for email in (carla.email, "nobody@demo.test")]
    assert [each.status_code for each in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()


def test_throttled_sign_in_has_a_retry_after_header(api, carla):
    for _ in range(10):
        token(api, carla.email, "wrong-wrong")
    answer = token(api, carla.email)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert 0 < int(answer["Retry-After"]) <= 3600


def test_staff_token_needs_the_second_factor(api, oli):
    assert token(api, oli.email).json()["code"] == "second_factor_missing"
    Authenticator.objects.create(user=oli, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    assert token(api, oli.email).json()["code"] == "wrong_credentials"
    assert token(api, oli.email, otp=code()).status_code == 201


def test_tokens_are_stored_as_digests(api, carla):
    token_text = token(api, carla.email).json()["token"]
    stored = AuthToken.objects.get()
    assert token_text not in (stored.digest, stored.token_key)


def test_invalid_confirmation_key_is_a_400(api, db):
    answer = api().post("/api/v1/accounts/confirm/", {"key": "made-up"})
    assert (answer.status_code, answer.json()["code"]) == (400, "link_not_valid")


def test_anonymous_request_to_me_is_401(api, db):
    assert api().get("/api/v1/me/").status_code == 401


def test_staff_change_nothing_of_others_from_a_browser_without_a_second_factor(page, oli):
    """Acts of officers outside of their desk too: on the site itself every page asks for it."""
    browser = page(oli)
    acts = ("projects/1/assess/", "classes/1/roll/", "outage-claims/1/decide/", "batches/1/projects/open/")
    for act in acts:
        answer = browser.post(f"/api/v1/{act}", {}, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_missing"), act
    Authenticator.objects.create(user=oli, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    assert browser.post("/api/v1/batches/1/projects/open/", {}, content_type="application/json").status_code == 404
