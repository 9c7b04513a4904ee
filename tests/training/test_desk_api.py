"""The officers' desk over HTTP: two officers issue and revoke, and nobody else learns that there is a desk."""

import pytest
from allauth.mfa.models import Authenticator

from market.accounts.models import User
from market.accounts.tokens.actions import create_api_token
from market.training.appeals.actions import open_appeal
from market.training.certificates.actions import revoke_certificate
from market.training.letters.printing_actions import print_certificates
from market.training.models import Certificate, Issuance
from tests import make

HERE = "/api/v1/register/"
LIST = [{"name_en": "Nasrin  Akter", "name_bn": "নাসরিন আক্তার"}, {"name_en": "Rina Das", "serial": "aiaa-old-৭"}]


@pytest.fixture
def desk(api, oli, onu):
    """`desk(oli)`: a program of an officer who has a second factor."""

    def program(officer: User):
        Authenticator.objects.get_or_create(user=officer, type=Authenticator.Type.TOTP, defaults={"data": {}})
        return api(officer)

    return program


def test_two_officers_issue(desk, oli, onu):
    batch = make.make_batch()
    sent = {"batch": batch.pk, "graduates": LIST}
    made = desk(oli).post(f"{HERE}issuances/", sent)
    assert made.status_code == 201
    assert (made.json()["state"], made.json()["names"], made.json()["prepared_by"]) == ("waiting", 2, "Oli")
    assert desk(oli).post(f"{HERE}issuances/", sent).json() == made.json()
    place = f"{HERE}issuances/{made.json()['id']}/"
    refused = desk(oli).post(f"{place}release/")
    assert (refused.status_code, refused.json()["code"]) == (403, "same_officer")
    released = desk(onu).post(f"{place}release/")
    assert (released.status_code, released.json()["state"], released.json()["decided_by"]) == (200, "released", "Onu")
    assert released.json()["letters_until"].endswith("Z")
    assert desk(onu).post(f"{place}release/").json()["code"] == "issuance_not_waiting"
    names = desk(oli).get(f"{place}names/").json()["results"]
    assert [(each["name_en"], each["serial"]) for each in names] == [
        ("Nasrin Akter", "AIAA-RAN-2018-001"),
        ("Rina Das", "AIAA-OLD-7"),
    ]
    assert "claim" not in str(released.json()) + str(names)
    found = desk(oli).get(f"{HERE}certificates/", {"q": "nasrin", "claimed": "no", "topic": batch.topic.slug}).json()
    assert [each["name_bn"] for each in found["results"]] == ["নাসরিন আক্তার"]
    shown = desk(oli).get(f"{HERE}certificates/{found['results'][0]['id']}/").json()
    assert (shown["batch"], shown["state"], shown["version"]) == (batch.code, "valid", 1)


def test_everything_wrong_is_named_by_its_place_and_nothing_is_saved(desk, oli):
    batch = make.make_batch()
    wrong = [{"name_en": "A Roy"}, {"name_bn": "রিনা"}, {"name_en": "=1", "serial": "x"}, {"name_en": "a roy"}]
    answer = desk(oli).post(
        f"{HERE}issuances/", {"batch": batch.pk, "graduates": wrong}, headers={"accept-language": "bn"}
    )
    assert answer.status_code == 400
    errors = answer.json()["errors"]
    assert set(errors) == {"graduates.1.name_en", "graduates.2.name_en", "graduates.2.serial", "graduates.3.name_en"}
    assert "লাইনে" in errors["graduates.3.name_en"][0]
    assert not Issuance.objects.exists()
    for sent in ({}, {"batch": 0, "graduates": LIST}, {"batch": batch.pk, "graduates": []}):
        assert desk(oli).post(f"{HERE}issuances/", sent).status_code == 400


def test_equal_names_are_answered(desk, oli):
    sent = {"batch": make.make_batch().pk, "graduates": [{"name_en": "A Roy"}, {"name_en": "A Roy"}]}
    assert desk(oli).post(f"{HERE}issuances/", sent).status_code == 400
    assert desk(oli).post(f"{HERE}issuances/", {**sent, "different_people": True}).status_code == 201


def test_two_officers_revoke_and_a_third_judges(desk, api, farida, oli, onu):
    record = f"{HERE}certificates/{farida.certificate.pk}/"
    assert "reason" in desk(oli).post(f"{record}revoke/", {"reason": " "}).json()["errors"]
    proposed = desk(oli).post(f"{record}revoke/", {"reason": "The exam was not hers."})
    assert (proposed.status_code, proposed.json()["purpose"], proposed.json()["state"]) == (201, "revoke", "waiting")
    assert desk(oli).get(record).json()["state"] == "valid"
    desk(onu).post(f"{HERE}issuances/{proposed.json()['id']}/release/")
    assert desk(oli).get(record).json()["revoked_reason"] == "The exam was not hers."
    assert desk(oli).post(f"{record}revoke/", {"reason": "Again."}).status_code == 409
    appeal = open_appeal(by=farida, statement="It was me.")
    listed = desk(oli).get(f"{HERE}appeals/").json()["results"]
    assert [(each["id"], each["statement"]) for each in listed] == [(appeal.pk, "It was me.")]
    place, sent = f"{HERE}appeals/{appeal.pk}/decide/", {"lift": True, "answer": "Sorry."}
    assert desk(onu).post(place, sent).json()["code"] == "same_officer"
    third = make.make_officer()
    assert set(desk(third).post(place, {}).json()["errors"]) == {"lift", "answer"}
    assert desk(third).post(place, sent).json()["state"] == "lifted"
    assert Certificate.objects.get(holder=farida).is_valid


def test_letters_names_refusals_and_withdrawals(desk, farida, oli, onu):
    claimed, free = farida.certificate, make.make_issuance(by=make.make_officer())
    desk(oli).post(f"{HERE}issuances/{free.pk}/release/")
    record = f"{HERE}certificates/{Certificate.objects.latest('pk').pk}/"
    letter = desk(oli).post(f"{record}new-letter/", {"reason": "The post lost it."}).json()
    assert letter["purpose"] == "letter"
    refused = desk(onu).post(f"{HERE}issuances/{letter['id']}/refuse/", {"reason": "She has it."}).json()
    assert (refused["state"], refused["reason"]) == ("refused", "She has it.")
    assert desk(oli).post(f"{HERE}certificates/{claimed.pk}/new-letter/", {"reason": "x"}).status_code == 409
    sent = {"name_en": "Nasrin Sultana", "reason": "Papers."}
    corrected = desk(oli).post(f"{record}name/", sent).json()
    assert desk(onu).post(f"{HERE}issuances/{corrected['id']}/withdraw/").status_code == 403
    assert desk(oli).post(f"{HERE}issuances/{corrected['id']}/withdraw/").json()["state"] == "withdrawn"
    waiting = desk(oli).get(f"{HERE}issuances/", {"state": "waiting"}).json()
    assert waiting["count"] == 0
    assert desk(oli).get(f"{HERE}issuances/").json()["count"] == 3
    assert desk(oli).get(f"{HERE}issuances/{letter['id']}/").json() == refused
    for path in ("issuances/?state=lost", "certificates/?state=lost"):
        assert "state" in desk(oli).get(f"{HERE}{path}").json()["errors"]


def test_there_is_no_desk_for_others(api, farida, oli, carla, omar, mitu, pavel, tahmina):
    printing = print_certificates(by=oli, batch_id=farida.certificate.batch_id, part=1)
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="x")
    appeal = open_appeal(by=farida, statement="It was me.")
    issuance = make.make_issuance(farida.certificate.batch)
    places = [
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
    for method, path in places:
        assert getattr(api(), method)(f"/api/v1/{path}", {}).status_code == 401, path
        for person in (farida, carla, omar, mitu, pavel, tahmina):
            assert getattr(api(person), method)(f"/api/v1/{path}", {}).status_code == 404, (person, path)
    issuance.refresh_from_db()
    assert issuance.is_waiting


def test_an_officer_needs_a_second_factor_and_a_token_with_every_right(api, desk, oli):
    assert api(oli).get(f"{HERE}certificates/").json()["code"] == "second_factor_missing"
    desk(oli)
    scoped = create_api_token(by=oli, name="Sheet", scopes=["read", "work"], days=7)[1]
    program = api()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {scoped}")
    for method, path in (("get", "certificates/"), ("post", "issuances/")):
        assert getattr(program, method)(HERE + path, {}).json()["code"] == "scope_missing"


def test_officers_record_batches(desk, api, oli, carla):
    sent = {"code": "RGP-DE-9", "topic": "data-entry", "district": "rangpur"}
    days = {"started_on": "2026-01-01", "ended_on": "2026-06-30"}
    assert api(carla).post("/api/v1/batches/", {**sent, **days}).status_code == 403
    made = desk(oli).post("/api/v1/batches/", {**sent, **days})
    assert (made.status_code, made.json()["district"]["slug"]) == (201, "rangpur")
    assert "code" in desk(oli).post("/api/v1/batches/", {**sent, **days}).json()["errors"]
    assert "topic" in desk(oli).post("/api/v1/batches/", {**sent, **days, "topic": "x"}).json()["errors"]
