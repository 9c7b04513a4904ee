"""The stand-in for Google: what it asks of a site, and what it gives."""

from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from django.conf import settings

from market.sandbox.google.tokens import challenge_of

PAGE, TOKEN, KEYS = "/sandbox/google/", "/sandbox/google/token/", "/sandbox/google/keys/"
BACK = "http://testserver/accounts/google/login/callback/"
VERIFIER = "v" * 64
QUERY = {
    "client_id": "google_sandbox",
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": "openid email profile",
    "state": "the-state",
    "nonce": "the-nonce",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
}
SENT = {
    "grant_type": "authorization_code",
    "client_id": "google_sandbox",
    "client_secret": "google_sandbox_secret",
    "redirect_uri": BACK,
    "code_verifier": VERIFIER,
}


@pytest.fixture
def place() -> str:
    return f"{PAGE}?{urlencode(QUERY)}"


def answer_of(client, place: str, **fields: str) -> dict[str, str]:
    parts = urlsplit(client.post(place, fields).url)
    assert parts.path == urlsplit(BACK).path
    return {name: value for name, (value,) in parse_qs(parts.query).items()}


def test_chosen_account_stands_in_a_signed_token(client, place):
    assert "Carla Jensen" in client.get(place).content.decode()
    answer = answer_of(client, place, person="100000000000000000001")
    assert answer["state"] == "the-state"
    token = client.post(TOKEN, {**SENT, "code": answer["code"]}).json()["id_token"]
    keys = jwt.PyJWKSet.from_dict(client.get(KEYS).json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["RS256"], audience="google_sandbox", issuer=settings.GOOGLE_ISSUER)
    assert (claims["sub"], claims["email"]) == ("100000000000000000001", "carla@demo.test")
    assert (claims["nonce"], claims["email_verified"], claims["hd"]) == ("the-nonce", True, "demo.test")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("client_id", "another"),
        ("redirect_uri", "https://evil.example/accounts/google/login/callback/"),
        ("redirect_uri", "http://testserver/elsewhere/"),
        ("response_type", "token"),
        ("scope", "email"),
        ("state", ""),
        ("nonce", ""),
        ("code_challenge", ""),
        ("code_challenge_method", "plain"),
    ],
)
def test_what_a_site_must_not_ask_is_refused(client, name, value):
    place = f"{PAGE}?{urlencode({**QUERY, name: value})}"
    assert client.get(place).status_code == 400
    assert client.post(place, {"person": "100000000000000000001"}).status_code == 400


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"client_secret": "wrong"}, 401),
        ({"code": "made-up"}, 400),
        ({"code_verifier": "another"}, 400),
        ({"redirect_uri": "http://testserver/"}, 400),
        ({"grant_type": "password"}, 400),
    ],
)
def test_code_is_changed_for_its_own_site_alone(client, place, changes, status):
    code = answer_of(client, place, person="100000000000000000002")["code"]
    assert client.post(TOKEN, {**SENT, "code": code, **changes}).status_code == status


def test_no_and_errors_lead_back(client, place):
    assert answer_of(client, place, outcome="decline")["error"] == "access_denied"
    assert answer_of(client, place, person="100000000000000000002", outcome="error")["error"] == "server_error"
    nobody = client.post(place, {"person": "other"})
    assert nobody.status_code == 400
    assert "Write an address" in nobody.content.decode()
