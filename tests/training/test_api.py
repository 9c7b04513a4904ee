import pytest

from market.training.actions import issue_certificate, revoke_certificate
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
