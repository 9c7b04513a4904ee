"""Badges, checked by a verifier that is not ours (openbadgeslib)."""

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
from market.training.appeals.actions import decide_appeal, open_appeal
from market.training.badges import keys
from market.training.badges.actions import make_badge, rotate_signing_key
from market.training.badges.credentials import bake_png, credential_jwt
from market.training.certificates.actions import CertificateRevoked, revoke_certificate
from market.training.issuing.correction_actions import prepare_name
from market.training.issuing.release_actions import release_issuance
from market.training.models import Credential, SigningKey

SITE = "https://amarkaj.test"


@pytest.fixture(autouse=True)
def _one_rsa_key(monkeypatch):
    """Keys take a while to make: each test has another of a few."""
    monkeypatch.setattr(keys, "new_private_pem", lambda: next(made))
    made = iter(PEMS)


PEMS = [keys.new_private_pem() for _ in range(2)]


@pytest.fixture
def web(page, settings):
    """What a verifier fetches: this site's public addresses, by somebody who is not signed in."""
    settings.SITE_URL = SITE
    browser = page()

    def fetch(address: str) -> bytes:
        answer = browser.get(address.removeprefix(SITE).split("#")[0])
        assert answer.status_code == 200, address
        return answer.content

    return fetch


def checked(token: str, web, **more):
    """The verdict of the foreign verifier, with nothing but what the token names and the web gives."""
    key = json.loads(web(jwt.get_unverified_header(token)["kid"]))
    verifier = OB3Verifier(PyJWK(key).key)
    return verifier.verify(token, check_status=True, download=web, **more)


def made(user, with_name=False):
    return Credential.objects.select_related("certificate__batch__topic").get(
        pk=make_badge(by=user, with_name=with_name).pk
    )


def test_a_verifier_of_others_accepts_the_badge(farida, web):
    badge = checked(credential_jwt(made(farida)), web)
    assert badge.issuer.id == f"{SITE}/badges/issuer/"
    assert badge.achievement.name == "Graphics design"
    assert badge.achievement.achievement_type == "Certificate"


def test_the_badge_has_the_shape_of_the_standard(farida, web):
    token = credential_jwt(made(farida))
    header, payload = jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})
    assert (header["alg"], header["typ"]) == ("RS256", "vc+jwt")
    assert payload["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert payload["@context"][1].startswith("https://purl.imsglobal.org/spec/ob/v3p0/context")
    assert payload["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert (payload["iss"], payload["jti"]) == (payload["issuer"]["id"], payload["id"])
    assert payload["validFrom"].endswith("Z")
    assert set(payload["credentialSubject"]) == {"type", "identifier", "licenseNumber", "achievement"}
    assert {"id", "type", "name", "description", "criteria"} <= set(payload["credentialSubject"]["achievement"])


def test_without_her_wish_it_holds_no_name_and_no_address(farida, web):
    token = credential_jwt(made(farida))
    payload = jwt.decode(token, options={"verify_signature": False})
    assert "Farida" not in json.dumps(payload)
    assert farida.email not in json.dumps(payload)
    (identity,) = payload["credentialSubject"]["identifier"]
    digest = hashlib.sha256(f"{farida.email}{identity['salt']}".encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${digest}"


def test_with_her_wish_it_holds_her_name(farida, web):
    payload = jwt.decode(credential_jwt(made(farida, with_name=True)), options={"verify_signature": False})
    assert [each["identityType"] for each in payload["credentialSubject"]["identifier"]] == ["emailAddress", "name"]
    assert "Farida Private" in json.dumps(payload)
    assert checked(credential_jwt(made(farida, with_name=True)), web)


def test_a_changed_badge_and_a_strange_key_are_refused(farida, web):
    token = credential_jwt(made(farida))
    head, body, signature = token.split(".")
    payload = json.loads(base64.urlsafe_b64decode(body + "=="))
    payload["credentialSubject"]["licenseNumber"] = "AIAA-1"
    forged = ".".join([head, keys.base64url(json.dumps(payload).encode()), signature])
    with pytest.raises(OB3VerificationError):
        checked(forged, web)
    with pytest.raises(OB3VerificationError):
        OB3Verifier(PyJWK({**keys.public_jwk(PEMS[1]), "alg": "RS256"}).key).verify(token)


def test_a_revoked_certificate_revokes_its_badges(farida, rina, oli, web):
    hers, others = credential_jwt(made(farida)), credential_jwt(made(rina))
    assert checked(hers, web)
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A reason.")
    with pytest.raises(OB3VerificationError, match="revocation.*is set"):
        checked(hers, web)
    assert checked(others, web)
    with pytest.raises(CertificateRevoked):
        make_badge(by=farida, with_name=False)


def test_a_new_version_has_a_new_badge_and_the_old_one_stays_revoked(farida, oli, onu, web):
    first = credential_jwt(made(farida))
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A reason.")
    appeal = open_appeal(by=farida, statement="No.")
    decide_appeal(by=onu, appeal_id=appeal.pk, lift=True, answer="Sorry.")
    second = credential_jwt(made(farida))
    change = {"name_en": "Farida Sultana", "name_bn": "", "reason": "Papers."}
    corrected = prepare_name(by=oli, certificate_id=farida.certificate.pk, **change)
    release_issuance(by=onu, issuance_id=corrected.pk)
    third = credential_jwt(made(farida, with_name=True))
    for old in (first, second):
        with pytest.raises(OB3VerificationError, match="revocation.*is set"):
            checked(old, web)
    assert checked(third, web)


def test_after_a_rotation_old_badges_are_still_good(farida, web):
    old = credential_jwt(made(farida))
    before = SigningKey.objects.get()
    call_command("rotate_badge_key", verbosity=0)
    assert SigningKey.objects.get(pk=before.pk).private_pem == ""
    new = credential_jwt(made(farida))
    assert jwt.get_unverified_header(old)["kid"] != jwt.get_unverified_header(new)["kid"]
    assert OB3Verifier(PyJWK(json.loads(web(jwt.get_unverified_header(old)["kid"]))).key).verify(old)
    assert checked(new, web)
    assert len(json.loads(web("/.well-known/jwks.json"))["keys"]) == 2
    assert "private" not in web("/.well-known/jwks.json").decode()
    assert all("d" not in each for each in json.loads(web("/.well-known/jwks.json"))["keys"])


def test_the_status_list_is_as_long_as_the_standard_asks_and_for_a_while(farida, web):
    payload = jwt.decode(web("/badges/status/1/"), options={"verify_signature": False, "verify_exp": False})
    packed = payload["credentialSubject"]["encodedList"]
    assert packed[0] == "u"
    assert len(gzip.decompress(base64.urlsafe_b64decode(packed[1:] + "=="))) == 131_072 // 8
    assert payload["validUntil"] > payload["validFrom"]


def test_the_picture_carries_the_badge(farida, web):
    badge = made(farida)
    token = OB3Verifier.extract_token_from_png(bake_png(badge))
    assert token == credential_jwt(badge)
    assert checked(token, web)


def test_made_twice_it_is_one_and_a_new_address_makes_another(farida, web):
    assert made(farida).pk == made(farida).pk
    farida.email = "farida.new@demo.test"
    farida.save()
    made(farida)
    assert Credential.objects.count() == 2


def test_who_has_no_certificate_has_no_badge(carla, page):
    with pytest.raises(NotFound):
        make_badge(by=carla, with_name=False)
    assert page(carla).get("/claim/badge/").status_code == 404


def test_by_page_she_makes_it_and_takes_it(page, farida, rina, web):
    hers = page(farida)
    assert "Make your badge" in html.unescape(hers.get("/claim/badge/").content.decode())
    assert hers.post("/claim/badge/", {}).status_code == 302
    badge = Credential.objects.get()
    kinds = {"png": "image/png", "jwt": "application/vc+jwt", "json": "application/json; charset=utf-8"}
    for kind, content in kinds.items():
        answer = hers.get(f"/claim/badge/{badge.pk}/{kind}/")
        assert answer["Content-Type"] == content
        assert "no-store" in answer["Cache-Control"]
        assert page(rina).get(f"/claim/badge/{badge.pk}/{kind}/").status_code == 404
    assert hers.get(f"/claim/badge/{badge.pk}/exe/").status_code == 404
    assert checked(page().get(f"/badges/{badge.pk}/").content.decode(), web)
    assert hers.post("/claim/badge/", {"with_name": "on"}).status_code == 302
    assert "with your name: Farida Private" in html.unescape(hers.get("/claim/badge/").content.decode())


def test_public_addresses_of_nothing_are_not_found(page, db):
    nowhere = "00000000-0000-4000-8000-000000000000"
    for address in ("keys/x/", "status/7/", "achievements/x/", f"{nowhere}/"):
        assert page().get(f"/badges/{address}").status_code == 404
    for address in ("issuer/", "achievements/graphics-design/"):
        assert page().get(f"/badges/{address}")["Access-Control-Allow-Origin"] == "*"


def test_a_rotation_before_the_first_badge_makes_a_key(db):
    assert rotate_signing_key().is_current
