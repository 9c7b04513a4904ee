"""Bids that are shown to the coach before they are sent. Only the freelancer sends one."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.bids.bids.actions import clean_answers, clean_letter, open_job_to_bid_on, own_profile_to_bid
from market.bids.bids.queries import bidding_limits_of
from market.bids.bids.refusals import AlreadyBid
from market.bids.models import Bid
from market.bids.offers.terms import ProposedTerms
from market.coaching.mentoring.events import ReviewAnswered, ReviewAsked
from market.coaching.mentoring.models import BidReview, Coaching
from market.coaching.mentoring.refusals import NoCoach, PrivateJob, ReviewJobEnded, ReviewOver
from market.coaching.mentoring.refusals import ReviewAnswered as AnsweredAlready
from market.coaching.mentoring.terms import COMMENT_LENGTH, PRICE_LENGTH
from market.core.base import clock, limits
from market.core.base.db import atomic, lock
from market.core.base.errors import Invalid, NotAllowed, require_length
from market.core.base.events import emit
from market.core.text.bangla import nfc
from market.jobs.models import Job


@atomic
def ask_review(
    *, by: User, job_id: int, terms: ProposedTerms, cover_letter: str, answers: Mapping[int, str] | None = None
) -> BidReview:
    """Show a bid to the coach before it is sent; one that was shown before for this job is closed.

    Raises what `submit_bid` raises of the job and the fields, NoCoach, PrivateJob, TooMany.
    """
    job = open_job_to_bid_on(by, job_id)
    own_profile_to_bid(by)  # locked: two requests wait for each other
    if bidding_limits_of(by, job).has_open_bid:
        raise AlreadyBid
    coaching = Coaching.objects.running().filter(freelancer=by).select_related("coach").first()
    if coaching is None:
        raise NoCoach
    if job.visibility != Job.Visibility.ALL or job.client_id == coaching.coach_id:
        raise PrivateJob
    proposed = terms.normalized(currency=job.currency, title=job.title)
    fields = {"cover_letter": clean_letter(cover_letter), "answers": clean_answers(job, answers or {})}
    limits.spend("bid_review", by.pk, times=settings.LIFECYCLE.bid_reviews_per_day, per=timedelta(days=1))
    BidReview.objects.filter(coaching=coaching, job=job, closed_at=None).update(closed_at=clock.now())
    review = BidReview.objects.create(
        coaching=coaching,
        job=job,
        **fields,
        amount_value=proposed.amount.amount,
        currency=str(proposed.amount.currency),
        days=proposed.days,
        milestones=proposed.serialized(),
        asked_at=clock.now(),
    )
    assert job.expires_at is not None  # noqa: S101  # for mypy: open jobs expire
    review_asked = ReviewAsked(freelancer=by, job=job.title, ends=job.expires_at)
    emit(review_asked, on=review, by=by, to=[coaching.coach], about=by)
    return review


def _take(by: User, review_id: int) -> BidReview:
    rows = BidReview.objects.visible_to(by).select_related("coaching__coach", "coaching__freelancer", "job")
    review = lock(rows, review_id)
    if review.closed_at is not None:
        raise ReviewOver
    return review


@atomic
def answer_review(*, by: User, review_id: int, comment: str, price_comment: str = "") -> BidReview:
    """Comment on a bid as its freelancer's coach, once.

    Raises NotFound, NotAllowed to the freelancer, ReviewOver, ReviewAnswered, ReviewJobEnded, Invalid.
    """
    review = _take(by, review_id)
    if by.pk != review.coaching.coach_id:
        raise NotAllowed
    if review.answered_at is not None:
        raise AnsweredAlready
    if not review.job.is_open:
        raise ReviewJobEnded
    texts = {"comment": nfc(comment).strip(), "price_comment": nfc(price_comment).strip()}
    if not any(texts.values()):
        raise Invalid(errors={"comment": [_("Say what is good, and what you would change.")]})
    require_length("comment", texts["comment"], COMMENT_LENGTH)
    require_length("price_comment", texts["price_comment"], PRICE_LENGTH)
    review.comment, review.price_comment = texts["comment"], texts["price_comment"]
    review.answered_at = clock.now()
    review.save(update_fields=["comment", "price_comment", "answered_at"])
    answered = ReviewAnswered(coach=by, job=review.job.title)
    emit(answered, on=review, by=by, to=[review.coaching.freelancer], about=by)
    return review


@atomic
def give_up_review(*, by: User, review_id: int) -> BidReview:
    """Take a bid back from the coach. Raises NotFound, NotAllowed to the coach, ReviewOver."""
    review = _take(by, review_id)
    if by.pk != review.coaching.freelancer_id:
        raise NotAllowed
    review.closed_at = clock.now()
    review.save(update_fields=["closed_at"])
    return review


def note_sent(bid: Bid) -> None:
    """A bid was sent: what was shown to the coach before is closed, and belongs to it."""
    rows = BidReview.objects.filter(coaching__freelancer=bid.freelancer_id, job=bid.job_id, closed_at=None)
    for review in rows.select_for_update(no_key=True):
        review.bid, review.closed_at = bid, clock.now()
        review.save(update_fields=["bid", "closed_at"])
