"""What becomes of a job that moderators hide, and of those of a client whom they ban: bids, invitations, news."""

from datetime import timedelta

import pytest

from market.bids.bids.queries import quota_of
from market.bids.models import Bid
from market.core.base.errors import NotFound
from market.jobs.invitations.actions import accept_invitation, invite_freelancer
from market.jobs.models import Invitation, Job
from market.jobs.postings.actions import change_job, duplicate_job, prolong_job
from market.jobs.postings.refusals import JobNotOpen, JobRemoved
from market.moderation.measures.reversal_actions import undo_measure
from tests import make

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode()


def told(person):
    return set(person.notifications.values_list("kind", flat=True))


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.fixture
def hidden(job, carla, farida, rina, impose):
    """Farida has bid, Rina is invited; then moderators hide it."""
    make.make_bid(job, farida)
    invite_freelancer(by=carla, job_id=job.pk, profile_id=rina.profile.pk)
    return impose(carla, "hide", kind="job", thing=job.pk)


def test_who_waits_for_it_hears_that_it_is_hidden_and_that_it_is_back(hidden, job, farida, rina, mitu, page):
    bid = Bid.objects.get()
    for person in (farida, rina):
        assert "job.hidden" in told(person)
    shown = text(page(farida).get(bid.get_absolute_url()))
    assert "Moderators hid this job." in shown
    assert f'href="/jobs/{job.pk}/"' not in shown, "its page is closed to her"
    assert "propose-terms" not in shown
    assert "Moderators hid the job" in text(page(farida).get("/bids/"))
    undo_measure(by=mitu, measure_id=hidden.pk, reason="A slip.")
    for person in (farida, rina):
        assert "job.shown" in told(person)
    bid.refresh_from_db()
    assert bid.is_open
    assert "Moderators hid this job." not in text(page(farida).get(bid.get_absolute_url()))


def test_an_invitation_to_it_stands_nowhere(hidden, rina, page, api):
    invitation = Invitation.objects.get()
    for tab in ("", "?tab=answered"):
        assert "Logo for a tea shop" not in text(page(rina).get(f"/invitations/{tab}")).partition("<main")[2]
    with pytest.raises(NotFound):
        accept_invitation(by=rina, invitation_id=invitation.pk)


def test_its_client_cannot_bring_it_back_by_another_door(hidden, job, carla, rina, page, api):
    assert api(carla).get(f"/api/v1/jobs/{job.pk}/").json()["is_hidden"] is True
    assert api(carla).get("/api/v1/me/jobs/").json()["results"][0]["is_hidden"] is True
    for act in (
        lambda: duplicate_job(by=carla, job_id=job.pk),
        lambda: prolong_job(by=carla, job_id=job.pk),
        lambda: change_job(by=carla, job_id=job.pk, changes={"title": "Another"}),
    ):
        with pytest.raises(JobRemoved):
            act()
    with pytest.raises(JobNotOpen, match="hidden by moderators"):
        invite_freelancer(by=carla, job_id=job.pk, profile_id=make.make_freelancer("Mina").profile.pk)
    shown = text(page(carla).get(f"/jobs/{job.pk}/"))
    for way in ("edit/", "prolong/", "duplicate/"):
        assert f"/jobs/{job.pk}/{way}" not in shown, way
    assert "See and accept" not in shown
    refused = page(carla).get(f"/jobs/{job.pk}/edit/")
    assert refused.status_code == 409
    assert "On its page you can read why, and how to appeal." in text(refused)
    assert f"/jobs/{job.pk}/close/" in shown
    assert page(carla).post(f"/jobs/{job.pk}/close/").status_code == 302
    assert Job.objects.get().state == "closed"


def test_where_its_days_end_it_is_removed_and_places_come_back(hidden, job, carla, farida, travel):
    assert quota_of(farida).used == 1
    travel(timedelta(days=31))
    job.refresh_from_db()
    bid = Bid.objects.get()
    assert (job.state, bid.state) == ("removed", "lapsed")
    assert bid.returned_at is not None
    assert "job.removed" in told(carla)
    assert "job.expired" not in told(carla)
    assert "bid.job_removed" in told(farida)


def test_a_ban_takes_the_open_jobs_and_offers_along(impose, job, carla, farida, rina, mitu, moni, page, travel):
    make.make_bid(job, farida)
    make.make_offer_to(rina, carla)
    draft = duplicate_job(by=carla, job_id=job.pk)
    made = impose(carla, "ban")
    travel(timedelta(hours=23))
    assert set(Job.objects.exclude(pk=draft.pk).values_list("state", flat=True)) == {"open"}
    assert page().get(f"/jobs/{job.pk}/").status_code == 404
    travel(timedelta(hours=1))
    assert set(Job.objects.exclude(pk=draft.pk).values_list("state", flat=True)) == {"removed"}
    assert set(Bid.objects.values_list("state", flat=True)) == {"lapsed"}
    assert quota_of(farida).used == 0
    for person in (farida, rina):
        assert "bid.job_removed" in told(person)
    for by in (mitu, moni):
        undo_measure(by=by, measure_id=made.pk, reason="It was her brother.")
    carla.refresh_from_db()
    assert duplicate_job(by=carla, job_id=job.pk).state == "draft", "it can be posted anew"


@pytest.mark.parametrize("level", ["limit", "suspend"])
def test_for_a_time_jobs_stay_but_nobody_begins_there(impose, job, carla, farida, level, page):
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    place, browser = f"/jobs/{job.pk}/", page(farida)
    impose(carla, level, days=7)
    assert (f"{place}bid/" in text(browser.get(place))) is (level == "limit")
    assert (browser.get(f"{place}bid/").status_code == 200) is (level == "limit")
    assert (f'href="{place}"' in text(browser.get("/invitations/"))) is (level == "limit")
    job.refresh_from_db()
    assert job.state == "open"
    if level == "suspend":
        with pytest.raises(JobNotOpen):
            make.make_bid(job, farida)
        with pytest.raises(NotFound):
            accept_invitation(by=farida, invitation_id=Invitation.objects.get().pk)
