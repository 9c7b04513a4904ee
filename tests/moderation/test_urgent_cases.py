"""Urgent cases: moderators are notified of harassment at once, leads when the deadline has passed."""

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


def users_notified_of(code):
    rows = Notification.objects.filter(kind=code).order_by("user__display_name")
    return list(rows.values_list("user__display_name", flat=True))


@pytest.fixture
def abuse_case(job, farida, mitu, moni, lata):
    """The urgent case of Farida's report of an insult."""
    report_thing(by=farida, kind="job", thing_id=job.pk, reason="abuse", text="He insults me.")
    return Case.objects.get(kind="job", thing=job.pk)


def test_harassment_notifies_all_moderators_at_once_by_mail_too(abuse_case, mitu, run_jobs, mailbox):
    assert users_notified_of("case.urgent") == ["Mitu", "Moni"]
    run_jobs()
    mail = next(each for each in mailbox if each.to == [mitu.email])
    assert mail.subject.startswith("Harassment was reported: look at it by")
    assert abuse_case.get_absolute_url() in mail.body
    assert "insults" not in mail.body + mail.subject  # the report's text is never mailed


def test_other_reports_send_no_urgent_notification(case, mitu):
    assert users_notified_of("case.urgent") == []


def test_a_second_report_on_an_open_case_notifies_nobody_again(abuse_case, job, omar, mitu):
    report_thing(by=omar, kind="job", thing_id=job.pk, reason="private")
    assert users_notified_of("case.urgent") == ["Mitu", "Moni"]
    close_case(by=mitu, case_id=abuse_case.pk)
    report_thing(by=make.make_person("Rahim"), kind="job", thing_id=job.pk, reason="abuse")
    assert users_notified_of("case.urgent") == ["Mitu", "Mitu", "Moni", "Moni"]


def test_moderators_who_reported_or_are_reported_are_not_notified(mitu, moni, lata, farida, job):
    User.objects.filter(pk=moni.pk).update(roles=[])  # the two talked before Moni became a moderator
    make.make_bid(make.make_job(User.objects.get(pk=moni.pk)), farida)
    User.objects.filter(pk=moni.pk).update(roles=["moderator"])
    report_thing(by=mitu, kind="job", thing_id=job.pk, reason="abuse")
    assert users_notified_of("case.urgent") == ["Moni"]
    report_thing(by=farida, kind="person", thing_id=moni.pk, reason="abuse")
    assert sorted(users_notified_of("case.urgent")) == ["Mitu", "Moni"]


def test_leads_are_notified_once_of_an_overdue_urgent_case(abuse_case, lata):
    tell_of_late_cases()
    assert users_notified_of("case.late") == []
    clock._offset = timedelta(hours=25)
    tell_of_late_cases()
    tell_of_late_cases()
    assert users_notified_of("case.late") == ["Lata"]


def test_assigned_or_ordinary_cases_are_not_overdue(abuse_case, mitu, carla, farida, lata):
    take_on_case(by=mitu, case_id=abuse_case.pk)
    report_thing(by=farida, kind="job", thing_id=make.make_job(carla).pk, reason="spam")
    clock._offset = timedelta(days=5)
    tell_of_late_cases()
    assert users_notified_of("case.late") == []
