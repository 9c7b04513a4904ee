"""Query counts of requests: few, and no more for many rows. Statements that begin and end transactions do not count."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.bids.models import Bid
from market.contracts.workroom.contract_actions import accept_terms
from market.jobs.models import Job
from market.learning.models import Sitting
from tests import make
from tests.learning.exam_story import PHONE, bank, batch_with, exam_of
from tests.payments import story

TRANSACTION_STATEMENTS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
LIST, DETAIL, BID, RELEASE = 6, 12, 14, 18  # a release issues an invoice and a receipt
TALK = 17  # jobs, bids and contracts each say how they stand in a conversation, and what can be done
VERB, WORKROOM = 12, 13  # one says what its reader began to send for its fields on another device
HOME = 20
BEGIN, ANSWERS, BANK = 12, 7, 14


@pytest.fixture
def assert_query_count(record_property) -> Callable[..., None]:
    """Check that a call needs so many queries at most, the second time that it is made (the session is cached)."""

    def check(what: str, most: int, call: Callable[[], object], *, once: bool = False) -> None:
        if not once:
            call()
        with CaptureQueriesContext(connection) as captured:
            answer = call()
        assert getattr(answer, "status_code", 200) in (200, 201)
        queries = [
            query["sql"] for query in captured.captured_queries if not query["sql"].startswith(TRANSACTION_STATEMENTS)
        ]
        # The tables `sandbox_` are those of the local Stripe, which in production is another server.
        queries = [sql for sql in queries if "sandbox_" not in sql]
        for name, value in (("what", what), ("statements", len(queries)), ("most", most)):
            record_property(name, value)
        assert len(queries) <= most, "\n".join(query[:200] for query in queries)

    return check


@pytest.fixture
def listed_job(carla, farida, rina):
    """A job in lists of some length: more rows must not need more queries."""
    for number in range(12):
        job = make.make_job(carla, title=f"Logo number {number}")
        for bidder in (farida, rina) if number < 6 else ():
            bid = make.make_bid(job, bidder)
        if number in (1, 2, 3):
            accept_terms(by=carla, bid_id=bid.pk)
    return job


@pytest.mark.parametrize("path", ["/jobs/", "/talent/", "/services/"])
def test_query_count_of_a_public_list(listed_job, client, assert_query_count, path):
    assert_query_count(f"list {path}", LIST, lambda: client.get(path))


@pytest.mark.parametrize("path", ["jobs/", "profiles/", "services/"])
def test_query_count_of_a_public_list_of_the_api(listed_job, api, assert_query_count, path):
    assert_query_count(f"list /api/v1/{path}", LIST, lambda: api().get(f"/api/v1/{path}"))


@pytest.mark.parametrize("path", ["contracts/", "conversations/", "notifications/"])
def test_query_count_of_a_private_list_of_the_api(listed_job, rina, api, assert_query_count, path):
    client = api(rina)
    assert client.get(f"/api/v1/{path}").json()["count"] >= 3
    assert_query_count(f"list /api/v1/{path}", LIST, lambda: client.get(f"/api/v1/{path}"))


def test_query_count_of_the_bids_on_a_job(listed_job, carla, api, assert_query_count):
    job, client = Job.objects.filter(bids__isnull=False).first(), api(carla)
    assert_query_count("list of a job's bids", LIST, lambda: client.get(f"/api/v1/jobs/{job.pk}/bids/"))


def test_query_count_of_a_job_to_anonymous(listed_job, client, assert_query_count):
    assert_query_count("page of a job", DETAIL, lambda: client.get(listed_job.get_absolute_url()))


def test_query_count_of_a_job_to_a_freelancer(listed_job, farida, page, assert_query_count):
    browser = page(farida)
    assert_query_count("page of a job to a freelancer", DETAIL, lambda: browser.get(listed_job.get_absolute_url()))


def test_query_count_of_a_profile_to_anonymous(listed_job, farida, client, assert_query_count):
    assert_query_count("page of a profile", DETAIL, lambda: client.get(farida.profile.get_absolute_url()))


def test_query_count_of_a_profile_to_a_client(listed_job, carla, farida, page, assert_query_count):
    browser = page(carla)
    assert_query_count("page of a profile to a client", DETAIL, lambda: browser.get(farida.profile.get_absolute_url()))


def test_query_count_of_a_conversation(listed_job, farida, page, assert_query_count):
    bid, browser = Bid.objects.filter(freelancer=farida).first(), page(farida)
    assert_query_count("page of a conversation", TALK, lambda: browser.get(bid.conversation.get_absolute_url()))


def test_query_count_of_a_bid(listed_job, farida, page, assert_query_count):
    bid = Bid.objects.filter(freelancer=farida).first()
    browser = page(farida)
    assert_query_count("page of a bid", DETAIL, lambda: browser.get(bid.get_absolute_url()))


def test_query_count_of_a_contract_of_the_api(provider, api, assert_query_count):
    milestone = story.submitted(provider)
    client = api(milestone.contract.client)
    assert_query_count("a contract by API", DETAIL, lambda: client.get(f"/api/v1/contracts/{milestone.contract_id}/"))


def test_query_count_of_a_workroom(provider, page, assert_query_count):
    milestone = story.submitted(provider, "100.00", "50.00", "70.00")
    for user in (milestone.contract.client, milestone.contract.freelancer):
        browser = page(user)
        assert_query_count(
            "page of a workroom", WORKROOM, lambda browser=browser: browser.get(milestone.contract.get_absolute_url())
        )


def test_query_count_of_my_work(listed_job, carla, farida, page, assert_query_count):
    for user in (carla, farida):
        browser = page(user)
        assert_query_count("page of a home", HOME, lambda browser=browser: browser.get("/my-work/"))


def test_query_count_of_placing_a_bid(listed_job, farida, api, assert_query_count):
    job, client = make.make_job(), api(farida)
    client.get("/api/v1/me/")
    amount = {"amount": "100.00", "currency": "USD"}
    payload = {"amount": amount, "days": 5, "cover_letter": "I can do this.", "milestones": []}
    assert_query_count(
        "placing a bid", BID, lambda: client.post(f"/api/v1/jobs/{job.pk}/bids/", payload, format="json"), once=True
    )


def test_query_count_of_approving_a_milestone(provider, api, assert_query_count):
    milestone = story.submitted(provider)
    client = api(milestone.contract.client)
    client.get("/api/v1/me/")
    assert_query_count(
        "approving", RELEASE, lambda: client.post(f"/api/v1/milestones/{milestone.pk}/approve/"), once=True
    )


def test_query_count_of_submitting_work_and_requesting_changes(provider, api, assert_query_count):
    milestone = story.funded(provider)
    client, freelancer = api(milestone.contract.client), api(milestone.contract.freelancer)
    for what, who, payload in (
        ("submit", freelancer, {"note": "Here it is."}),
        ("request-changes", client, {"note": "Smaller, please."}),
    ):
        who.get("/api/v1/me/")
        path = f"/api/v1/milestones/{milestone.pk}/{what}/"
        assert_query_count(
            what, VERB, lambda who=who, path=path, payload=payload: who.post(path, payload, format="json"), once=True
        )


def test_query_count_of_opening_a_checkout(provider, api, assert_query_count):
    milestone = story.first(story.contract())
    client = api(milestone.contract.client)
    client.get("/api/v1/me/")
    assert_query_count("fund", VERB, lambda: client.post(f"/api/v1/milestones/{milestone.pk}/fund/"), once=True)


def test_query_count_of_sitting_an_exam(oli, farida, api, assert_query_count):
    bank()
    exam, client = exam_of(oli, batch_with(oli, farida)), api(farida)
    client.get("/api/v1/me/")
    begin, device = f"/api/v1/exams/{exam.pk}/begin/", {"device": str(PHONE)}
    assert_query_count("beginning an exam", BEGIN, lambda: client.post(begin, device, format="json"), once=True)
    sitting = Sitting.objects.get()
    path = f"/api/v1/sittings/{sitting.pk}/answers/"
    for count in (1, 4):
        numbers = range(10 * count, 10 * count + count)
        answers = [{"number": at, "question": sitting.paper[at % 4], "answer": "3"} for at in numbers]
        sent = {"device": 1, "key": str(PHONE), "answers": answers}
        what = f"{count} answers of an exam"
        assert_query_count(what, ANSWERS, lambda sent=sent: client.post(path, sent, format="json"), once=True)


def test_query_count_of_a_bank_of_questions(oli, page, assert_query_count):
    bank()
    browser = page(oli)
    assert_query_count("the bank of questions", BANK, lambda: browser.get("/staff/courses/sums/questions/"))
