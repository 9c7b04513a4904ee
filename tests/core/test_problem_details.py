"""Errors: problem details of the API and error pages, in the language of the user; idempotency keys."""

import pytest
from django.utils import translation

from market.core.api.problems import problem
from market.core.base import idempotency
from market.core.models import StoredAnswer


def test_401_is_a_problem_document_in_the_accepted_language(api, db):
    answer = api().get("/api/v1/me/", headers={"accept-language": "bn"})
    assert answer["content-type"] == "application/problem+json"
    assert set(answer.json()) >= {"type", "title", "status", "code", "detail"}
    assert "ঀ" <= answer.json()["detail"][0] <= "৿"
    assert answer["www-authenticate"].startswith("Bearer")


def test_unknown_path_is_404_in_the_api_and_on_pages(api, page, db):
    answer = api().get("/api/v1/nothing/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    shown = page(language="bn").get("/nothing/")
    assert shown.status_code == 404
    assert '<html lang="bn"' in shown.content.decode()


def test_broken_json_is_400_and_a_wrong_method_405(api, carla):
    broken = api(carla).generic("PATCH", "/api/v1/me/", "{", content_type="application/json")
    assert (broken.status_code, broken.json()["code"]) == (400, "bad_request")
    wrong = api(carla).put("/api/v1/me/", {})
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")


@pytest.fixture
def row(carla) -> StoredAnswer:
    return idempotency.claim_key(user=carla, key="k", mark="m")


def test_idempotency_key_in_use_reused_or_too_long_is_refused(carla, row):
    with pytest.raises(idempotency.TwinUnderWay):
        idempotency.claim_key(user=carla, key="k", mark="m")
    with pytest.raises(idempotency.KeyReused):
        idempotency.claim_key(user=carla, key="k", mark="other")
    with pytest.raises(idempotency.KeyTooLong):
        idempotency.claim_key(user=carla, key="k" * 256, mark="m")


def test_idempotent_response_is_stored_and_a_server_error_frees_the_key(carla, omar, row):
    idempotency.store_answer(row, status=201, body={"id": 1})
    assert idempotency.claim_key(user=carla, key="k", mark="m").body == {"id": 1}
    other = idempotency.claim_key(user=omar, key="k", mark="m")
    idempotency.store_answer(other, status=503, body={})
    assert idempotency.claim_key(user=omar, key="k", mark="m").status is None


def test_repeated_post_with_one_idempotency_key_creates_one_job(api, carla):
    body = {
        "title": "A logo",
        "description": "For a shop.",
        "topic": "graphics-design",
        "budget_min": {"amount": "50.00", "currency": "USD"},
        "budget_max": {"amount": "60.00", "currency": "USD"},
        "duration_days": 5,
    }
    answers = [api(carla).post("/api/v1/jobs/", body, headers={"idempotency-key": "one"}) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert carla.jobs.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b'{"display_name": "a\\u0000b"}',
        b'{"language": "\\ud800"}',
        b'{"\\udc00": 1}',
        b'{"a": [' + b"[" * 50_000,
        b'{"a": NaN}',
        b"\xff\xfe{}",
        b'{"a": "' + b"x" * 3_000_000 + b'"}',
    ],
    ids=["NUL", "surrogate", "key", "depth", "NaN", "UTF-16", "size"],
)
def test_malformed_or_too_large_json_is_400(api, carla, body):
    answer = api(carla).generic("PATCH", "/api/v1/me/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_too_many_parameters_are_named_in_the_api_and_on_pages(api, page, carla):
    address = "profiles/?" + "&".join(f"p{number}=1" for number in range(1001))
    answer = api().get(f"/api/v1/{address}")
    assert (answer.status_code, answer.json()["code"]) == (400, "too_many_fields")
    assert "more than 1,000 parameters" in answer.json()["detail"]
    assert "১,০০০টির বেশি" in api().get(f"/api/v1/{address}", headers={"accept-language": "bn"}).json()["detail"]
    for browser in (page(), page(carla)):
        shown = browser.get(address.replace("profiles/", "/talent/"))
        assert (shown.status_code, "more than 1,000 parameters" in shown.content.decode()) == (400, True)


def test_repeated_refusal_is_the_same_problem_document(api, carla):
    answers = [api(carla).post("/api/v1/jobs/", {}, headers={"Idempotency-Key": "again"}) for _ in range(2)]
    assert {each["content-type"] for each in answers} == {"application/problem+json"}
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize("name", ["\u200b", "a" + "\u0301" * 400], ids=["invisible", "heaped"])
def test_invisible_or_overlong_name_is_a_field_error(api, carla, name):
    for field in ("name", "display_name"):
        answer = api(carla).patch("/api/v1/me/", {field: name})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    account = {"email": "new@example.test", "password": "river-and-boat-7", "name": name}
    assert api().post("/api/v1/accounts/", account).status_code == 400


@pytest.mark.parametrize("path", ["/sandbox/stripe/checkout/\0/", "/api/v1/certificates/\0/", "/talent/1/pictures/\0"])
def test_nul_in_a_path_is_404(page, db, path):
    assert page().get(path).status_code == 404


def test_nul_in_the_mail_filter_is_no_server_error(page, db):
    assert page().get("/sandbox/mail/", {"format": "json", "to": "\0"}).status_code == 200


@pytest.mark.parametrize(("language", "said"), [("bn", "৯টি বা ২,০০০ দিন: AIAA-DEMO-0001"), ("en", None)])
def test_problem_details_use_the_digits_of_the_language(language, said):
    sentence = "9টি বা 2,000 দিন: AIAA-DEMO-0001"
    with translation.override(language):
        body = problem(409, "conflict", sentence, {"days": [sentence]}).data
    assert body["detail"] == body["errors"]["days"][0] == (said or sentence)
    assert body["status"] == 409
