"""API token scopes: each route and method has one, and a token is refused outside its scopes."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from rest_framework.test import APIClient

from market.accounts.models import ApiToken
from market.accounts.tokens.actions import create_api_token
from market.accounts.tokens.scopes import ALL, OPEN, SCOPES, TABLE
from market.core.base import clock

SAMPLES = {"int": "1", "str": "x", "uuid": "00000000-0000-4000-8000-000000000000", "slug": "x"}
METHODS = ("get", "post", "patch", "delete", "put")


def routes() -> list[tuple[str, str]]:
    api = next(each for each in get_resolver().url_patterns if str(each.pattern) == "api/v1/")
    return [
        (method.upper(), str(each.pattern))
        for each in api.url_patterns
        for method in METHODS
        if hasattr(each.callback.view_class, method)
    ] + [("HEAD", str(each.pattern)) for each in api.url_patterns if "head" in vars(each.callback.view_class)]


def program_with(user, *scopes: str) -> APIClient:
    _token, text = create_api_token(by=user, name="Shop", scopes=scopes, days=7)
    return APIClient(headers={"authorization": f"Bearer {text}"})


def address(route: str) -> str:
    return "/api/v1/" + re.sub(r"<(\w+):\w+>", lambda match: SAMPLES[match[1]], route)


def test_scope_table_matches_the_api_routes():
    assert set(routes()) == set(TABLE)
    assert {scope for scopes in TABLE.values() for scope in scopes.split()} <= {ALL, OPEN, *SCOPES}


@pytest.mark.parametrize("scope", SCOPES)
def test_token_is_403_on_routes_outside_its_scope(carla, scope):
    caller = program_with(carla, scope)
    for method, route in sorted(set(routes()) - {("DELETE", "auth/token/")}):
        answer = getattr(caller, method.lower())(address(route))
        refused = answer.status_code == 403 and answer.headers["Content-Type"].startswith("application/problem")
        is_closed = refused and (method == "HEAD" or answer.json()["code"] == "scope_missing")
        assert is_closed == ({OPEN, scope}.isdisjoint(TABLE[method, route].split())), (
            method,
            route,
            answer.status_code,
        )


def test_program_of_messages_sends_and_takes_their_files(carla):
    caller, reader = program_with(carla, "messages"), program_with(carla, "read")
    sent = caller.post("/api/v1/uploads/", {"file": SimpleUploadedFile("a.txt", b"work")}, format="multipart")
    assert sent.status_code == 201
    taken = caller.get(f"/api/v1/files/{sent.json()['id']}/")
    assert b"".join(taken.streaming_content) == b"work"
    refusal = reader.post("/api/v1/uploads/", {"file": SimpleUploadedFile("a.txt", b"work")}, format="multipart")
    assert (refusal.status_code, refusal.json()["code"]) == (403, "scope_missing")
    assert "work / messages" in refusal.json()["detail"]


def test_password_token_has_all_scopes(api, carla):
    token_text = api().post("/api/v1/auth/token/", {"email": carla.email, "password": "amar-kaj-demo"}).json()["token"]
    caller = APIClient(headers={"authorization": f"Bearer {token_text}"})
    assert caller.get("/api/v1/me/devices/").status_code == 200
    assert caller.get("/api/v1/me/balance/").status_code == 200
    assert caller.get("/api/v1/me/tokens/").json()["results"][0]["scopes"] == [ALL]
    assert caller.delete("/api/v1/auth/token/").status_code == 204
    assert not ApiToken.objects.exists()


def test_api_creates_lists_and_revokes_tokens(api, carla, omar):
    caller = api(carla)
    created = caller.post("/api/v1/me/tokens/", {"name": "Shop", "scopes": ["read", "money"], "days": 30})
    assert created.status_code == 201
    token_text, token_id = created.json()["token"], created.json()["id"]
    listed = caller.get("/api/v1/me/tokens/").json()["results"]
    assert [each["name"] for each in listed] == ["Shop"]
    assert "token" not in listed[0]
    assert APIClient(headers={"authorization": f"Bearer {token_text}"}).get("/api/v1/me/balance/").status_code == 200
    api_token = ApiToken.objects.get()
    assert api_token.used_at is not None
    assert token_text not in (api_token.token.digest, api_token.token.token_key)
    assert api().delete(f"/api/v1/me/tokens/{token_id}/").status_code == 401
    assert api(omar).delete(f"/api/v1/me/tokens/{token_id}/").status_code == 404
    assert caller.delete(f"/api/v1/me/tokens/{token_id}/").status_code == 204
    assert APIClient(headers={"authorization": f"Bearer {token_text}"}).get("/api/v1/me/balance/").status_code == 401
    assert caller.delete(f"/api/v1/me/tokens/{token_id}/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"scopes": []}, "scopes"), ({"scopes": ["all"]}, "scopes.0"), ({"days": 0}, "days"), ({"name": " "}, "name")],
)
def test_invalid_token_fields_are_form_errors(api, carla, changes, field):
    body = {"name": "Shop", "scopes": ["read"], "days": 30, **changes}
    answer = api(carla).post("/api/v1/me/tokens/", body)
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {field})


def test_expired_token_is_401(carla):
    caller = program_with(carla, "read")
    assert caller.get("/api/v1/me/").status_code == 200
    token = ApiToken.objects.get().token
    token.expiry = clock.wall()
    token.save()
    assert caller.get("/api/v1/me/").status_code == 401


def test_too_many_tokens_is_a_conflict(api, carla):
    for _ in range(20):
        create_api_token(by=carla, name="Shop", scopes=["read"], days=7)
    answer = api(carla).post("/api/v1/me/tokens/", {"name": "Shop", "scopes": ["read"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_tokens")


def test_new_token_is_shown_once_and_notified_by_mail(page, carla, run_jobs, mailbox):
    browser = page(carla)
    empty_html = browser.get("/settings/tokens/").content.decode()
    assert empty_html.index("Create the token") < empty_html.index("No tokens yet"), "the form comes first"
    assert "<b>With the right to your money it can pay, approve and pay out by itself" in empty_html
    created = browser.post("/settings/tokens/", {"name": "Shop <b>", "scopes": ["read", "work"], "days": "30"})
    token_text = re.search(r'<code class="secret" lang="en">(\w+)</code>', created.content.decode()).group(1)
    list_html = browser.get("/settings/tokens/").content.decode()
    assert "Shop &lt;b&gt;" in list_html
    assert "profile and notifications; Post jobs" in list_html, "the list names the scopes as the form does"
    assert token_text not in list_html
    run_jobs()  # a thief who reads it on the site does not stop the mail to the owner
    assert carla.notifications.get().kind == "account.token_made"
    assert mailbox[-1].to == [carla.email]
    wrong = browser.post("/settings/tokens/", {"name": "Shop"})
    assert wrong.status_code == 400
    token = ApiToken.objects.get()
    assert page().post(f"/settings/tokens/{token.pk}/revoke/").status_code == 302
    assert ApiToken.objects.count() == 1
    assert browser.post(f"/settings/tokens/{token.pk}/revoke/").url == "/settings/tokens/"
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("token", ["\xff\xfe", "caf\xe9", "a\0b", "\x7f", "a\0"])
def test_malformed_token_bytes_are_401(db, token):
    answer = APIClient(headers={"authorization": f"Bearer {token}"}).get("/api/v1/me/")
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_signed_in"
