"""How many SQL statements a request costs: few, and no more for many rows. Bounds of transactions are not counted."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.bids.models import Bid
from market.contracts.workroom.contract_actions import accept_terms
from market.jobs.models import Job
from tests import make
from tests.payments import story

OUTSIDE = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
LIST, DETAIL, BID, RELEASE = 6, 12, 14, 12
VERB, WORKROOM = 12, 10
HOME = 18


@pytest.fixture
def costs(record_property) -> Callable[..., None]:
    """Checks that a call costs so many statements at most, the second time that it is made (a session is known)."""

    def check(what: str, most: int, call: Callable[[], object], *, once: bool = False) -> None:
        if not once:
            call()
        with CaptureQueriesContext(connection) as asked:
            answer = call()
        assert getattr(answer, "status_code", 200) in (200, 201)
        said = [each["sql"] for each in asked.captured_queries if not each["sql"].startswith(OUTSIDE)]
        said = [sql for sql in said if "sandbox_" not in sql]  # the local Stripe's, which is another's server elsewhere
        for name, value in (("what", what), ("statements", len(said)), ("most", most)):
            record_property(name, value)
        assert len(said) <= most, "\n".join(each[:200] for each in said)

    return check


@pytest.fixture
def crowd(carla, farida, rina):
    """Lists of some length: rows must cost nothing."""
    for number in range(12):
        job = make.make_job(carla, title=f"Logo number {number}")
        for bidder in (farida, rina) if number < 6 else ():
            bid = make.make_bid(job, bidder)
        if number in (1, 2, 3):
            accept_terms(by=carla, bid_id=bid.pk)
    return job


@pytest.mark.parametrize("path", ["/jobs/", "/talent/", "/services/"])
def test_a_public_list(crowd, client, costs, path):
    costs(f"list {path}", LIST, lambda: client.get(path))


@pytest.mark.parametrize("path", ["jobs/", "profiles/", "services/"])
def test_a_list_of_the_api(crowd, api, costs, path):
    costs(f"list /api/v1/{path}", LIST, lambda: api().get(f"/api/v1/{path}"))


@pytest.mark.parametrize("path", ["contracts/", "conversations/", "notifications/"])
def test_a_list_of_hers(crowd, rina, api, costs, path):
    client = api(rina)
    assert client.get(f"/api/v1/{path}").json()["count"] >= 3
    costs(f"list /api/v1/{path}", LIST, lambda: client.get(f"/api/v1/{path}"))


def test_the_bids_on_a_job(crowd, carla, api, costs):
    job, client = Job.objects.filter(bids__isnull=False).first(), api(carla)
    costs("list of a job's bids", LIST, lambda: client.get(f"/api/v1/jobs/{job.pk}/bids/"))


def test_a_job(crowd, client, costs):
    costs("page of a job", DETAIL, lambda: client.get(crowd.get_absolute_url()))


def test_a_job_as_a_freelancer_sees_it(crowd, farida, page, costs):
    browser = page(farida)
    costs("page of a job to a freelancer", DETAIL, lambda: browser.get(crowd.get_absolute_url()))


def test_a_profile(crowd, farida, client, costs):
    costs("page of a profile", DETAIL, lambda: client.get(farida.profile.get_absolute_url()))


def test_a_profile_as_a_client_sees_it(crowd, carla, farida, page, costs):
    browser = page(carla)
    costs("page of a profile to a client", DETAIL, lambda: browser.get(farida.profile.get_absolute_url()))


def test_a_talk(crowd, farida, page, costs):
    bid, browser = Bid.objects.filter(freelancer=farida).first(), page(farida)
    costs("page of a talk", DETAIL, lambda: browser.get(bid.conversation.get_absolute_url()))


def test_a_bid_page(crowd, farida, page, costs):
    bid = Bid.objects.filter(freelancer=farida).first()
    browser = page(farida)
    costs("page of a bid", DETAIL, lambda: browser.get(bid.get_absolute_url()))


def test_a_contract(provider, api, costs):
    milestone = story.submitted(provider)
    client = api(milestone.contract.client)
    costs("a contract by API", DETAIL, lambda: client.get(f"/api/v1/contracts/{milestone.contract_id}/"))


def test_a_workroom(provider, page, costs):
    milestone = story.submitted(provider, "100.00", "50.00", "70.00")
    for user in (milestone.contract.client, milestone.contract.freelancer):
        browser = page(user)
        costs(
            "page of a workroom", WORKROOM, lambda browser=browser: browser.get(milestone.contract.get_absolute_url())
        )


def test_a_home(crowd, carla, farida, page, costs):
    for user in (carla, farida):
        browser = page(user)
        costs("page of a home", HOME, lambda browser=browser: browser.get("/my-work/"))


def test_placing_a_bid(crowd, farida, api, costs):
    job, client = make.make_job(), api(farida)
    client.get("/api/v1/me/")
    amount = {"amount": "100.00", "currency": "USD"}
    sent = {"amount": amount, "days": 5, "cover_letter": "I can do this.", "milestones": []}
    costs("placing a bid", BID, lambda: client.post(f"/api/v1/jobs/{job.pk}/bids/", sent, format="json"), once=True)


def test_approving(provider, api, costs):
    milestone = story.submitted(provider)
    client = api(milestone.contract.client)
    client.get("/api/v1/me/")
    costs("approving", RELEASE, lambda: client.post(f"/api/v1/milestones/{milestone.pk}/approve/"), once=True)


def test_the_verbs_of_a_milestone(provider, api, costs):
    milestone = story.funded(provider)
    client, freelancer = api(milestone.contract.client), api(milestone.contract.freelancer)
    for what, who, sent in (
        ("submit", freelancer, {"note": "Here it is."}),
        ("request-changes", client, {"note": "Smaller, please."}),
    ):
        who.get("/api/v1/me/")
        path = f"/api/v1/milestones/{milestone.pk}/{what}/"
        costs(what, VERB, lambda who=who, path=path, sent=sent: who.post(path, sent, format="json"), once=True)


def test_opening_a_checkout(provider, api, costs):
    milestone = story.first(story.contract())
    client = api(milestone.contract.client)
    client.get("/api/v1/me/")
    costs("fund", VERB, lambda: client.post(f"/api/v1/milestones/{milestone.pk}/fund/"), once=True)
