"""Bonuses and giving back over the API: the parties alone, with the codes of what is refused."""

import pytest

from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Funding, GiveBack
from tests.payments.story import assert_books_whole, released

pytestmark = pytest.mark.django_db
TWENTY = {"amount": "20.00", "currency": "USD"}


def test_client_gives_a_bonus_and_both_read_of_it(provider, api, rina):
    contract = released(provider, "100.00").milestone.contract
    path, body = f"/api/v1/contracts/{contract.pk}/bonuses/", {"amount": TWENTY, "note": "Thank you!"}
    answer = api(contract.client).post(path, body, format="json")
    assert answer.status_code == 200
    assert api(contract.client).post(path, body, format="json").json() == answer.json()  # the same page
    assert api(contract.client).get(path).json()["results"] == []
    provider.pay(answer.json()["checkout_url"])
    settle_funding(funding_id=Funding.objects.latest("pk").pk)
    for person in (contract.client, contract.freelancer):
        (listed,) = api(person).get(path).json()["results"]
        assert (listed["amount"], listed["note"], listed["contract"]) == (TWENTY, "Thank you!", contract.pk)
        (shown,) = api(person).get("/api/v1/contracts/").json()["results"]
        assert listed["id"] not in [each["id"] for each in shown["milestones"]]
    texts = {line["text"] for line in api(contract.freelancer).get("/api/v1/me/statement/").json()["results"]}
    assert any("as thanks" in text for text in texts)
    for person, wrong, status, code in (
        (contract.freelancer, {}, 403, "not_the_client"),
        (rina, {}, 404, "not_found"),
        (contract.client, {"amount": {"amount": "20.00", "currency": "BDT"}}, 400, "wrong_currency"),
        (contract.client, {"amount": {"amount": "4.99", "currency": "USD"}}, 400, "bonus_too_small"),
        (contract.client, {"amount": {"amount": "20.005", "currency": "USD"}}, 400, "invalid"),
        (contract.client, {"note": " "}, 400, "invalid"),
        (contract.client, {"rail": "bkash"}, 409, "currency_cannot_be_paid"),
    ):
        refused = api(person).post(path, {**body, **wrong}, format="json")
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert_books_whole()


def test_freelancer_gives_back_and_others_cannot(provider, api, rina):
    release = released(provider, "100.00")
    path = f"/api/v1/milestones/{release.milestone_id}/give-back/"
    body = {"amount": TWENTY, "reason": "One page was missing."}
    answer = api(release.freelancer).post(path, body, format="json")
    assert (answer.status_code, answer.json()["state"], answer.json()["left"]["amount"]) == (200, "done", "0.00")
    for person, wrong, status, code in (
        (release.milestone.contract.client, {}, 403, "not_the_freelancer"),
        (rina, {}, 404, "not_found"),
        (release.freelancer, {"amount": {"amount": "80.01", "currency": "USD"}}, 400, "more_than_released"),
        (release.freelancer, {"amount": {"amount": "20.00", "currency": "BDT"}}, 400, "wrong_currency"),
        (release.freelancer, {"reason": ""}, 400, "invalid"),
    ):
        refused = api(person).post(path, {**body, **wrong}, format="json")
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert GiveBack.objects.count() == 1
    (contract,) = api(release.freelancer).get("/api/v1/contracts/").json()["results"]
    assert contract["milestones"][0]["given_back"] == TWENTY
    assert_books_whole()
