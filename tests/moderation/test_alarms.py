"""The fast lane: moderators hear of harassment at once, leads once nobody has looked in time."""

from datetime import timedelta

import pytest

from market.accounts.models import User
from market.core.base import clock
from market.moderation.cases.actions import close_case, take_on_case
from market.moderation.models import Case
from market.moderation.tasks import tell_of_late_cases
from market.notifications.models import Notification
from market.safety.actions import report_thing
from tests import make

pytestmark = pytest.mark.django_db


def told(code):
    rows = Notification.objects.filter(kind=code).order_by("user__display_name")
    return list(rows.values_list("user__display_name", flat=True))


@pytest.fixture
def abuse(job, farida, mitu, moni, lata):
    """Farida was insulted: the case of that."""
    report_thing(by=farida, kind="job", thing_id=job.pk, reason="abuse", text="He insults me.")
    return Case.objects.get(kind="job", thing=job.pk)


def test_all_moderators_are_told_at_once_by_mail_too(abuse, mitu, run_jobs, mailbox):
    assert told("case.urgent") == ["Mitu", "Moni"]
    run_jobs()
    mail = next(each for each in mailbox if each.to == [mitu.email])
    assert mail.subject.startswith("Harassment was reported: look at it by")
    assert abuse.get_absolute_url() in mail.body
    assert "insults" not in mail.body + mail.subject  # what was said stays on the desk


def test_other_reports_wait_in_the_queue(case, mitu):
    assert told("case.urgent") == []


def test_a_second_report_of_the_same_is_no_second_call(abuse, job, omar, mitu):
    report_thing(by=omar, kind="job", thing_id=job.pk, reason="private")
    assert told("case.urgent") == ["Mitu", "Moni"]
    close_case(by=mitu, case_id=abuse.pk)
    report_thing(by=make.make_person("Rahim"), kind="job", thing_id=job.pk, reason="abuse")
    assert told("case.urgent") == ["Mitu", "Mitu", "Moni", "Moni"]


def test_who_reported_it_or_is_meant_is_not_called(mitu, moni, lata, farida, job):
    User.objects.filter(pk=moni.pk).update(roles=[])  # of when she was no moderator yet: the two have talked
    make.make_bid(make.make_job(User.objects.get(pk=moni.pk)), farida)
    User.objects.filter(pk=moni.pk).update(roles=["moderator"])
    report_thing(by=mitu, kind="job", thing_id=job.pk, reason="abuse")
    assert told("case.urgent") == ["Moni"]
    report_thing(by=farida, kind="person", thing_id=moni.pk, reason="abuse")
    assert sorted(told("case.urgent")) == ["Mitu", "Moni"]


def test_leads_hear_once_of_what_nobody_looked_at_in_time(abuse, lata):
    tell_of_late_cases()
    assert told("case.late") == []
    clock._offset = timedelta(hours=25)
    tell_of_late_cases()
    tell_of_late_cases()
    assert told("case.late") == ["Lata"]


def test_what_somebody_looks_into_or_that_can_wait_is_not_late(abuse, mitu, carla, farida, lata):
    take_on_case(by=mitu, case_id=abuse.pk)
    report_thing(by=farida, kind="job", thing_id=make.make_job(carla).pk, reason="spam")
    clock._offset = timedelta(days=5)
    tell_of_late_cases()
    assert told("case.late") == []
