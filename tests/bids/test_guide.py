"""What helps a client to write a job."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.bids.bids.decision_actions import decline_bid
from market.bids.guide.queries import price_range
from market.bids.models import Bid
from market.bids.offers.terms import ProposedTerms
from market.core.base import clock
from market.core.base.money import Money
from market.jobs.models import Job
from market.profiles.models import Skill
from market.training.models import Topic
from tests import make

PRICES = {"low": "70.00", "middle": "80.00", "high": "90.00"}


@pytest.fixture
def agreed(db):
    """Jobs of five clients that were agreed with five freelancers, at 60 to 100 dollars; two of them for logos. One bid
    of 400 was declined."""
    for number, amount in enumerate((100, 60, 80, 70, 90, 400)):
        client, freelancer = make.make_person(f"Client{number}"), make.make_freelancer(f"Grad{number}")
        job = make.make_job(client, skills=("logo-design",) if number < 2 else ("canva",))
        bid = make.make_bid(job, freelancer, ProposedTerms(Money(Decimal(amount), "USD"), 3))
        if amount == 400:
            decline_bid(by=client, bid_id=bid.pk)
        else:
            Bid.objects.filter(pk=bid.pk).update(state="accepted", decided_at=clock.now() - timedelta(days=8))


def test_range_is_that_of_the_middle_half(agreed, django_assert_num_queries):
    topic = Topic.objects.get(slug="graphics-design")
    with django_assert_num_queries(1):
        prices = price_range(topic, [], "USD")
    assert [str(getattr(prices, name).amount) for name in PRICES] == ["70", "80", "90"]
    assert price_range(topic, [], "BDT").middle == Money(9500, "BDT")  # of 9600, rounded


def test_amounts_of_one_client_or_of_unpaid_contracts_give_no_range(agreed, carla):
    topic, accepted = Topic.objects.get(slug="graphics-design"), Bid.objects.filter(state="accepted")
    accepted.filter(pk=accepted.first().pk).update(decided_at=clock.now())
    assert price_range(topic, [], "USD") is None
    accepted.update(decided_at=clock.now() - timedelta(days=8))
    Job.objects.update(client=carla)
    assert price_range(topic, [], "USD") is None


def test_skills_with_too_few_agreements_give_the_range_of_the_topic(agreed):
    topic = Topic.objects.get(slug="graphics-design")
    assert not price_range(topic, [Skill.objects.get(slug="logo-design")], "USD").by_skills
    assert price_range(topic, Skill.objects.filter(slug__in=["logo-design", "canva"]), "USD").by_skills
    assert price_range(Topic.objects.get(slug="data-entry"), [], "USD") is None


def test_api_gives_example_and_prices(agreed, client):
    answer = client.get("/api/v1/jobs/guide/?topic=graphics-design", headers={"Accept-Language": "bn"}).json()
    assert "চায়ের দোকানের লোগো" in answer["example"]["title"]
    assert {name: answer["prices"][name]["amount"] for name in PRICES} == PRICES
    assert answer["prices"]["count"] == 5
    refused = client.get("/api/v1/jobs/guide/?topic=rockets&skills=none&currency=EUR")
    assert refused.status_code == 400
    assert set(refused.json()["errors"]) == {"topic", "skills", "currency"}


def test_page_leads_to_a_form_that_begins_with_the_example(agreed, page, carla):
    browser = page(carla)
    assert "Similar work: $70.00 to $90.00" in browser.get("/jobs/guide/?topic=graphics-design").content.decode()
    assert browser.get("/jobs/guide/?topic=rockets").status_code == 400
    assert browser.get("/jobs/guide/?topic=").status_code == 200
    assert 'value="Logo for a tea shop"' in browser.get("/jobs/new/?example=graphics-design").content.decode()
    assert browser.get("/jobs/new/?example=rockets").status_code == 200
