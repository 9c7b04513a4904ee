"""Hidden jobs and jobs of a banned client: what happens to bids, invitations and notifications."""

from datetime import timedelta

import pytest

from market.bids.bids.ending_actions import close_job
from market.bids.bids.queries import quota_of
from market.bids.models import Bid
from market.core.base.errors import NotFound
from market.jobs.invitations.actions import accept_invitation, invite_freelancer
from market.jobs.models import Invitation, Job, Thread
from market.jobs.postings.actions import change_job, duplicate_job, prolong_job
from market.jobs.postings.refusals import JobNotOpen, JobRemoved
from market.messaging.models import Message
from market.moderation.measures.reversal_actions import undo_measure
from tests import make

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def notification_types_of(person):
    return set(person.notifications.values_list("kind", flat=True))


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.fixture
def hiding_measure(job, carla, farida, rina, impose):
    """The measure that hides a job on which Farida has bid and to which Rina is invited."""
    make.make_bid(job, farida)
    invite_freelancer(by=carla, job_id=job.pk, profile_id=rina.profile.pk)
    return impose(carla, "hide", kind="job", thing=job.pk)


def test_bidders_and_invited_are_notified_of_hiding_and_undoing(hiding_measure, job, farida, rina, mitu, page):
    bid = Bid.objects.get()
    for person in (farida, rina):
        assert "job.hidden" in notification_types_of(person)
    html = text(page(farida).get(bid.get_absolute_url()))
    assert "Moderators hid this job." in html
    assert f'href="/jobs/{job.pk}/"' not in html, "the page of the job is 404 for the bidder"
    assert "propose-terms" not in html
    assert "Moderators hid the job" in text(page(farida).get("/bids/"))
    undo_measure(by=mitu, measure_id=hiding_measure.pk, reason="A slip.")
    for person in (farida, rina):
        assert "job.shown" in notification_types_of(person)
    bid.refresh_from_db()
    assert bid.is_open
    assert "Moderators hid this job." not in text(page(farida).get(bid.get_absolute_url()))


def test_an_invitation_to_a_hidden_job_is_not_listed_and_not_accepted(hiding_measure, rina, page, api):
    invitation = Invitation.objects.get()
    for tab in ("", "?tab=answered"):
        assert "Logo for a tea shop" not in text(page(rina).get(f"/invitations/{tab}")).partition("<main")[2]
    with pytest.raises(NotFound):
        accept_invitation(by=rina, invitation_id=invitation.pk)


def test_the_client_of_a_hidden_job_can_only_close_it(hiding_measure, job, carla, rina, page, api):
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
    html = text(page(carla).get(f"/jobs/{job.pk}/"))
    for action in ("edit/", "prolong/", "duplicate/"):
        assert f"/jobs/{job.pk}/{action}" not in html, action
    assert "See and accept" not in html
    response = page(carla).get(f"/jobs/{job.pk}/edit/")
    assert response.status_code == 409
    assert "On its page you can read why, and how to appeal." in text(response)
    assert f"/jobs/{job.pk}/close/" in html
    assert page(carla).post(f"/jobs/{job.pk}/close/").status_code == 302
    assert Job.objects.get().state == "closed"


def test_an_expired_hidden_job_is_removed_and_returns_the_bid_quota(hiding_measure, job, carla, farida, travel):
    assert quota_of(farida).used == 1
    travel(timedelta(days=31))
    job.refresh_from_db()
    bid = Bid.objects.get()
    assert (job.state, bid.state) == ("removed", "lapsed")
    assert bid.returned_at is not None
    assert "job.removed" in notification_types_of(carla)
    assert "job.expired" not in notification_types_of(carla)
    assert "bid.job_removed" in notification_types_of(farida)


def test_a_ban_removes_open_jobs_and_offers_after_a_day(impose, job, carla, farida, rina, mitu, moni, page, travel):
    make.make_bid(job, farida)
    make.make_offer_to(rina, carla)
    draft = duplicate_job(by=carla, job_id=job.pk)
    measure = impose(carla, "ban")
    travel(timedelta(hours=23))
    assert set(Job.objects.exclude(pk=draft.pk).values_list("state", flat=True)) == {"open"}
    assert page().get(f"/jobs/{job.pk}/").status_code == 404
    travel(timedelta(hours=1))
    assert set(Job.objects.exclude(pk=draft.pk).values_list("state", flat=True)) == {"removed"}
    assert set(Bid.objects.values_list("state", flat=True)) == {"lapsed"}
    assert quota_of(farida).used == 0
    for person in (farida, rina):
        assert "bid.job_removed" in notification_types_of(person)
    for by in (mitu, moni):
        undo_measure(by=by, measure_id=measure.pk, reason="It was her brother.")
    carla.refresh_from_db()
    assert duplicate_job(by=carla, job_id=job.pk).state == "draft", "it can be posted again"


@pytest.mark.parametrize("level", ["limit", "suspend"])
def test_a_limit_or_suspension_keeps_jobs_open_but_stops_new_bids(impose, job, carla, farida, level, page):
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    path, browser = f"/jobs/{job.pk}/", page(farida)
    impose(carla, level, days=7)
    assert (f"{path}bid/" in text(browser.get(path))) is (level == "limit")
    assert (browser.get(f"{path}bid/").status_code == 200) is (level == "limit")
    assert (f'href="{path}"' in text(browser.get("/invitations/"))) is (level == "limit")
    job.refresh_from_db()
    assert job.state == "open"
    if level == "suspend":
        with pytest.raises(JobNotOpen):
            make.make_bid(job, farida)
        with pytest.raises(NotFound):
            accept_invitation(by=farida, invitation_id=Invitation.objects.get().pk)


def test_conversations_are_written_into_in_the_order_in_which_they_are_locked(job, carla, farida, rina, impose):
    invite_freelancer(by=carla, job_id=job.pk, profile_id=rina.profile.pk)
    for person in (farida, rina):
        make.make_bid(job, person)
    for row in (*Bid.objects.all(), *Thread.objects.order_by("-pk")):
        row.save()  # moves it behind the others
    impose(carla, "hide", kind="job", thing=job.pk)
    close_job(by=carla, job_id=job.pk)
    for code in ("job.hidden", "job.ended"):
        written = Message.objects.filter(code=code).order_by("pk").values_list("conversation", flat=True)
        assert len(written) == 2
        assert list(written) == sorted(written)
