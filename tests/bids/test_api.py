"""Bids in the API, each path in the order: anonymous, stranger, wrong role, wrong state, success, repeat."""

import pytest

from market.bids.models import Bid
from tests import make

LETTER = "I drew logos for six shops."
PAYLOAD = {
    "amount": {"amount": "120.00", "currency": "USD"},
    "days": 10,
    "cover_letter": LETTER,
    "milestones": [
        {"title": "Drafts", "amount": {"amount": "40.00", "currency": "USD"}, "days": 4, "done_when": "Three drafts"},
        {"title": "Final files", "amount": {"amount": "80.00", "currency": "USD"}, "days": 6, "done_when": ""},
    ],
}
TERMS = {"amount": {"amount": "100.00", "currency": "USD"}, "days": 9}


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.fixture
def bid(job, farida):
    return make.make_bid(job, farida)


def changed_payload(**changes):
    return {**PAYLOAD, **changes}


def usd(amount):
    return {"amount": amount, "currency": "USD"}


# Submitting


def test_submitting_a_bid_permissions_response_and_repeat(api, job, omar, carla, farida):
    path = f"/api/v1/jobs/{job.pk}/bids/"
    assert api().post(path, PAYLOAD).status_code == 401
    assert api(omar).post(path, PAYLOAD).json()["code"] == "not_a_freelancer"
    assert api(carla).post(path, PAYLOAD).json()["code"] == "own_job"
    answer = api(farida).post(path, PAYLOAD)
    assert answer.status_code == 201, answer.json()
    data = answer.json()
    assert data["milestones"] == [{**part, "revisions": None} for part in PAYLOAD["milestones"]]
    assert data["amount"] == PAYLOAD["amount"]
    assert data["state"] == "submitted"
    names = {"display_name": "Farida", "names": {"bn": "", "en": "Farida"}}
    assert data["freelancer"] == {"id": farida.pk, **names, "profile": farida.profile.pk}
    assert [terms["number"] for terms in data["terms"]] == [1]
    again = api(farida).post(path, PAYLOAD)
    assert (again.status_code, again.json()["code"]) == (409, "already_bid")


def test_idempotency_key_creates_one_bid(api, job, farida):
    program = api(farida)
    answers = [
        program.post(f"/api/v1/jobs/{job.pk}/bids/", PAYLOAD, headers={"Idempotency-Key": "k1"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert Bid.objects.count() == 1


def test_bidding_on_a_hidden_job_returns_404(api, carla, farida):
    job = make.make_job(carla, visibility="invited")
    assert api(farida).post(f"/api/v1/jobs/{job.pk}/bids/", PAYLOAD).status_code == 404


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        (changed_payload(amount=usd("121.00")), {"milestones"}),
        (changed_payload(amount=usd("much")), {"amount"}),
        (changed_payload(amount=120), {"amount"}),
        (changed_payload(days=0), {"days"}),
        (changed_payload(cover_letter=""), {"cover_letter"}),
        (changed_payload(cover_letter="x" * 4001), {"cover_letter"}),
        (
            changed_payload(
                milestones=[{**PAYLOAD["milestones"][0], "amount": {"amount": "120.00", "currency": "BDT"}}]
            ),
            {"milestones.0.amount"},
        ),
        (changed_payload(milestones=[PAYLOAD["milestones"][0], {"title": "", "days": 0}]), None),
        (
            changed_payload(
                milestones=[
                    {**PAYLOAD["milestones"][0], "amount": usd("118.00")},
                    {**PAYLOAD["milestones"][1], "amount": usd("2.00")},
                ]
            ),
            {"milestones.1.amount"},
        ),
    ],
)
def test_validation_errors_name_the_field_path(api, job, farida, sent, fields):
    answer = api(farida).post(f"/api/v1/jobs/{job.pk}/bids/", sent)
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == (fields or {f"milestones.1.{name}" for name in ("title", "amount", "days")})
    assert not Bid.objects.exists()


def test_done_when_travels_from_the_bid_to_the_contract(api, job, carla, farida):
    parts = [{**part, "done_when": f"{part['title']} are approved"} for part in PAYLOAD["milestones"]]
    bid = api(farida).post(f"/api/v1/jobs/{job.pk}/bids/", {**PAYLOAD, "milestones": parts}).json()
    assert [part["done_when"] for part in bid["milestones"]] == [part["done_when"] for part in parts]
    changed = {**TERMS, "milestones": [parts[0], {**parts[1], "done_when": "x" * 401}]}
    refused = api(carla).post(f"/api/v1/bids/{bid['id']}/propose-terms/", changed)
    assert set(refused.json()["errors"]) == {"milestones.1.done_when"}
    contract = api(carla).post(f"/api/v1/bids/{bid['id']}/accept/").json()
    assert [part["done_when"] for part in contract["milestones"]] == [part["done_when"] for part in parts]


def test_bid_without_milestones_gets_one_milestone(api, job, farida):
    answer = api(farida).post(f"/api/v1/jobs/{job.pk}/bids/", {**TERMS, "cover_letter": LETTER})
    assert answer.json()["milestones"] == [
        {"title": "Logo for a tea shop", "amount": TERMS["amount"], "days": 9, "done_when": "", "revisions": None}
    ]


def test_used_quota_returns_429_with_retry_after(api, carla, farida, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(bids_per_month=1)
    make.make_bid(make.make_job(carla), farida)
    answer = api(farida).post(f"/api/v1/jobs/{make.make_job(carla).pk}/bids/", PAYLOAD)
    assert (answer.status_code, answer.json()["code"]) == (429, "quota_used")
    assert int(answer["Retry-After"]) > 0


def test_quota_endpoint_shows_used_and_left(api, bid, farida):
    assert api().get("/api/v1/bids/quota/").status_code == 401
    quota = api(farida).get("/api/v1/bids/quota/").json()
    assert (quota["limit"], quota["used"], quota["left"], quota["given_back"]) == (30, 1, 29, 0)


# Reading


def test_bids_of_a_job_permissions(api, job, bid, carla, farida, rina, omar):
    path = f"/api/v1/jobs/{job.pk}/bids/"
    make.make_bid(job, rina)
    assert api().get(path).status_code == 401
    assert api(omar).get(path).json()["code"] == "not_your_job"
    assert api(carla).get(path).json()["count"] == 2
    assert [each["id"] for each in api(farida).get(path).json()["results"]] == [bid.pk]


def test_bid_detail_permissions(api, bid, carla, farida, rina, omar):
    path = f"/api/v1/bids/{bid.pk}/"
    assert [api(who).get(path).status_code for who in (None, omar, rina, carla, farida)] == [401, 404, 404, 200, 200]


def test_own_bids_list(api, bid, carla, farida):
    assert api().get("/api/v1/bids/").status_code == 401
    assert api(carla).get("/api/v1/bids/").json()["count"] == 0
    assert [each["id"] for each in api(farida).get("/api/v1/bids/").json()["results"]] == [bid.pk]


def test_bid_list_and_detail_query_count(api, job, bid, carla, rina, django_assert_max_num_queries):
    make.make_bid(job, rina)
    with django_assert_max_num_queries(8):
        assert api(carla).get(f"/api/v1/jobs/{job.pk}/bids/").json()["count"] == 2
    with django_assert_max_num_queries(12):
        api(carla).get(f"/api/v1/bids/{bid.pk}/")


# Actions

VERBS = {
    "withdraw": ("farida", {"reason": "Too busy"}, "withdrawn"),
    "shortlist": ("carla", {}, "shortlisted"),
    "decline": ("carla", {"reason": "Sooner"}, "declined"),
    "propose-terms": ("carla", TERMS, "submitted"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_bid_action_permissions_state_and_repeat(api, bid, carla, farida, rina, omar, verb):
    path, (name, payload, state) = f"/api/v1/bids/{bid.pk}/{verb}/", VERBS[verb]
    allowed_user, other_side = (farida, carla) if name == "farida" else (carla, farida)
    assert api().post(path, payload).status_code == 401
    assert [api(who).post(path, payload).status_code for who in (omar, rina)] == [404, 404]
    if verb != "propose-terms":
        assert api(other_side).post(path, payload).status_code == 403
    Bid.objects.filter(pk=bid.pk).update(state="lapsed")
    assert api(allowed_user).post(path, payload).json()["code"] == "bid_not_open"
    Bid.objects.filter(pk=bid.pk).update(state="submitted")
    answer = api(allowed_user).post(path, payload)
    assert (answer.status_code, answer.json()["state"]) == (200, state)
    assert api(allowed_user).post(path, payload).status_code == 409


def test_latest_proposed_terms_are_current(api, bid, farida, carla):
    answer = api(carla).post(f"/api/v1/bids/{bid.pk}/propose-terms/", TERMS)
    assert answer.json()["amount"] == TERMS["amount"]
    assert [(terms["number"], terms["by"]) for terms in answer.json()["terms"]] == [(1, farida.pk), (2, carla.pk)]


def test_closing_a_job_lapses_its_bids(api, job, bid, carla, omar):
    path = f"/api/v1/jobs/{job.pk}/close/"
    assert api().post(path).status_code == 401
    assert api(omar).post(path).status_code == 403
    assert api(carla).post(path).json()["state"] == "closed"
    assert api(carla).post(path).json()["code"] == "job_not_open"
    bid.refresh_from_db()
    assert bid.state == "lapsed"


def test_strangers_get_404_for_bid_actions(api, bid, omar, rina):
    paths = [
        f"/api/v1/bids/{bid.pk}/withdraw/",
        f"/api/v1/bids/{bid.pk}/shortlist/",
        f"/api/v1/bids/{bid.pk}/decline/",
        f"/api/v1/bids/{bid.pk}/propose-terms/",
    ]
    for who in (omar, rina):
        assert [api(who).post(path, TERMS).status_code for path in paths] == [404] * 4
