"""Two acts on one job, one invitation or one thing at the same instant: the first decides, the other is told."""

import pytest

from market.bids.bids.ending_actions import close_job
from market.jobs.invitations.actions import accept_invitation, decline_invitation, invite_freelancer
from market.jobs.marks.actions import mark_job
from market.jobs.models import Invitation, Mark
from market.safety.actions import report_thing
from market.safety.models import Report
from tests import make
from tests.concurrency.test_money import race, winners

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_answer_and_the_end_of_its_job(carla, farida):
    job = make.make_job(carla)
    asked = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    outcomes = race(
        lambda: close_job(by=carla, job_id=job.pk), lambda: accept_invitation(by=farida, invitation_id=asked.pk)
    )
    won = winners(outcomes)
    asked.refresh_from_db()
    assert outcomes[0] in won
    assert asked.state == (Invitation.State.ACCEPTED if len(won) == 2 else Invitation.State.OPEN)


def test_yes_and_no_at_once(carla, farida):
    job = make.make_job(carla)
    asked = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    acts = [lambda: accept_invitation(by=farida, invitation_id=asked.pk)] * 2
    acts.append(lambda: decline_invitation(by=farida, invitation_id=asked.pk, why="busy"))
    winners(race(*acts))
    asked.refresh_from_db()
    assert asked.state != Invitation.State.OPEN
    assert (asked.state == Invitation.State.DECLINED) == bool(asked.why)


def test_saved_and_hidden_at_once(carla, farida):
    job = make.make_job(carla)
    kinds = [Mark.Kind.SAVED, Mark.Kind.HIDDEN] * 2
    assert len(winners(race(*(lambda kind=kind: mark_job(by=farida, job_id=job.pk, kind=kind) for kind in kinds)))) == 4
    assert Mark.objects.count() == 1


def test_the_same_report_sent_twice(carla, farida):
    job = make.make_job(carla)
    act = lambda: report_thing(by=farida, kind="job", thing_id=job.pk, reason="spam")  # noqa: E731
    assert len(winners(race(act, act, act))) == 1
    assert Report.objects.count() == 1
