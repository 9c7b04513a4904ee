"""Small jobs are open first to those who have done few, and to whom the client invites."""

from datetime import timedelta

import pytest
from moneyed import Money

from market.bids.bids.actions import submit_bid
from market.bids.bids.refusals import StartersFirst
from market.bids.offers.terms import ProposedTerms
from market.jobs.invitations.actions import invite_freelancer
from market.profiles.models import Profile
from tests.make import make_job

TERMS = ProposedTerms(amount=Money("20", "USD"), days=3)


@pytest.fixture
def experienced(rina):
    Profile.objects.filter(user=rina).update(jobs_done=2)
    return rina


def job_up_to(amount, currency="USD", **fields):
    least = {"USD": 5, "BDT": 500}[currency]
    return make_job(budget_min=Money(least, currency), budget_max=Money(amount, currency), **fields)


def bid(by, job):
    return submit_bid(by=by, job_id=job.pk, terms=TERMS, cover_letter="I can do this.")


def test_for_two_days_only_starters_bid(experienced, farida, travel):
    job = job_up_to("50.00")
    assert job.is_for_starters
    with pytest.raises(StartersFirst) as refused:
        bid(experienced, job)
    assert "fewer than 2 jobs" in str(refused.value)
    assert bid(farida, job).is_open
    travel(timedelta(hours=48))
    job.refresh_from_db()
    assert not job.is_for_starters
    assert bid(experienced, job).is_open


@pytest.mark.parametrize(
    ("fields", "is_for_starters"),
    [
        ({"amount": "50.01"}, False),
        ({"amount": "5000", "currency": "BDT"}, True),
        ({"amount": "5000.01", "currency": "BDT"}, False),
        ({"amount": "20", "visibility": "invited"}, False),
    ],
)
def test_which_jobs_are_starter_jobs(db, fields, is_for_starters):
    assert job_up_to(**fields).is_for_starters is is_for_starters


def test_whom_the_client_invites_bids_at_once(experienced):
    job = job_up_to("30")
    invite_freelancer(by=job.client, job_id=job.pk, profile_id=experienced.profile.pk)
    assert bid(experienced, job).is_open


def test_pages_and_the_api_say_why(experienced, farida, page, api):
    job = job_up_to("30")
    shown = page(experienced).get(f"/jobs/{job.pk}/").content.decode()
    assert "You can bid on it from" in shown
    assert f"/jobs/{job.pk}/bid" not in shown
    assert "Starter job" in page(farida).get(f"/jobs/{job.pk}/").content.decode()
    body = {"amount": {"amount": "20.00", "currency": "USD"}, "days": 3, "cover_letter": "I can do this."}
    answer = api(experienced).post(f"/api/v1/jobs/{job.pk}/bids/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "starters_first")
    assert api(farida).get(f"/api/v1/jobs/{job.pk}/").json()["starters_until"]
