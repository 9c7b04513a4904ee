"""Badges, verified by a third-party library (openbadgeslib)."""

import base64
import gzip
import hashlib
import html
import json

import jwt
import pytest
from django.core.management import call_command
from jwt import PyJWK
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from market.core.base.errors import NotFound
from market.site.demo.revoking import revoke_certificate
from market.training.appeals.actions import decide_appeal, open_appeal
from market.training.badges import keys
from market.training.badges.actions import make_badge, rotate_signing_key
from market.training.badges.credentials import bake_png, credential_jwt
from market.training.certificates.actions import CertificateRevoked
from market.training.issuing.correction_actions import prepare_name
from market.training.issuing.release_actions import release_issuance
from market.training.models import Credential, SigningKey

SITE = "https://amarkaj.test"


@pytest.fixture(autouse=True)
def _prepared_rsa_keys(monkeypatch):
    """Generating RSA keys is slow: the tests use a few prepared ones."""
    monkeypatch.setattr(keys, "new_private_pem", lambda: next(pems))
    pems = iter(PEMS)


PEMS = [keys.new_private_pem() for _ in range(2)]


@pytest.fixture
def web(page, settings):
    """What a verifier fetches: the public URLs of this site, as an anonymous user."""
    settings.SITE_URL = SITE
    browser = page()

    def fetch(url: str) -> bytes:
        response = browser.get(url.removeprefix(SITE).split("#")[0])
        assert response.status_code == 200, url
        return response.content

    return fetch


def verify(token: str, web, **options):
    """Verify a badge with the third-party library, with the token and the public URLs alone."""
    key = json.loads(web(jwt.get_unverified_header(token)["kid"]))
    verifier = OB3Verifier(PyJWK(key).key)
    return verifier.verify(token, check_status=True, download=web, **options)


def badge_of(user, with_name=False):
    return Credential.objects.select_related("certificate__batch__topic").get(
        pk=make_badge(by=user, with_name=with_name).pk
    )


def test_third_party_verifier_accepts_the_badge(farida, web):
    badge = verify(credential_jwt(badge_of(farida)), web)
    assert badge.issuer.id == f"{SITE}/badges/issuer/"
    assert badge.achievement.name == "Graphics design"
    assert badge.achievement.achievement_type == "Certificate"


def test_badge_follows_the_open_badges_3_structure(farida, web):
    token = credential_jwt(badge_of(farida))
    header, payload = jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})
    assert (header["alg"], header["typ"]) == ("RS256", "vc+jwt")
    assert payload["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert payload["@context"][1].startswith("https://purl.imsglobal.org/spec/ob/v3p0/context")
    assert payload["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert (payload["iss"], payload["jti"]) == (payload["issuer"]["id"], payload["id"])
    assert payload["validFrom"].endswith("Z")
    assert set(payload["credentialSubject"]) == {"type", "identifier", "licenseNumber", "achievement"}
    assert {"id", "type", "name", "description", "criteria"} <= set(payload["credentialSubject"]["achievement"])


def test_badge_without_the_name_holds_only_a_hashed_email(farida, web):
    token = credential_jwt(badge_of(farida))
    payload = jwt.decode(token, options={"verify_signature": False})
    assert "Farida" not in json.dumps(payload)
    assert farida.email not in json.dumps(payload)
    (identity,) = payload["credentialSubject"]["identifier"]
    digest = hashlib.sha256(f"{farida.email}{identity['salt']}".encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${digest}"


def test_badge_with_the_name_holds_it(farida, web):
    payload = jwt.decode(credential_jwt(badge_of(farida, with_name=True)), options={"verify_signature": False})
    assert [each["identityType"] for each in payload["credentialSubject"]["identifier"]] == ["emailAddress", "name"]
    assert "Farida Private" in json.dumps(payload)
    assert verify(credential_jwt(badge_of(farida, with_name=True)), web)


def test_forged_badge_and_wrong_key_fail_verification(farida, web):
    token = credential_jwt(badge_of(farida))
    head, body, signature = token.split(".")
    payload = json.loads(base64.urlsafe_b64decode(body + "=="))
    payload["credentialSubject"]["licenseNumber"] = "AIAA-1"
    forged = ".".join([head, keys.base64url(json.dumps(payload).encode()), signature])
    with pytest.raises(OB3VerificationError):
        verify(forged, web)
    with pytest.raises(OB3VerificationError):
        OB3Verifier(PyJWK({**keys.public_jwk(PEMS[1]), "alg": "RS256"}).key).verify(token)


def test_a_revoked_certificate_revokes_its_badges(farida, rina, oli, web):
    revoked_token, valid_token = credential_jwt(badge_of(farida)), credential_jwt(badge_of(rina))
    assert verify(revoked_token, web)
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A reason.")
    with pytest.raises(OB3VerificationError, match="revocation.*is set"):
        verify(revoked_token, web)
    assert verify(valid_token, web)
    with pytest.raises(CertificateRevoked):
        make_badge(by=farida, with_name=False)


def test_a_new_version_has_a_new_badge_and_the_old_one_stays_revoked(farida, oli, onu, web):
    first = credential_jwt(badge_of(farida))
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A reason.")
    appeal = open_appeal(by=farida, statement="No.")
    decide_appeal(by=onu, appeal_id=appeal.pk, lift=True, answer="Sorry.")
    second = credential_jwt(badge_of(farida))
    change = {"name_en": "Farida Sultana", "name_bn": "", "reason": "Papers."}
    corrected = prepare_name(by=oli, certificate_id=farida.certificate.pk, **change)
    release_issuance(by=onu, issuance_id=corrected.pk)
    third = credential_jwt(badge_of(farida, with_name=True))
    for old in (first, second):
        with pytest.raises(OB3VerificationError, match="revocation.*is set"):
            verify(old, web)
    assert verify(third, web)


def test_old_badges_are_valid_after_a_key_rotation(farida, web):
    old = credential_jwt(badge_of(farida))
    before = SigningKey.objects.get()
    call_command("rotate_badge_key", verbosity=0)
    assert SigningKey.objects.get(pk=before.pk).private_pem == ""
    new = credential_jwt(badge_of(farida))
    assert jwt.get_unverified_header(old)["kid"] != jwt.get_unverified_header(new)["kid"]
    assert OB3Verifier(PyJWK(json.loads(web(jwt.get_unverified_header(old)["kid"]))).key).verify(old)
    assert verify(new, web)
    assert len(json.loads(web("/.well-known/jwks.json"))["keys"]) == 2
    assert "private" not in web("/.well-known/jwks.json").decode()
    assert all("d" not in each for each in json.loads(web("/.well-known/jwks.json"))["keys"])


def test_status_list_has_the_standard_length_and_an_expiry(farida, web):
    payload = jwt.decode(web("/badges/status/1/"), options={"verify_signature": False, "verify_exp": False})
    packed = payload["credentialSubject"]["encodedList"]
    assert packed[0] == "u"
    assert len(gzip.decompress(base64.urlsafe_b64decode(packed[1:] + "=="))) == 131_072 // 8
    assert payload["validUntil"] > payload["validFrom"]


def test_png_contains_the_badge(farida, web):
    badge = badge_of(farida)
    token = OB3Verifier.extract_token_from_png(bake_png(credential_jwt(badge)))
    assert token == credential_jwt(badge)
    assert verify(token, web)


def test_making_a_badge_is_idempotent_until_the_email_changes(farida, web):
    assert badge_of(farida).pk == badge_of(farida).pk
    farida.email = "farida.new@demo.test"
    farida.save()
    badge_of(farida)
    assert Credential.objects.count() == 2


def test_badge_is_404_without_a_certificate(carla, page):
    with pytest.raises(NotFound):
        make_badge(by=carla, with_name=False)
    assert page(carla).get("/claim/badge/").status_code == 404


def test_holder_makes_and_downloads_a_badge(page, farida, rina, web):
    browser = page(farida)
    assert "Create your badge" in html.unescape(browser.get("/claim/badge/").content.decode())
    assert browser.post("/claim/badge/", {}).status_code == 302
    badge = Credential.objects.get()
    content_types = {"png": "image/png", "jwt": "application/vc+jwt", "json": "application/json; charset=utf-8"}
    for kind, content in content_types.items():
        response = browser.get(f"/claim/badge/{badge.pk}/{kind}/")
        assert response["Content-Type"] == content
        assert "no-store" in response["Cache-Control"]
        assert page(rina).get(f"/claim/badge/{badge.pk}/{kind}/").status_code == 404
    assert browser.get(f"/claim/badge/{badge.pk}/exe/").status_code == 404
    assert verify(page().get(f"/badges/{badge.pk}/").content.decode(), web)
    assert browser.post("/claim/badge/", {"with_name": "on"}).status_code == 302
    assert "with your name: Farida Private" in html.unescape(browser.get("/claim/badge/").content.decode())


def test_unknown_public_badge_urls_are_404(page, db):
    nowhere = "00000000-0000-4000-8000-000000000000"
    for path in ("keys/x/", "status/7/", "achievements/x/", f"{nowhere}/"):
        assert page().get(f"/badges/{path}").status_code == 404
    for path in ("issuer/", "achievements/graphics-design/"):
        assert page().get(f"/badges/{path}")["Access-Control-Allow-Origin"] == "*"


def test_key_rotation_before_the_first_badge_creates_a_key(db):
    assert rotate_signing_key().is_current
