"""Errors: of the API as problem details, of pages in the site's look, both in the caller's language."""

import pytest

from market.core import idempotency
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
    return idempotency.claim(user=carla, key="k", mark="m")


def test_a_key_under_way_and_a_key_reused(carla, row):
    with pytest.raises(idempotency.TwinUnderWay):
        idempotency.claim(user=carla, key="k", mark="m")
    with pytest.raises(idempotency.KeyReused):
        idempotency.claim(user=carla, key="k", mark="other")
    with pytest.raises(idempotency.KeyTooLong):
        idempotency.claim(user=carla, key="k" * 256, mark="m")


def test_an_answer_is_kept_and_a_fault_frees_the_key(carla, omar, row):
    idempotency.keep(row, status=201, body={"id": 1})
    assert idempotency.claim(user=carla, key="k", mark="m").body == {"id": 1}
    other = idempotency.claim(user=omar, key="k", mark="m")
    idempotency.keep(other, status=503, body={})
    assert idempotency.claim(user=omar, key="k", mark="m").status is None


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
