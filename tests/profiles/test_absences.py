"""Weekly hours, time zone and absences of freelancers."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from market.core.base import clock
from market.core.base.errors import Invalid
from market.jobs.invitations.actions import invite_freelancer
from market.profiles.freelancers.absence_actions import FreelancerAway, end_absence, require_present, start_absence
from market.profiles.freelancers.actions import NoProfile, change_profile
from market.profiles.models import Profile
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today_in(zone: str) -> date:
    return clock.now().astimezone(ZoneInfo(zone)).date()


def test_absence_covers_the_first_to_the_last_day(farida, travel):
    today = today_in("Asia/Dhaka")
    profile = start_absence(by=farida, first=today + DAY, last=today + 2 * DAY, note=" At my sister's wedding. ")
    assert profile.away_note == "At my sister's wedding."
    away_by_day = []
    for _ in range(4):
        profile = Profile.objects.get(user=farida)
        away_by_day.append(profile.is_away)
        travel(DAY)
    assert away_by_day == [False, True, True, False]


def test_require_present_raises_during_an_absence(farida):
    today = today_in("Asia/Dhaka")
    require_present(farida.profile)
    profile = start_absence(by=farida, first=today, last=today)
    with pytest.raises(FreelancerAway):
        require_present(profile)
    require_present(end_absence(by=farida))
    assert end_absence(by=farida).away_from is None


def test_inviting_an_away_freelancer_is_refused(farida, carla):
    today = today_in("Asia/Dhaka")
    job = make.make_job(carla)
    start_absence(by=farida, first=today, last=today)
    with pytest.raises(FreelancerAway):
        invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    end_absence(by=farida)
    assert invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk).pk


def test_future_absence_does_not_count_as_away_yet(farida):
    tomorrow = today_in("Asia/Dhaka") + DAY
    profile = start_absence(by=farida, first=tomorrow, last=tomorrow)
    assert (profile.is_away, profile.coming_absence) == (False, tomorrow)


def test_absence_days_use_the_freelancers_time_zone(farida, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 1, 20, 0, tzinfo=ZoneInfo("UTC")))
    profile = start_absence(by=farida, first=date(2026, 3, 2), last=date(2026, 3, 2))
    assert profile.is_away  # 2 March, 2 am in Dhaka
    assert not change_profile(by=farida, time_zone="Europe/London").is_away


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(3, 2, "away_until"), (-5, -1, "away_until"), (0, 400, "away_until"), (800, 801, "away_until")],
)
def test_invalid_absence_dates_raise_a_field_error(farida, first, last, field):
    today = today_in("Asia/Dhaka")
    with pytest.raises(Invalid) as refusal:
        start_absence(by=farida, first=today + first * DAY, last=today + last * DAY)
    assert list(refusal.value.errors) == [field]


def test_absence_note_over_the_limit_is_refused(farida):
    today = today_in("Asia/Dhaka")
    with pytest.raises(Invalid) as refusal:
        start_absence(by=farida, first=today, last=today, note="x" * 301)
    assert list(refusal.value.errors) == ["away_note"]


def test_weekly_hours_and_time_zone_are_saved(farida):
    profile = change_profile(by=farida, weekly_hours=20, time_zone="Asia/Dubai")
    assert (profile.weekly_hours, profile.time_zone) == (20, "Asia/Dubai")
    assert profile.local_time.utcoffset() == timedelta(hours=4)
    assert change_profile(by=farida, weekly_hours=None).weekly_hours is None


def test_invalid_weekly_hours_and_time_zone_are_refused(farida):
    with pytest.raises(Invalid) as refusal:
        change_profile(by=farida, weekly_hours=81, time_zone="Mars/Base")
    assert set(refusal.value.errors) == {"weekly_hours", "time_zone"}


def test_hours_and_absence_need_a_profile(carla):
    for action in (lambda: end_absence(by=carla), lambda: change_profile(by=carla, weekly_hours=1)):
        with pytest.raises(NoProfile):
            action()


def test_constraint_refuses_incomplete_or_reversed_absence(farida):
    for first, last in [(date(2026, 1, 1), None), (date(2026, 1, 2), date(2026, 1, 1))]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Profile.objects.filter(user=farida).update(away_from=first, away_until=last)
