"""Which events count for a standing, from when, and that recounting twice or late gives the same result."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings

from market.contracts.models import Contract, Milestone
from market.contracts.workroom.actions import request_changes
from market.core.base import clock
from market.core.models import AuditEntry
from market.disputes.claims.actions import withdraw_dispute
from market.disputes.models import Dispute
from market.jobs.invitations.actions import accept_invitation, decline_invitation, invite_freelancer
from market.jobs.models import Invitation, Job
from market.payments.models import Chargeback
from market.payments.releases.actions import approve_milestone
from market.profiles.models import ClientProfile, Profile
from market.reviews.actions import write_review
from market.safety.actions import block_person, unblock_person
from market.standing.actions import midnight_after, midnight_before, recount, schedule_recounts
from market.standing.event_consumers import affected_users
from market.standing.formula import ANSWER_DAYS, Side
from market.standing.models import Recount, Score
from tests import make
from tests.disputes.conftest import answered, opened
from tests.payments import story
from tests.reviews.conftest import written

DAY = timedelta(days=1)


def counts_of(person, side=Side.FREELANCER) -> dict[str, tuple[Decimal, int]]:
    score = Score.objects.filter(user=person, side=side).first()
    return {name: pair for name, pair in score.decimal_counts.items() if pair[1]} if score else {}


def test_midnights_use_the_time_zone_of_the_site(db):
    at = clock.now()
    assert midnight_before(at) <= at < midnight_after(at)
    assert midnight_after(midnight_before(at)) - midnight_before(at) == DAY
    assert midnight_before(midnight_before(at)) == midnight_before(at)
    assert clock.local(midnight_before(at)).hour == 0


def test_on_time_delivery_counts_from_midnight(provider, carla, farida, travel):
    story.submitted(provider)
    assert counts_of(farida) == {}
    travel(DAY)
    assert counts_of(farida) == {"on_time": (1, 1)}


def test_milestone_counts_as_late_after_its_due_day(provider, carla, farida, travel):
    milestone = story.funded(provider)
    travel(timedelta(days=4))
    assert counts_of(farida) == {}
    travel(timedelta(days=2))
    assert counts_of(farida) == {"on_time": (0, 1)}
    story.submit(milestone)
    travel(DAY)
    assert counts_of(farida) == {"on_time": (0, 1)}


def test_milestone_refunded_before_its_due_day_is_not_late(provider, carla, farida, travel):
    milestone = story.funded(provider)
    Milestone.objects.filter(pk=milestone.pk).update(
        state="refunded", ended_at=clock.now(), held_value=0, refunded_value=milestone.held_value
    )
    travel(timedelta(days=7))
    assert "on_time" not in counts_of(farida)


def test_milestone_with_a_chargeback_is_not_late(provider, carla, farida, travel):
    milestone = story.funded(provider)
    Chargeback.objects.create(
        funding=milestone.fundings.get(),
        dispute_id="dp_1",
        currency="USD",
        reason="fraudulent",
        created_at=clock.now(),
        **dict.fromkeys(("amount_value", "fee_value", "provider_fee_value"), 1),
    )
    travel(timedelta(days=7))
    assert "on_time" not in counts_of(farida)


def test_dispute_pauses_the_due_day_of_a_milestone(provider, carla, farida, travel):
    dispute = answered(opened(story.funded(provider)))
    travel(timedelta(days=6))
    assert "on_time" not in counts_of(farida)
    withdraw_dispute(by=carla, dispute_id=dispute.pk)
    travel(timedelta(days=4))
    assert "on_time" not in counts_of(farida), "the days continue where the dispute paused them"
    travel(timedelta(days=3))
    assert counts_of(farida)["on_time"] == (0, 1)


def invite(carla, farida) -> Invitation:
    return invite_freelancer(by=carla, job_id=make.make_job(carla).pk, profile_id=farida.profile.pk)


def test_declining_an_invitation_counts_as_an_answer(carla, farida, travel):
    decline_invitation(by=farida, invitation_id=invite(carla, farida).pk, why="busy")
    travel(DAY)
    assert counts_of(farida) == {"answers": (1, 1)}


def test_later_acceptance_keeps_the_first_answer(carla, farida, travel):
    invitation = invite(carla, farida)
    decline_invitation(by=farida, invitation_id=invitation.pk, why="busy")
    travel(timedelta(days=ANSWER_DAYS + 2))
    accept_invitation(by=farida, invitation_id=invitation.pk)
    travel(DAY)
    assert counts_of(farida) == {"answers": (1, 1)}


def test_unanswered_invitation_counts_after_the_deadline(carla, farida, travel):
    invite(carla, farida)
    travel(timedelta(days=ANSWER_DAYS) - timedelta(hours=1))
    assert counts_of(farida) == {}
    travel(timedelta(hours=26))
    assert counts_of(farida) == {"answers": (0, 1)}


def test_late_answer_counts_as_no_answer(carla, farida, travel):
    invitation = invite(carla, farida)
    travel(timedelta(days=ANSWER_DAYS, hours=1))
    accept_invitation(by=farida, invitation_id=invitation.pk)
    travel(DAY)
    assert counts_of(farida) == {"answers": (0, 1)}


def test_invitation_to_an_ended_job_does_not_count(carla, farida, travel):
    invitation = invite(carla, farida)
    Job.objects.filter(pk=invitation.job_id).update(state="closed", ended_at=clock.now() + DAY)
    travel(timedelta(days=ANSWER_DAYS + 1))
    assert counts_of(farida) == {}


def test_unanswered_direct_offer_counts_as_no_answer(carla, farida, travel):
    make.make_offer_to(farida, carla)
    travel(timedelta(days=ANSWER_DAYS + 1))
    assert counts_of(farida) == {"answers": (0, 1)}


def test_events_with_a_blocked_user_do_not_count_until_unblocked(carla, farida, travel):
    invite(carla, farida)
    travel(timedelta(days=ANSWER_DAYS + 1))
    block_person(by=farida, person_id=carla.pk)
    travel(DAY)
    assert counts_of(farida) == {}
    unblock_person(by=farida, person_id=carla.pk)
    travel(DAY)
    assert counts_of(farida) == {"answers": (0, 1)}


def test_client_answers_by_approval_or_changes_not_by_silence(provider, carla, farida, travel):
    milestone = story.submitted(provider, "100.00")
    request_changes(by=carla, milestone_id=milestone.pk, note="Greener, please.")
    story.submit(milestone)
    travel(timedelta(days=settings.LIFECYCLE.review_silence_days + 1))
    milestone.refresh_from_db()
    assert milestone.state == Milestone.State.RELEASED
    assert counts_of(carla, Side.CLIENT)["answers"] == (1, 2)


def test_expired_jobs_with_bids_count_as_not_hired(provider, carla, farida, rina, travel):
    job = make.make_job(carla)
    invite_freelancer(by=carla, job_id=job.pk, profile_id=rina.profile.pk)
    make.make_bid(job, rina)
    job_without_bids = make.make_job(carla)
    story.contract("100.00")
    travel(timedelta(days=settings.LIFECYCLE.job_open_days * 2))
    job.refresh_from_db()
    job_without_bids.refresh_from_db()
    assert (job.state, job_without_bids.state) == ("expired", "expired")
    counts = counts_of(carla, Side.CLIENT)
    assert counts["invited"] == (0, 1)
    assert counts["hires"][1] >= 1
    assert "answers" not in counts


@pytest.mark.parametrize(("by_client", "loser"), [(True, "farida"), (False, "carla")])
def test_silence_in_a_dispute_counts_as_lost(provider, carla, farida, travel, by_client, loser):
    milestone = story.submitted(provider, "100.00")
    opened(milestone, carla if by_client else farida)
    travel(timedelta(days=30))
    assert Dispute.objects.get().ending == Dispute.Ending.SILENCE
    lost = {"farida": counts_of(farida)["disputes"], "carla": counts_of(carla, Side.CLIENT)["disputes"]}
    assert lost.pop(loser) == (0, 1)
    assert set(lost.values()) == {(1, 1)}


@pytest.mark.parametrize(
    ("to_her", "loser"), [("100.00", "client"), ("71.00", "client"), ("70.00", None), ("60.00", "freelancer")]
)
def test_ruling_below_half_of_the_claim_counts_as_lost(provider, carla, farida, to_her, loser):
    milestone = story.submitted(provider, "100.00")
    dispute = opened(milestone, carla, "60")  # half of it: 30 back, 70 to the freelancer
    Dispute.objects.filter(pk=dispute.pk).update(
        state="closed", ending="ruled", due_at=None, closed_at=clock.now() - 2 * DAY, to_freelancer_value=to_her
    )
    Contract.objects.update(state="ended", ended_at=clock.now() - 2 * DAY)
    good = {
        side: recount(user_id=user.pk, side=side).decimal_counts["disputes"]
        for user, side in ((farida, "freelancer"), (carla, "client"))
    }
    assert {side for side, (went, _all) in good.items() if not went} == ({loser} if loser else set())


@pytest.mark.parametrize("ending", ["settled", "conceded", "withdrawn", "clock"])
def test_dispute_without_a_ruling_is_not_lost(provider, carla, farida, ending):
    dispute = opened(story.submitted(provider, "100.00"), carla)
    Dispute.objects.filter(pk=dispute.pk).update(
        state="closed", ending=ending, due_at=None, closed_at=clock.now() - 2 * DAY, to_freelancer_value=0
    )
    Contract.objects.update(state="ended", ended_at=clock.now() - 2 * DAY)
    assert recount(user_id=farida.pk, side="freelancer").decimal_counts["disputes"] == (1, 1)


def test_unpublished_review_does_not_change_the_score(provider, carla, farida, travel):
    contract = story.released(provider, "100.00").milestone.contract
    travel(DAY)
    before = Score.objects.get(user=farida, side="freelancer")
    write_review(by=carla, contract_id=contract.pk, written=written(1))
    assert not Recount.objects.filter(user=farida, due_at__lte=midnight_after(clock.now())).exists()
    travel(DAY)
    assert recount(user_id=farida.pk, side="freelancer").counts == before.counts
    write_review(by=farida, contract_id=contract.pk, written=written(5))
    travel(DAY)
    assert counts_of(farida)["reviews"] == (0, 1)
    assert counts_of(carla, Side.CLIENT)["reviews"] == (1, 1)


def all_scores(farida, carla) -> list[tuple]:
    return [
        (score.user_id, score.side, score.counts, score.points)
        for score in Score.objects.filter(user__in=[farida, carla]).order_by("user", "side")
    ]


def test_recount_is_idempotent_and_the_same_when_late(provider, carla, farida, travel, monkeypatch):
    for _each in range(3):
        story.released(provider, "100.00")
    invite(carla, farida)
    travel(timedelta(days=40))
    on_time = all_scores(farida, carla)
    assert any(points is not None for *_rest, points in on_time)
    Score.objects.all().delete()
    for person, side in ((farida, Side.FREELANCER), (carla, Side.CLIENT)):  # as after days of downtime
        recount(user_id=person.pk, side=side)
        recount(user_id=person.pk, side=side)
    assert all_scores(farida, carla) == on_time


def test_events_expire_after_a_year_and_clear_the_columns(provider, carla, farida, travel):
    for _each in range(3):
        story.released(provider, "100.00")
    travel(DAY)
    assert Profile.objects.get(user=farida).standing == Score.objects.get(user=farida, side="freelancer").points
    assert ClientProfile.objects.get(user=carla).standing is not None
    scheduled = Recount.objects.count()
    travel(timedelta(days=400))
    assert counts_of(farida) == {}
    assert Profile.objects.get(user=farida).standing is None
    assert ClientProfile.objects.get(user=carla).standing is None
    assert Recount.objects.count() <= scheduled


def test_recount_scheduled_by_the_migration_is_processed(provider, carla, farida):
    """The migration schedules recounts between two midnights."""
    story.released(provider, "100.00")
    Recount.objects.all().delete()
    Recount.objects.create(user=farida, side="freelancer", due_at=clock.now())
    clock.run_due()
    assert Score.objects.filter(user=farida).exists()
    assert not Recount.objects.filter(due_at__lte=clock.now()).exists()


def test_recount_query_count(provider, carla, farida, django_assert_max_num_queries):
    for _each in range(4):
        story.released(provider, "100.00")
    with django_assert_max_num_queries(18):
        recount(user_id=farida.pk, side="freelancer")
    with django_assert_max_num_queries(20):
        recount(user_id=carla.pk, side="client")


def test_recounts_are_scheduled_once_from_the_audit_log(provider, carla, farida):
    """The action itself writes nothing for standings, so no request waits for them."""
    approve_milestone(by=carla, milestone_id=story.submitted(provider, "100.00").pk)
    assert not Recount.objects.exists()
    assert schedule_recounts() == 0
    clock._offset = timedelta(minutes=2)
    assert schedule_recounts() > 5
    both = {(farida.pk, Side.FREELANCER), (carla.pk, Side.CLIENT)}
    assert set(Recount.objects.values_list("user", "side")) == both
    assert Recount.objects.count() == 2
    assert schedule_recounts() == 0


def test_affected_users_of_invitations_and_blocks(carla, farida):
    accept_invitation(by=farida, invitation_id=invite(carla, farida).pk)
    block_person(by=farida, person_id=carla.pk)
    unblock_person(by=farida, person_id=carla.pk)
    for code, people in (
        ("job.invited", [farida]),
        ("invitation.accepted", [farida]),
        ("person.blocked", [farida, carla]),
        ("person.unblocked", [farida, carla]),
    ):
        affected = affected_users(AuditEntry.objects.filter(code=code))
        assert [person for person, _at in affected] == [(each.pk, Side.FREELANCER) for each in people], code
