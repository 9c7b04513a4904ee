"""A client's own jobs by tab and by what needs an answer, and similar jobs, in the API."""

from datetime import timedelta

import pytest

from market.bids.bids.actions import propose_terms
from market.bids.bids.reading_actions import mark_read
from market.bids.offers.terms import ProposedTerms
from market.core.base import clock
from market.core.base.money import Money
from market.jobs.models import Job
from market.jobs.postings.actions import create_job
from market.jobs.postings.details import JobDetails
from tests import make

pytestmark = pytest.mark.django_db
PATH = "/api/v1/me/jobs/"


@pytest.fixture
def job(carla):
    return make.make_job(carla)


def ids(program, tab=""):
    return [each["id"] for each in program.get(PATH, {"tab": tab}).json()["results"]]


def usd_terms(amount):
    return ProposedTerms(Money(amount, "USD"), 9)


def test_own_jobs_by_tab(api, job, carla, omar):
    draft = create_job(by=carla, details=JobDetails.of(job))
    assert api().get(PATH).status_code == 401
    assert ids(api(omar)) == []
    assert (ids(api(carla)), ids(api(carla), "drafts"), ids(api(carla), "moon")) == ([job.pk], [draft.pk], [job.pk])


def test_own_jobs_show_what_needs_an_answer(api, page, job, carla, rina):
    program = api(carla)
    assert program.get(PATH).json()["results"][0]["needs"] == []
    bid = make.make_bid(job, rina)
    assert program.get(PATH).json()["results"][0]["needs"] == ["bids"]
    mark_read(by=carla, bid=bid)
    propose_terms(by=carla, bid_id=bid.pk, terms=usd_terms("80.00"))
    assert ids(program, "terms") == []  # it is the freelancer's turn
    propose_terms(by=rina, bid_id=bid.pk, terms=usd_terms("90.00"))
    Job.objects.filter(pk=job.pk).update(expires_at=clock.now() + timedelta(days=2))
    assert (ids(program, "terms"), ids(program, "bids")) == ([job.pk], [])
    assert program.get(PATH).json()["results"][0]["needs"] == ["terms", "expiring"]
    content = page(carla).get("/jobs/mine/").content.decode()
    assert '<span class="badge wait">Terms to answer</span>' in content
    assert '<span class="badge wait">Ends soon</span>' in content


def test_own_jobs_query_count(api, carla, farida, django_assert_num_queries):
    for number in range(3):
        make.make_bid(make.make_job(carla, title=f"Job {number}"), farida)
    program = api(carla)
    with django_assert_num_queries(3):
        assert program.get(PATH).json()["count"] == 3


def test_similar_jobs_and_404_for_a_draft(api, job, carla, farida, omar):
    near = make.make_job(carla, title="Sign for a tea shop")
    draft = create_job(by=carla, details=JobDetails.of(job))
    assert api(omar).get(f"/api/v1/jobs/{draft.pk}/similar/").status_code == 404
    for who in (None, farida):
        listed = api(who).get(f"/api/v1/jobs/{job.pk}/similar/").json()["results"]
        assert [each["id"] for each in listed] == [near.pk]
