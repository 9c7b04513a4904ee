"""The API of the officers: two officers issue and revoke; other users get 404."""

import pytest
from allauth.mfa.models import Authenticator

from market.accounts.models import User
from market.accounts.tokens.actions import create_api_token
from market.site.demo.revoking import revoke_certificate
from market.training.appeals.actions import open_appeal
from market.training.letters.printing_actions import print_certificates
from market.training.models import Certificate, Issuance
from tests import make

REGISTER = "/api/v1/register/"
GRADUATES = [{"name_en": "Nasrin  Akter", "name_bn": "নাসরিন আক্তার"}, {"name_en": "Rina Das", "serial": "aiaa-old-৭"}]


@pytest.fixture
def desk(api, oli, onu):
    """`desk(oli)`: an API client of an officer who has a second factor."""

    def client(officer: User):
        Authenticator.objects.get_or_create(user=officer, type=Authenticator.Type.TOTP, defaults={"data": {}})
        return api(officer)

    return client


def test_issuing_needs_two_officers(desk, oli, onu):
    batch = make.make_batch()
    payload = {"batch": batch.pk, "graduates": GRADUATES}
    prepared = desk(oli).post(f"{REGISTER}issuances/", payload)
    assert prepared.status_code == 201
    assert (prepared.json()["state"], prepared.json()["names"], prepared.json()["prepared_by"]) == ("waiting", 2, "Oli")
    assert desk(oli).post(f"{REGISTER}issuances/", payload).json() == prepared.json()
    url = f"{REGISTER}issuances/{prepared.json()['id']}/"
    refused = desk(oli).post(f"{url}release/")
    assert (refused.status_code, refused.json()["code"]) == (403, "same_officer")
    released = desk(onu).post(f"{url}release/")
    assert (released.status_code, released.json()["state"], released.json()["decided_by"]) == (200, "released", "Onu")
    assert released.json()["letters_until"].endswith("Z")
    assert desk(onu).post(f"{url}release/").json()["code"] == "issuance_not_waiting"
    names = desk(oli).get(f"{url}names/").json()["results"]
    assert [(each["name_en"], each["serial"]) for each in names] == [
        ("Nasrin Akter", "AIAA-RAN-2018-001"),
        ("Rina Das", "AIAA-OLD-7"),
    ]
    assert "claim" not in str(released.json()) + str(names)
    listing = (
        desk(oli).get(f"{REGISTER}certificates/", {"q": "nasrin", "claimed": "no", "topic": batch.topic.slug}).json()
    )
    assert [each["name_bn"] for each in listing["results"]] == ["নাসরিন আক্তার"]
    certificate = desk(oli).get(f"{REGISTER}certificates/{listing['results'][0]['id']}/").json()
    assert (certificate["batch"], certificate["state"], certificate["version"]) == (batch.code, "valid", 1)


def test_row_errors_are_named_by_index_and_nothing_is_saved(desk, oli):
    batch = make.make_batch()
    graduates = [{"name_en": "A Roy"}, {"name_bn": "রিনা"}, {"name_en": "=1", "serial": "x"}, {"name_en": "a roy"}]
    response = desk(oli).post(
        f"{REGISTER}issuances/", {"batch": batch.pk, "graduates": graduates}, headers={"accept-language": "bn"}
    )
    assert response.status_code == 400
    errors = response.json()["errors"]
    assert set(errors) == {"graduates.1.name_en", "graduates.2.name_en", "graduates.2.serial", "graduates.3.name_en"}
    assert "লাইনে" in errors["graduates.3.name_en"][0]
    assert not Issuance.objects.exists()
    for payload in ({}, {"batch": 0, "graduates": GRADUATES}, {"batch": batch.pk, "graduates": []}):
        assert desk(oli).post(f"{REGISTER}issuances/", payload).status_code == 400


def test_equal_names_are_400_unless_confirmed_as_different_people(desk, oli):
    payload = {"batch": make.make_batch().pk, "graduates": [{"name_en": "A Roy"}, {"name_en": "A Roy"}]}
    assert desk(oli).post(f"{REGISTER}issuances/", payload).status_code == 400
    assert desk(oli).post(f"{REGISTER}issuances/", {**payload, "different_people": True}).status_code == 201


def test_two_officers_revoke_and_a_third_decides_the_appeal(desk, api, farida, oli, onu):
    record = f"{REGISTER}certificates/{farida.certificate.pk}/"
    assert "reason" in desk(oli).post(f"{record}revoke/", {"reason": " "}).json()["errors"]
    proposed = desk(oli).post(f"{record}revoke/", {"reason": "The exam was not hers."})
    assert (proposed.status_code, proposed.json()["purpose"], proposed.json()["state"]) == (201, "revoke", "waiting")
    assert desk(oli).get(record).json()["state"] == "valid"
    desk(onu).post(f"{REGISTER}issuances/{proposed.json()['id']}/release/")
    assert desk(oli).get(record).json()["revoked_reason"] == "The exam was not hers."
    assert desk(oli).post(f"{record}revoke/", {"reason": "Again."}).status_code == 409
    appeal = open_appeal(by=farida, statement="It was me.")
    listed = desk(oli).get(f"{REGISTER}appeals/").json()["results"]
    assert [(each["id"], each["statement"]) for each in listed] == [(appeal.pk, "It was me.")]
    url, payload = f"{REGISTER}appeals/{appeal.pk}/decide/", {"lift": True, "answer": "Sorry."}
    assert desk(onu).post(url, payload).json()["code"] == "same_officer"
    third = make.make_officer()
    assert set(desk(third).post(url, {}).json()["errors"]) == {"lift", "answer"}
    assert desk(third).post(url, payload).json()["state"] == "lifted"
    assert Certificate.objects.get(holder=farida).is_valid


def test_new_letter_and_name_correction_can_be_refused_or_withdrawn(desk, farida, oli, onu):
    claimed, free = farida.certificate, make.make_issuance(by=make.make_officer())
    desk(oli).post(f"{REGISTER}issuances/{free.pk}/release/")
    record = f"{REGISTER}certificates/{Certificate.objects.latest('pk').pk}/"
    letter = desk(oli).post(f"{record}new-letter/", {"reason": "The post lost it."}).json()
    assert letter["purpose"] == "letter"
    refused = desk(onu).post(f"{REGISTER}issuances/{letter['id']}/refuse/", {"reason": "She has it."}).json()
    assert (refused["state"], refused["reason"]) == ("refused", "She has it.")
    assert desk(oli).post(f"{REGISTER}certificates/{claimed.pk}/new-letter/", {"reason": "x"}).status_code == 409
    payload = {"name_en": "Nasrin Sultana", "reason": "Papers."}
    corrected = desk(oli).post(f"{record}name/", payload).json()
    assert desk(onu).post(f"{REGISTER}issuances/{corrected['id']}/withdraw/").status_code == 403
    assert desk(oli).post(f"{REGISTER}issuances/{corrected['id']}/withdraw/").json()["state"] == "withdrawn"
    waiting = desk(oli).get(f"{REGISTER}issuances/", {"state": "waiting"}).json()
    assert waiting["count"] == 0
    assert desk(oli).get(f"{REGISTER}issuances/").json()["count"] == 3
    assert desk(oli).get(f"{REGISTER}issuances/{letter['id']}/").json() == refused
    for path in ("issuances/?state=lost", "certificates/?state=lost"):
        assert "state" in desk(oli).get(f"{REGISTER}{path}").json()["errors"]


def test_register_is_401_for_anonymous_and_404_for_other_users(api, farida, oli, carla, omar, mitu, pavel, tahmina):
    printing = print_certificates(by=oli, batch_id=farida.certificate.batch_id, part=1)
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="x")
    appeal = open_appeal(by=farida, statement="It was me.")
    issuance = make.make_issuance(farida.certificate.batch)
    endpoints = [
        ("get", "register/certificates/"),
        ("get", "register/issuances/"),
        ("post", "register/issuances/"),
        ("get", "register/appeals/"),
        ("get", f"register/certificates/{farida.certificate.pk}/"),
        ("post", f"register/certificates/{farida.certificate.pk}/revoke/"),
        ("post", f"register/certificates/{farida.certificate.pk}/new-letter/"),
        ("post", f"register/certificates/{farida.certificate.pk}/name/"),
        ("get", f"register/issuances/{issuance.pk}/"),
        ("get", f"register/issuances/{issuance.pk}/names/"),
        ("post", f"register/issuances/{issuance.pk}/release/"),
        ("post", f"register/issuances/{issuance.pk}/printings/"),
        ("post", f"register/batches/{issuance.batch_id}/printings/"),
        ("get", "register/printings/"),
        ("get", f"register/printings/{printing.pk}/"),
        ("get", f"register/printings/{printing.pk}/file/"),
        ("post", f"register/issuances/{issuance.pk}/refuse/"),
        ("post", f"register/issuances/{issuance.pk}/withdraw/"),
        ("post", f"register/appeals/{appeal.pk}/decide/"),
    ]
    for method, path in endpoints:
        assert getattr(api(), method)(f"/api/v1/{path}", {}).status_code == 401, path
        for person in (farida, carla, omar, mitu, pavel, tahmina):
            assert getattr(api(person), method)(f"/api/v1/{path}", {}).status_code == 404, (person, path)
    issuance.refresh_from_db()
    assert issuance.is_waiting


def test_officer_needs_a_second_factor_and_an_unscoped_token(api, desk, oli):
    assert api(oli).get(f"{REGISTER}certificates/").json()["code"] == "second_factor_missing"
    desk(oli)
    scoped = create_api_token(by=oli, name="Sheet", scopes=["read", "work"], days=7)[1]
    client = api()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {scoped}")
    for method, path in (("get", "certificates/"), ("post", "issuances/")):
        assert getattr(client, method)(REGISTER + path, {}).json()["code"] == "scope_missing"


def test_only_officers_can_create_batches(desk, api, oli, carla):
    payload = {"code": "RGP-DE-9", "topic": "data-entry", "district": "rangpur"}
    days = {"started_on": "2026-01-01", "ended_on": "2026-06-30"}
    assert api(carla).post("/api/v1/batches/", {**payload, **days}).status_code == 403
    response = desk(oli).post("/api/v1/batches/", {**payload, **days})
    assert (response.status_code, response.json()["district"]["slug"]) == (201, "rangpur")
    assert "code" in desk(oli).post("/api/v1/batches/", {**payload, **days}).json()["errors"]
    assert "topic" in desk(oli).post("/api/v1/batches/", {**payload, **days, "topic": "x"}).json()["errors"]
