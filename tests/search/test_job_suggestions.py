"""Freelancers are told of new jobs that fit them: once, at their hour, and only of what they can still bid on."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from market.accounts.models import User
from market.bids.bids.ending_actions import close_job
from market.core.base import clock
from market.core.base.money import Money
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.marks.actions import mark_job
from market.jobs.models import Job, Mark
from market.notifications.models import NewsSettings
from market.notifications.preferences.actions import change_news_settings
from market.profiles.freelancers.actions import change_profile
from market.profiles.models import Profile
from market.safety.actions import block_person
from market.search.fits import matching
from market.search.fits.actions import suggest_job, tell_of_jobs
from market.search.fits.models import JobSuggestion
from market.search.fits.schedule import next_time
from tests import make
from tests.search.test_fits import designer, skills

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(user):
    return list(user.notifications.filter(kind__startswith="job", kind__endswith="suggested").order_by("pk"))


def subjects(user):
    return [(each.kind, each.facts.get("jobs") or each.facts["job"]) for each in told(user)]


@pytest.fixture
def nadia(db):
    return designer("Nadia", "logo-design", "canva", rate_from=Money("40.00", "USD"))


def test_new_jobs_come_together_once_a_day(nadia, carla, run_jobs, travel):
    first = make.make_job(carla, title="Logo for a tea shop", skills=["logo-design"])
    make.make_job(carla, title="Posters in Canva and a logo", skills=["logo-design", "canva"])
    make.make_job(carla, title="Typing of lists", topic="data-entry", skills=["data-entry"])
    run_jobs()
    assert not told(nadia)
    travel(DAY)
    run_jobs()
    assert subjects(nadia) == [("jobs.suggested", "Posters in Canva and a logo · Logo for a tea shop")]
    assert told(nadia)[0].url == "/jobs/for-you/"
    suggest_job(job_id=first.pk)
    tell_of_jobs(user_id=nadia.pk)
    travel(DAY)
    run_jobs()
    assert len(told(nadia)) == 1


def test_only_what_she_can_bid_on_when_the_hour_comes(nadia, carla, omar, rahim, run_jobs, travel):
    jobs = [make.make_job(carla, title=f"Logo {number}", skills=["logo-design"]) for number in range(5)]
    apart = make.make_job(omar, skills=["logo-design"])
    run_jobs()
    assert JobSuggestion.objects.filter(user=nadia).count() == 6
    close_job(by=carla, job_id=jobs[0].pk)
    mark_job(by=nadia, job_id=jobs[1].pk, kind=Mark.Kind.HIDDEN)
    make.make_bid(jobs[2], nadia)
    invite_freelancer(by=carla, job_id=jobs[3].pk, profile_id=nadia.profile.pk)
    block_person(by=apart.client, person_id=nadia.pk)
    travel(DAY)
    run_jobs()
    assert subjects(nadia) == [("jobs.suggested", "Logo 4")]
    assert JobSuggestion.objects.filter(user=nadia, is_told=True).count() == 1
    assert not JobSuggestion.objects.filter(settled_at=None).exists()


def test_who_is_told_is_looked_up_by_skill(nadia, carla, monkeypatch):
    best = designer("Lima", "logo-design", "canva")
    busy, other, dear, english, apart = (designer(name) for name in ("Mina", "Shila", "Rupa", "Jui", "Asma"))
    change_profile(by=busy, availability="busy")
    change_profile(by=other, skills=skills("data-entry"))
    change_profile(by=dear, rate_from=Money("151.00", "USD"))
    change_profile(by=english, languages=["bn"])
    block_person(by=carla, person_id=apart.pk)
    job = make.make_job(carla, title="Help for a tea house", skills=["logo-design", "canva"])
    assert {profile.user for profile in matching.freelancers_for(job)} == {nadia, best}
    monkeypatch.setattr(matching, "MOST_TOLD", 1)
    assert suggest_job(job_id=job.pk) == 1
    assert suggest_job(job_id=job.pk) == 0, "of a job, not of each run"
    monkeypatch.setattr(matching, "MOST_TOLD", 2)
    assert suggest_job(job_id=job.pk) == 1
    assert set(JobSuggestion.objects.values_list("user", flat=True)) == {nadia.pk, best.pk}
    bangla = make.make_job(carla, title="চায়ের দোকানের জন্য কাজ", skills=["canva"])
    Profile.objects.filter(user__in=[nadia, best]).update(languages=["en"])
    assert not matching.freelancers_for(bangla)


def test_very_good_match_comes_at_once_to_whoever_asked(nadia, carla, run_jobs, travel):
    other = designer("Lima", "logo-design")
    for user in (nadia, other):
        change_news_settings(by=user, choices={"job.suggested": {"mail": "now"}})
    job = make.make_job(carla, title="Help for a tea house", skills=["logo-design", "canva"])
    run_jobs()
    travel(timedelta(minutes=1))
    run_jobs()
    assert subjects(nadia) == [("job.suggested", job.title)]
    assert told(nadia)[0].url == job.get_absolute_url()
    assert not told(other)
    travel(DAY)
    run_jobs()
    assert len(told(nadia)) == 1
    assert subjects(other) == [("jobs.suggested", job.title)]


def test_quiet_hours_hold_back_news_and_a_job_that_closes_in_them(nadia, carla, run_jobs, travel):
    now = clock.now().astimezone(ZoneInfo("Asia/Dhaka"))
    quiet = {"quiet_from": (now - timedelta(hours=1)).time(), "quiet_until": (now + timedelta(hours=3)).time()}
    change_news_settings(by=nadia, choices={"job.suggested": {"mail": "now"}}, **quiet)
    jobs = [make.make_job(carla, title=title, skills=["logo-design"]) for title in ("A tea house", "A tea garden")]
    run_jobs()
    travel(timedelta(hours=2))
    run_jobs()
    assert not told(nadia)
    close_job(by=carla, job_id=jobs[0].pk)
    mail.outbox.clear()
    travel(timedelta(hours=1, minutes=1))
    run_jobs()
    assert subjects(nadia) == [("job.suggested", "A tea garden")]
    travel(timedelta(minutes=30))
    run_jobs()
    assert ["A tea garden" in each.subject for each in mail.outbox if each.to == [nadia.email]] == [True]


def test_hour_is_the_users_own():
    settings = NewsSettings(user=User(pk=0), digest_hour=18)
    morning = datetime(2026, 3, 1, 4, tzinfo=UTC)  # 10 in Dhaka
    assert next_time(settings, morning, is_at_once=False) == datetime(2026, 3, 1, 11, 40, tzinfo=UTC)
    assert next_time(settings, morning + timedelta(hours=8), is_at_once=False) == datetime(
        2026, 3, 2, 11, 40, tzinfo=UTC
    )
    settings.quiet_from, settings.quiet_until = time(17), time(20)
    assert next_time(settings, morning, is_at_once=False) == datetime(2026, 3, 1, 14, tzinfo=UTC)


def test_one_bundle_a_day_whatever_the_hour_is_changed_to(nadia, carla, run_jobs, travel):
    local = clock.now().astimezone(ZoneInfo("Asia/Dhaka"))
    travel(timedelta(hours=(24 - local.hour) % 24 + 1))  # after midnight: several hours of one day lie ahead
    for hour, title in ((6, "First logo"), (12, "Second logo")):
        change_news_settings(by=nadia, choices={}, digest_hour=hour)
        make.make_job(carla, title=title, skills=["logo-design"])
        run_jobs()
        travel(timedelta(hours=7))
        run_jobs()
    assert subjects(nadia) == [("jobs.suggested", "First logo")]
    travel(DAY)
    run_jobs()
    assert subjects(nadia)[1:] == [("jobs.suggested", "Second logo")]


def test_old_rows_of_ended_jobs_go_when_new_ones_come(nadia, carla):
    old, new = (make.make_job(carla, skills=["logo-design"]) for _ in range(2))
    suggest_job(job_id=old.pk)
    JobSuggestion.objects.update(created_at=clock.now() - timedelta(days=91))
    suggest_job(job_id=new.pk)
    assert JobSuggestion.objects.filter(job=old).exists()
    Job.objects.filter(pk=old.pk).update(state="closed")
    suggest_job(job_id=new.pk)
    assert not JobSuggestion.objects.filter(job=old).exists()
