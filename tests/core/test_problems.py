"""Errors: of the API as problem details, of pages in the site's look, both in the caller's language."""

import pytest
from django.utils import translation

from market.core.api.problems import problem
from market.core.base import idempotency
from market.core.models import StoredAnswer


def test_problem_details(api, db):
    answer = api().get("/api/v1/me/", headers={"accept-language": "bn"})
    assert answer["content-type"] == "application/problem+json"
    assert set(answer.json()) >= {"type", "title", "status", "code", "detail"}
    assert "ঀ" <= answer.json()["detail"][0] <= "৿"
    assert answer["www-authenticate"].startswith("Bearer")


def test_paths_that_are_not_there(api, page, db):
    answer = api().get("/api/v1/nothing/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    shown = page(language="bn").get("/nothing/")
    assert shown.status_code == 404
    assert '<html lang="bn"' in shown.content.decode()


def test_broken_json_and_a_wrong_method(api, carla):
    broken = api(carla).generic("PATCH", "/api/v1/me/", "{", content_type="application/json")
    assert (broken.status_code, broken.json()["code"]) == (400, "bad_request")
    wrong = api(carla).put("/api/v1/me/", {})
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")


@pytest.fixture
def row(carla) -> StoredAnswer:
    return idempotency.claim_key(user=carla, key="k", mark="m")


def test_a_key_under_way_and_a_key_reused(carla, row):
    with pytest.raises(idempotency.TwinUnderWay):
        idempotency.claim_key(user=carla, key="k", mark="m")
    with pytest.raises(idempotency.KeyReused):
        idempotency.claim_key(user=carla, key="k", mark="other")
    with pytest.raises(idempotency.KeyTooLong):
        idempotency.claim_key(user=carla, key="k" * 256, mark="m")


def test_an_answer_is_kept_and_a_fault_frees_the_key(carla, omar, row):
    idempotency.store_answer(row, status=201, body={"id": 1})
    assert idempotency.claim_key(user=carla, key="k", mark="m").body == {"id": 1}
    other = idempotency.claim_key(user=omar, key="k", mark="m")
    idempotency.store_answer(other, status=503, body={})
    assert idempotency.claim_key(user=omar, key="k", mark="m").status is None


def test_the_twin_of_a_post_is_no_second_deed(api, carla):
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
def test_a_body_that_is_no_text_is_refused(api, carla, body):
    answer = api(carla).generic("PATCH", "/api/v1/me/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_a_repeated_refusal_is_a_problem_document_again(api, carla):
    answers = [api(carla).post("/api/v1/jobs/", {}, headers={"Idempotency-Key": "again"}) for _ in range(2)]
    assert {each["content-type"] for each in answers} == {"application/problem+json"}
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize("name", ["\u200b", "a" + "\u0301" * 400], ids=["invisible", "heaped"])
def test_a_name_that_is_none(api, carla, name):
    for field in ("name", "display_name"):
        answer = api(carla).patch("/api/v1/me/", {field: name})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    account = {"email": "new@example.test", "password": "river-and-boat-7", "name": name}
    assert api().post("/api/v1/accounts/", account).status_code == 400


@pytest.mark.parametrize("path", ["/sandbox/stripe/checkout/\0/", "/api/v1/certificates/\0/", "/talent/1/pictures/\0"])
def test_no_address_holds_a_nul(page, db, path):
    assert page().get(path).status_code == 404


def test_mails_to_nobody(page, db):
    assert page().get("/sandbox/mail/", {"format": "json", "to": "\0"}).status_code == 200


@pytest.mark.parametrize(("language", "said"), [("bn", "৯টি বা ২,০০০ দিন: AIAA-DEMO-0001"), ("en", None)])
def test_sentences_count_in_the_callers_digits(language, said):
    sentence = "9টি বা 2,000 দিন: AIAA-DEMO-0001"
    with translation.override(language):
        body = problem(409, "conflict", sentence, {"days": [sentence]}).data
    assert body["detail"] == body["errors"]["days"][0] == (said or sentence)
    assert body["status"] == 409
