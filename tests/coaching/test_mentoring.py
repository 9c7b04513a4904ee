"""A trainer coaches by consent: what is seen from when to when, bids before they are sent, and every end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from market.accounts.privacy.actions import close_account
from market.bids.bids.actions import propose_terms
from market.bids.models import Bid
from market.bids.offers.terms import ProposedTerms
from market.coaching.mentoring.actions import (
    accept_coaching,
    ask_coach,
    end_all_of,
    end_coaching,
    offer_coaching,
    renew_coaching,
)
from market.coaching.mentoring.models import BidReview, Coaching, Consent
from market.coaching.mentoring.queries import coached_by, figures_of_batch, possible_coaches, shown_bids
from market.coaching.mentoring.refusals import (
    CoachingNotOpen,
    HasCoach,
    NoCoach,
    NotYourTrainer,
    PrivateJob,
    ReviewAnswered,
    ReviewJobEnded,
    ReviewOver,
    TooEarlyToRenew,
)
from market.coaching.mentoring.review_actions import answer_review, give_up_review
from market.core.base.errors import NotAllowed, NotFound
from market.core.base.home_tasks import Home
from market.core.base.money import Money
from market.core.models import AuditEntry
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.models import Job
from market.notifications.models import Notification
from market.safety.actions import NotReachable
from market.safety.models import Block
from market.safety.signals import user_blocked
from tests.coaching.coaching_story import running, shown, teaches
from tests.make import make_bid, make_job, make_person, run_jobs
from tests.training.plan_story import enrolled, planned_batch

DAY = timedelta(days=1)


@pytest.fixture
def coaching(farida, tahmina):
    return running(farida, tahmina)


def notified(person):
    return set(Notification.objects.filter(user=person, kind__startswith="coaching.").values_list("kind", flat=True))


def kinds_of_tasks(person):
    return {task.kind for task in Home(person).tasks()}


def seen_by(coach):
    return Coaching.objects.visible_to(coach).count(), BidReview.objects.visible_to(coach).count()


def test_nothing_is_seen_before_both_agree(farida, tahmina, rina):
    with pytest.raises(NotYourTrainer):
        ask_coach(by=farida, trainer_id=tahmina.pk)
    teaches(tahmina, farida)
    assert [trainer for trainer, _batch in possible_coaches(farida)] == [tahmina]
    asked = ask_coach(by=farida, trainer_id=tahmina.pk)
    assert (notified(tahmina), kinds_of_tasks(tahmina) & {"answer_coaching"}) == (
        {"coaching.asked"},
        {"answer_coaching"},
    )
    assert Consent.objects.get().shows == ["profile", "bids", "reviews", "first_pay"]
    assert not asked.is_running
    assert coached_by(tahmina) == []
    with pytest.raises(HasCoach):
        ask_coach(by=farida, trainer_id=tahmina.pk)
    with pytest.raises(NotAllowed):
        accept_coaching(by=farida, coaching_id=asked.pk)
    with pytest.raises(NotFound):
        accept_coaching(by=rina, coaching_id=asked.pk)
    accepted = accept_coaching(by=tahmina, coaching_id=asked.pk)
    assert accepted.is_running
    assert accepted.ends_at - accepted.began_at == 180 * DAY
    assert [line.coaching for line in coached_by(tahmina)] == [asked]
    with pytest.raises(CoachingNotOpen):
        accept_coaching(by=tahmina, coaching_id=asked.pk)
    with transaction.atomic(), pytest.raises(IntegrityError):
        Consent.objects.update(days=900)


def test_an_offer_needs_the_freelancer(oli, farida, tahmina, rina):
    batch = planned_batch(oli, trainer=tahmina)
    place = enrolled(batch, rina)
    with pytest.raises(NotAllowed):
        offer_coaching(by=farida, enrolment_id=place.pk)
    offered = offer_coaching(by=tahmina, enrolment_id=place.pk)
    assert (Consent.objects.exists(), notified(rina)) == (False, {"coaching.offered"})
    assert "answer_offered_coaching" in kinds_of_tasks(rina)
    with pytest.raises(NotAllowed):
        accept_coaching(by=tahmina, coaching_id=offered.pk)
    accept_coaching(by=rina, coaching_id=offered.pk)
    assert Consent.objects.get().coaching == offered
    with pytest.raises(NotFound):
        offer_coaching(by=tahmina, enrolment_id=place.pk)  # who has a coach is offered none


def test_a_bid_goes_to_the_coach_first(carla, farida, tahmina, coaching):
    job = make_job(carla)
    first = shown(farida, job, "Hello.")
    review = shown(farida, job)
    first.refresh_from_db()
    assert first.closed_at
    assert not Bid.objects.exists()
    assert coached_by(tahmina)[0].waits_since == review.asked_at
    assert "review_bid" in kinds_of_tasks(tahmina)
    assert list(BidReview.objects.visible_to(tahmina)) == [review]
    assert not BidReview.objects.visible_to(carla).exists()
    with pytest.raises(NotAllowed):
        answer_review(by=farida, review_id=review.pk, comment="Good")
    answer_review(by=tahmina, review_id=review.pk, comment="Say when you can begin.", price_comment="Ask for 90.")
    with pytest.raises(ReviewAnswered):
        answer_review(by=tahmina, review_id=review.pk, comment="And again")
    assert "coaching.review_answered" in notified(farida)
    assert "send_reviewed_bid" in kinds_of_tasks(farida)
    bid = make_bid(job, farida)
    review.refresh_from_db()
    assert (review.bid, review.waits_since) == (bid, None)
    assert list(shown_bids(farida)) == [bid]
    assert "send_reviewed_bid" not in kinds_of_tasks(farida)
    with pytest.raises(ReviewOver):
        give_up_review(by=farida, review_id=review.pk)
    assert coached_by(tahmina)[0].bids == 1


def test_what_a_coach_never_sees(carla, farida, tahmina, coaching):
    private = make_job(carla, visibility=Job.Visibility.INVITED)
    invite_freelancer(by=carla, job_id=private.pk, profile_id=farida.profile.pk)
    with pytest.raises(PrivateJob):
        shown(farida, private)
    make_bid(private, farida)
    assert not shown_bids(farida).exists()
    job = make_job(carla, title="Another one")
    review = shown(farida, job)
    Job.objects.filter(pk=job.pk).update(state="closed")
    with pytest.raises(ReviewJobEnded):
        answer_review(by=tahmina, review_id=review.pk, comment="Good")
    assert coached_by(tahmina)[0].waits_since is None
    give_up_review(by=farida, review_id=review.pk)
    assert seen_by(tahmina) == (1, 0)


def test_a_coach_reads_nothing_that_a_client_wrote(page, api, carla, farida, tahmina, coaching):
    """Terms that the client proposes are between the client and the freelancer."""
    bid = make_bid(make_job(carla), farida)
    own = bid.latest.amount
    propose_terms(by=carla, bid_id=bid.pk, terms=ProposedTerms(Money("61.00", "USD"), 3, revisions=1))
    [answer] = api(tahmina).get(f"/api/v1/coaching/{coaching.pk}/").json()["bids"]
    assert (answer["amount"]["amount"], answer["days"]) == (str(own.amount), 10)
    shown_page = page(tahmina).get(coaching.get_absolute_url()).content.decode()
    assert "$61" not in shown_page
    assert "120" in shown_page


def test_jobs_that_become_private_are_hidden_from_the_coach(carla, farida, tahmina, coaching):
    job = make_job(carla)
    shown(farida, job)
    make_bid(job, farida)
    assert (seen_by(tahmina), coached_by(tahmina)[0].bids) == ((1, 1), 1)
    Job.objects.filter(pk=job.pk).update(visibility=Job.Visibility.INVITED)
    assert seen_by(tahmina) == (1, 0)
    line = coached_by(tahmina)[0]
    assert (line.bids, line.last_bid_at) == (0, None)
    assert BidReview.objects.visible_to(farida).exists()


@pytest.mark.parametrize("end", ["freelancer", "coach", "role", "account", "time"])
def test_every_end_ends_the_reading(end, travel, carla, farida, tahmina, coaching):
    review = shown(farida, make_job(carla))
    assert seen_by(tahmina) == (1, 1)
    if end in ("freelancer", "coach"):
        end_coaching(by=farida if end == "freelancer" else tahmina, coaching_id=coaching.pk)
    elif end == "role":
        tahmina.roles = []
        tahmina.save(update_fields=["roles"])
        assert seen_by(tahmina) == (0, 0)  # before the site hears of it
        end_all_of(tahmina, Coaching.End.ROLE)
    elif end == "account":
        close_account(by=farida, password="amar-kaj-demo")
    else:
        travel(180 * DAY)
    run_jobs()
    coaching.refresh_from_db()
    review.refresh_from_db()
    assert (coaching.state, coaching.ended_by, seen_by(tahmina)) == ("ended", end, (0, 0))
    assert review.closed_at
    with pytest.raises(NoCoach):
        shown(farida, make_job(carla, title="Later"))


def test_a_block_ends_the_reading(carla, farida, tahmina, coaching):
    review = shown(farida, make_job(carla))
    user_blocked.send(Block, blocker=farida, blocked=tahmina)
    assert seen_by(tahmina) == (0, 0)
    review.refresh_from_db()
    assert review.closed_at
    coaching.refresh_from_db()
    assert coaching.ended_by == Coaching.End.FREELANCER


def test_a_coach_is_blocked_where_they_meet(page, farida, tahmina, carla, coaching):
    """Who never met a trainer finds nobody by counting ids."""
    shown_page = page(farida).get("/coach/").content.decode()
    assert f'action="/block/{tahmina.pk}/"' in shown_page
    assert page(carla).post(f"/block/{tahmina.pk}/").status_code == 404
    assert page(farida).post(f"/block/{tahmina.pk}/").status_code == 302
    coaching.refresh_from_db()
    assert coaching.ended_by == Coaching.End.FREELANCER
    with pytest.raises(NotReachable):
        ask_coach(by=farida, trainer_id=tahmina.pk)


def test_renewal_and_no_answer(travel, farida, tahmina, rina, coaching):
    with pytest.raises(TooEarlyToRenew):
        renew_coaching(by=farida, coaching_id=coaching.pk)
    travel(160 * DAY)
    assert "renew_coaching" in kinds_of_tasks(farida)
    with pytest.raises(NotAllowed):
        renew_coaching(by=tahmina, coaching_id=coaching.pk)
    renew_coaching(by=farida, coaching_id=coaching.pk)
    travel(30 * DAY)
    coaching.refresh_from_db()
    assert (coaching.is_running, Consent.objects.count()) == (True, 2)
    teaches(tahmina, rina)
    asked = ask_coach(by=rina, trainer_id=tahmina.pk)
    travel(15 * DAY)
    run_jobs()
    asked.refresh_from_db()
    assert (asked.ended_by, asked.began_at, "coaching.unanswered" in notified(rina)) == ("time", None, True)
    ask_coach(by=rina, trainer_id=tahmina.pk)


def test_a_batch_counts_from_five_people_on(farida, tahmina, coaching):
    batch = coaching.batch
    assert figures_of_batch(batch).coached is None
    for number in range(9):
        person = make_person(f"Person{number}")
        columns = {"asked_at": coaching.asked_at, "began_at": coaching.began_at, "ends_at": coaching.ends_at}
        Coaching.objects.create(freelancer=person, coach=tahmina, batch=batch, state="running", **columns)
    assert (figures_of_batch(batch).coached, figures_of_batch(batch).paid) == (10, None)


def test_pages(page, carla, farida, tahmina, oli):
    teaches(tahmina, farida)
    asking = page(farida).get("/coach/").content.decode()
    assert "Your coach never sees" in asking
    assert page(farida).post("/coach/", {"trainer": tahmina.pk}).status_code == 400  # no consent, no request
    page(farida).post("/coach/", {"trainer": tahmina.pk, "agrees": "on"})
    coaching = Coaching.objects.get()
    page(tahmina).post(f"/coaching/{coaching.pk}/accept/")
    job = make_job(carla)
    form = page(farida).get(f"/jobs/{job.pk}/bid/").content.decode()
    assert "Ask my coach first" in form
    typed = {"cover_letter": "I draw signs.", "amount": "80", "days": "5", "revisions": "2", "coach": "1"}
    answer = page(farida).post(f"/jobs/{job.pk}/bid/", typed)
    review = BidReview.objects.get()
    assert (answer.url, Bid.objects.count()) == (review.get_absolute_url(), 0)
    page(tahmina).post(review.get_absolute_url(), {"comment": "Say when you begin.", "price_comment": ""})
    form = page(farida).get(f"/jobs/{job.pk}/bid/").content.decode()
    assert "Say when you begin." in form
    assert "I draw signs." in form
    assert page(carla).get(review.get_absolute_url()).status_code == 404
    assert page(oli).get(coaching.get_absolute_url()).status_code == 404
    person = page(tahmina).get(coaching.get_absolute_url()).content.decode()
    assert "Logos and packaging" in person
    read = AuditEntry.objects.filter(by=tahmina, code__in=["coaching.read", "coaching.bid_read"])
    assert read.count() == 2
    assert "Waits for you" not in page(tahmina).get("/coaching/").content.decode()
