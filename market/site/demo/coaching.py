"""Coaching: Tahmina coaches Farida, comments on one bid and has another to read; Rina asks her."""

from datetime import timedelta
from decimal import Decimal

from market.accounts.models import User
from market.bids.models import Bid
from market.bids.offers.terms import ProposedTerms
from market.coaching.mentoring.actions import accept_coaching, ask_coach
from market.coaching.mentoring.queries import possible_coaches
from market.coaching.mentoring.review_actions import answer_review, ask_review
from market.coaching.models import BidReview, Coaching
from market.core.base import clock
from market.core.base.money import Money
from market.core.base.past import Past, entered
from market.jobs.models import Job

DAY = timedelta(days=1)
LETTER = "Good day. I have done three works like this one. I can begin on Sunday and show a first draft after two days."
COMMENT = (
    "The beginning is good. Say what the client has in hand after each step, and ask which colours they use already."
)
PRICE = "You asked for less than for your last two works of this kind. Ten more would be right."


def make_coaching(people: dict[str, User]) -> None:
    """What is there stays as it is. Nothing where Tahmina has taught Farida in no batch."""
    farida, rina, tahmina = (people[name] for name in ("farida", "rina", "tahmina"))
    if Coaching.objects.exists() or tahmina not in [coach for coach, _batch in possible_coaches(farida)]:
        return
    with entered(Past(clock.offset() - 40 * DAY)):
        coaching = ask_coach(by=farida, trainer_id=tahmina.pk)
    with entered(Past(clock.offset() - 39 * DAY)):
        accept_coaching(by=tahmina, coaching_id=coaching.pk)
    for job, days_ago in zip(_jobs_for(farida), (1, 0), strict=False):
        with entered(Past(clock.offset() - days_ago * DAY - DAY / 8)):
            review = _ask(farida, job)
        if days_ago:
            with entered(Past(clock.offset() - DAY / 2)):
                answer_review(by=tahmina, review_id=review.pk, comment=COMMENT, price_comment=PRICE)
    with entered(Past(clock.offset() - DAY / 4)):
        ask_coach(by=rina, trainer_id=tahmina.pk)


def _jobs_for(freelancer: User) -> list[Job]:
    """Two open jobs with a budget on which the freelancer has not bid."""
    own = Bid.objects.filter(freelancer=freelancer).values("job")
    jobs = Job.objects.visible_to(freelancer).taking_bids().exclude(pk__in=own)
    jobs = jobs.filter(
        visibility=Job.Visibility.ALL, budget_max_amount__isnull=False, published_at__lt=clock.now() - 3 * DAY
    )
    return list(jobs.filter(expires_at__gt=clock.now() + 3 * DAY, questions=None).order_by("expires_at", "pk")[:2])


def _ask(freelancer: User, job: Job) -> BidReview:
    price = Money(job.budget_max_amount or Decimal(50), job.currency)
    terms = ProposedTerms(price, job.duration_days, revisions=2)
    return ask_review(by=freelancer, job_id=job.pk, terms=terms, cover_letter=LETTER)
