import pytest

from market.site.demo.revoking import revoke_certificate
from market.training.certificates.actions import issue_certificate
from market.training.issuing.correction_actions import prepare_name
from market.training.issuing.release_actions import release_issuance
from tests import make


@pytest.fixture
def issued(oli):
    return issue_certificate(by=oli, batch=make.make_batch(), name_en="Nasrin Akter", name_bn="নাসরিন আক্তার")


def test_anonymous_certificate_check_does_not_return_the_name(api, issued):
    response = api().get(f"/api/v1/certificates/{issued[0].serial}/")
    assert response.status_code == 200
    assert response.json() == {
        "serial": issued[0].serial,
        "state": "valid",
        "topic": {"slug": "graphics-design", "name": "Graphics design"},
        "year": 2018,
    }


def test_check_code_returns_the_name(api, issued):
    url = f"/api/v1/certificates/{issued[0].serial}/"
    assert api().get(url, {"code": issued[0].check_code}).json()["name"] == "Nasrin Akter"
    assert "name" not in api().get(url, {"code": "0" * 16}).json()


def test_topic_name_follows_accept_language(api, issued):
    response = api().get(f"/api/v1/certificates/{issued[0].serial.lower()}/", headers={"accept-language": "bn"})
    assert response.json()["topic"]["name"] == "গ্রাফিক্স ডিজাইন"


def test_revoked_certificate_returns_its_state_without_the_reason(api, issued, oli):
    revoke_certificate(by=oli, certificate_id=issued[0].pk, reason="A mistake.")
    body = api().get(f"/api/v1/certificates/{issued[0].serial}/").json()
    assert body["state"] == "revoked"
    assert "mistake" not in str(body)


@pytest.mark.parametrize("serial", ["AIAA-NO-1", "%00", "..", "৯", "x" * 300])
def test_unknown_serial_is_404(api, db, serial):
    assert api().get(f"/api/v1/certificates/{serial}/").status_code == 404


def test_anonymous_claim_is_401(api, issued):
    response = api().post("/api/v1/certificates/claim/", {"serial": issued[0].serial, "claim_code": issued[1]})
    assert response.status_code == 401


def test_claim_by_an_officer_is_403(api, issued, oli):
    response = api(oli).post("/api/v1/certificates/claim/", {"serial": issued[0].serial, "claim_code": issued[1]})
    assert response.status_code == 403


def test_wrong_claim_code_is_400(api, issued, rahim):
    response = api(rahim).post("/api/v1/certificates/claim/", {"serial": issued[0].serial, "claim_code": "wrong"})
    assert response.status_code == 400
    assert response.json()["code"] == "claim_refused"


def test_missing_fields_are_named_in_the_errors(api, rahim):
    response = api(rahim).post("/api/v1/certificates/claim/", {})
    assert set(response.json()["errors"]) == {"serial", "claim_code"}


def test_claiming_twice_is_idempotent(api, issued, rahim):
    payload = {"serial": issued[0].serial, "claim_code": issued[1]}
    first, again = (api(rahim).post("/api/v1/certificates/claim/", payload) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert first.json()["district"]["slug"] == "rangpur"
    assert first.json()["claimed_at"].endswith("Z")


def test_repeated_wrong_codes_are_429_with_retry_after(api, issued, rahim):
    payload = {"serial": issued[0].serial, "claim_code": "wrong"}
    for _ in range(5):
        api(rahim).post("/api/v1/certificates/claim/", payload)
    response = api(rahim).post("/api/v1/certificates/claim/", payload)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0


def test_holder_reads_the_revocation_and_appeals(api, farida, oli, carla):
    url = "/api/v1/certificates/mine/"
    assert api(carla).get(url).status_code == 404
    assert api(farida).get(url).json()["appeal"] is None
    assert api(farida).post(f"{url}appeal/", {"statement": "x"}).json()["code"] == "appeal_not_possible"
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A mistake.")
    body = api(farida).get(url).json()
    assert (body["state"], body["revoked_reason"], body["version"]) == ("revoked", "A mistake.", 1)
    assert body["appeal_until"].endswith("Z")
    response = api(farida).post(f"{url}appeal/", {"statement": "It is mine."})
    assert (response.status_code, response.json()["state"]) == (201, "open")
    assert api(farida).get(url).json()["appeal"]["statement"] == "It is mine."
    assert "statement" in api(farida).post(f"{url}appeal/", {}).json()["errors"]
    assert api(carla).post(f"{url}appeal/", {"statement": "x"}).status_code == 404


def test_holder_gets_one_badge_and_others_get_404(api, farida, carla):
    first, again = (api(farida).post("/api/v1/certificates/mine/badge/", {}) for _ in range(2))
    assert first.status_code == 200
    assert first.json() == again.json()
    assert first.json()["credential"].count(".") == 2
    assert api(carla).post("/api/v1/certificates/mine/badge/", {}).status_code == 404


def test_replaced_serial_returns_the_current_serial(api, oli, farida):
    onu, old = make.make_officer(), farida.certificate
    change = {"name_en": "Farida Sultana", "name_bn": "", "reason": "Papers."}
    issuance = prepare_name(by=oli, certificate_id=old.pk, **change)
    release_issuance(by=onu, issuance_id=issuance.pk)
    body = api().get(f"/api/v1/certificates/{old.serial}/", {"code": old.check_code}).json()
    farida.certificate.refresh_from_db()
    assert (body["state"], body["replaced_by"]) == ("replaced", farida.certificate.serial)
    assert "name" not in body


def test_batches_are_visible_only_to_their_trainer_and_officers(api, tahmina, oli, carla, farida):
    batch = make.make_batch(trainer=tahmina)
    assert [each["id"] for each in api(tahmina).get("/api/v1/batches/").json()["results"]] == [batch.pk]
    assert api(oli).get("/api/v1/batches/").json()["count"] == 2
    assert api(carla).get("/api/v1/batches/").json()["count"] == 0
    counts = {f"trainer={tahmina.pk}": 1, f"trainer={carla.pk}": 0, f"q={batch.code}": 1, "time=to_come": 0}
    for query, count in counts.items():
        assert api(oli).get(f"/api/v1/batches/?{query}").json()["count"] == count, query
    assert api(oli).get("/api/v1/batches/?district=nowhere").json()["errors"]["district"]
    body = api(tahmina).get(f"/api/v1/batches/{batch.pk}/").json()
    assert body["batch"]["code"] == batch.code
    assert {step["count"] for step in body["steps"]} == {None}
    for person in (carla, farida):
        assert api(person).get(f"/api/v1/batches/{batch.pk}/").status_code == 404
    assert api(tahmina).get(f"/api/v1/batches/{farida.certificate.batch_id}/").status_code == 404
    assert api().get(f"/api/v1/batches/{batch.pk}/").status_code == 401
