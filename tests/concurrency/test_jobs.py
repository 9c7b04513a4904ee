"""Races of invitations, marks and reports: the first action decides, the other is refused."""

import pytest

from market.bids.bids.ending_actions import close_job
from market.jobs.invitations.actions import (
    accept_invitation,
    decline_invitation,
    invite_freelancer,
    invite_freelancers,
)
from market.jobs.marks.actions import mark_job
from market.jobs.models import Invitation, Mark
from market.profiles.freelancers.actions import change_profile
from market.profiles.models import Skill
from market.safety.actions import report_thing
from market.safety.models import Report
from market.search.fits.actions import suggest_job, tell_of_jobs
from market.search.fits.models import JobSuggestion
from tests import make
from tests.concurrency.test_money import race, winners

pytestmark = pytest.mark.django_db(transaction=True)


def test_accepting_an_invitation_races_the_closing_of_its_job(carla, farida):
    job = make.make_job(carla)
    invitation = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    outcomes = race(
        lambda: close_job(by=carla, job_id=job.pk), lambda: accept_invitation(by=farida, invitation_id=invitation.pk)
    )
    won = winners(outcomes)
    invitation.refresh_from_db()
    assert outcomes[0] in won
    assert invitation.state == (Invitation.State.ACCEPTED if len(won) == 2 else Invitation.State.OPEN)


def test_accepting_and_declining_an_invitation_exclude_each_other(carla, farida):
    job = make.make_job(carla)
    invitation = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    answers = [lambda: accept_invitation(by=farida, invitation_id=invitation.pk)] * 2
    answers.append(lambda: decline_invitation(by=farida, invitation_id=invitation.pk, why="busy"))
    winners(race(*answers))
    invitation.refresh_from_db()
    assert invitation.state != Invitation.State.OPEN
    assert (invitation.state == Invitation.State.DECLINED) == bool(invitation.why)


def test_concurrent_marks_leave_one_mark_on_a_job(carla, farida):
    job = make.make_job(carla)
    kinds = [Mark.Kind.SAVED, Mark.Kind.HIDDEN] * 2
    assert len(winners(race(*(lambda kind=kind: mark_job(by=farida, job_id=job.pk, kind=kind) for kind in kinds)))) == 4
    assert Mark.objects.count() == 1


def test_concurrent_reports_create_one_report(carla, farida):
    job = make.make_job(carla)
    report = lambda: report_thing(by=farida, kind="job", thing_id=job.pk, reason="spam")  # noqa: E731
    assert len(winners(race(report, report, report))) == 1
    assert Report.objects.count() == 1


def test_two_tabs_invite_nobody_twice(carla, farida, rina):
    job = make.make_job(carla)
    ids = [farida.profile.pk, rina.profile.pk]
    tabs = [lambda ids=each: invite_freelancers(by=carla, job_id=job.pk, profile_ids=ids) for each in (ids, ids[::-1])]
    (first, _), (second, refused) = sorted(winners(race(*tabs)), key=lambda outcome: -len(outcome[0]))
    assert (len(first), len(second)) == (2, 0)
    assert {each.refusal.code for each in refused} == {"already_invited"}
    assert farida.notifications.filter(kind="job.invited").count() == 1


def test_two_workers_suggest_and_tell_of_a_job_once(carla, farida):
    change_profile(by=farida, skills=[Skill.objects.get(slug="logo-design")])
    job = make.make_job(carla, skills=["logo-design"])
    winners(race(*[lambda: suggest_job(job_id=job.pk)] * 3))
    assert JobSuggestion.objects.filter(user=farida).count() == 1
    JobSuggestion.objects.update(due_at=None)  # in the hands of a job, twice
    winners(race(*[lambda: tell_of_jobs(user_id=farida.pk)] * 3))
    assert farida.notifications.filter(kind="jobs.suggested").count() == 1
