import pytest

from market.training.certificates.actions import issue_certificate, revoke_certificate
from market.training.issuing.correction_actions import prepare_name
from market.training.issuing.release_actions import release_issuance
from tests import make


@pytest.fixture
def issued(oli):
    return issue_certificate(by=oli, batch=make.make_batch(), name_en="Nasrin Akter", name_bn="নাসরিন আক্তার")


def test_anybody_checks_a_serial_without_learning_the_name(api, issued):
    answer = api().get(f"/api/v1/certificates/{issued[0].serial}/")
    assert answer.status_code == 200
    assert answer.json() == {
        "serial": issued[0].serial,
        "state": "valid",
        "topic": {"slug": "graphics-design", "name": "Graphics design"},
        "year": 2018,
    }


def test_the_code_of_the_paper_gives_the_name(api, issued):
    address = f"/api/v1/certificates/{issued[0].serial}/"
    assert api().get(address, {"code": issued[0].check_code}).json()["name"] == "Nasrin Akter"
    assert "name" not in api().get(address, {"code": "0" * 16}).json()


def test_the_topic_is_named_in_the_callers_language(api, issued):
    answer = api().get(f"/api/v1/certificates/{issued[0].serial.lower()}/", headers={"accept-language": "bn"})
    assert answer.json()["topic"]["name"] == "গ্রাফিক্স ডিজাইন"


def test_a_revoked_certificate_says_so(api, issued, oli):
    revoke_certificate(by=oli, certificate_id=issued[0].pk, reason="A mistake.")
    answer = api().get(f"/api/v1/certificates/{issued[0].serial}/").json()
    assert answer["state"] == "revoked"
    assert "mistake" not in str(answer)


@pytest.mark.parametrize("serial", ["AIAA-NO-1", "%00", "..", "৯", "x" * 300])
def test_an_unknown_serial_is_not_found(api, db, serial):
    assert api().get(f"/api/v1/certificates/{serial}/").status_code == 404


def test_nobody_claims_without_signing_in(api, issued):
    answer = api().post("/api/v1/certificates/claim/", {"serial": issued[0].serial, "claim_code": issued[1]})
    assert answer.status_code == 401


def test_an_officer_may_not_claim(api, issued, oli):
    answer = api(oli).post("/api/v1/certificates/claim/", {"serial": issued[0].serial, "claim_code": issued[1]})
    assert answer.status_code == 403


def test_a_wrong_code_is_refused(api, issued, rahim):
    answer = api(rahim).post("/api/v1/certificates/claim/", {"serial": issued[0].serial, "claim_code": "wrong"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "claim_refused"


def test_missing_fields_are_named(api, rahim):
    answer = api(rahim).post("/api/v1/certificates/claim/", {})
    assert set(answer.json()["errors"]) == {"serial", "claim_code"}


def test_she_claims_and_claims_again(api, issued, rahim):
    sent = {"serial": issued[0].serial, "claim_code": issued[1]}
    first, again = (api(rahim).post("/api/v1/certificates/claim/", sent) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert first.json()["district"]["slug"] == "rangpur"
    assert first.json()["claimed_at"].endswith("Z")


def test_a_guesser_is_told_when_to_come_back(api, issued, rahim):
    sent = {"serial": issued[0].serial, "claim_code": "wrong"}
    for _ in range(5):
        api(rahim).post("/api/v1/certificates/claim/", sent)
    answer = api(rahim).post("/api/v1/certificates/claim/", sent)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_she_reads_what_became_of_her_certificate_and_appeals(api, farida, oli, carla):
    mine = "/api/v1/certificates/mine/"
    assert api(carla).get(mine).status_code == 404
    assert api(farida).get(mine).json()["appeal"] is None
    assert api(farida).post(f"{mine}appeal/", {"statement": "x"}).json()["code"] == "appeal_not_possible"
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A mistake.")
    shown = api(farida).get(mine).json()
    assert (shown["state"], shown["revoked_reason"], shown["version"]) == ("revoked", "A mistake.", 1)
    assert shown["appeal_until"].endswith("Z")
    made = api(farida).post(f"{mine}appeal/", {"statement": "It is mine."})
    assert (made.status_code, made.json()["state"]) == (201, "open")
    assert api(farida).get(mine).json()["appeal"]["statement"] == "It is mine."
    assert "statement" in api(farida).post(f"{mine}appeal/", {}).json()["errors"]
    assert api(carla).post(f"{mine}appeal/", {"statement": "x"}).status_code == 404


def test_she_takes_her_badge(api, farida, carla):
    first, again = (api(farida).post("/api/v1/certificates/mine/badge/", {}) for _ in range(2))
    assert first.status_code == 200
    assert first.json() == again.json()
    assert first.json()["credential"].count(".") == 2
    assert api(carla).post("/api/v1/certificates/mine/badge/", {}).status_code == 404


def test_a_replaced_number_names_the_one_that_counts(api, oli, farida):
    onu, old = make.make_officer(), farida.certificate
    change = {"name_en": "Farida Sultana", "name_bn": "", "reason": "Papers."}
    made = prepare_name(by=oli, certificate_id=old.pk, **change)
    release_issuance(by=onu, issuance_id=made.pk)
    answer = api().get(f"/api/v1/certificates/{old.serial}/", {"code": old.check_code}).json()
    farida.certificate.refresh_from_db()
    assert (answer["state"], answer["replaced_by"]) == ("replaced", farida.certificate.serial)
    assert "name" not in answer


def test_batches_are_for_their_trainer_and_for_officers(api, tahmina, oli, carla, farida):
    batch = make.make_batch(trainer=tahmina)
    assert [each["id"] for each in api(tahmina).get("/api/v1/batches/").json()["results"]] == [batch.pk]
    assert api(oli).get("/api/v1/batches/").json()["count"] == 2
    assert api(carla).get("/api/v1/batches/").json()["count"] == 0
    shown = api(tahmina).get(f"/api/v1/batches/{batch.pk}/").json()
    assert shown["batch"]["code"] == batch.code
    assert {step["count"] for step in shown["steps"]} == {None}
    for person in (carla, farida):
        assert api(person).get(f"/api/v1/batches/{batch.pk}/").status_code == 404
    assert api(tahmina).get(f"/api/v1/batches/{farida.certificate.batch_id}/").status_code == 404
    assert api().get(f"/api/v1/batches/{batch.pk}/").status_code == 401
