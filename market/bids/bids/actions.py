"""Placing a bid, and negotiating its terms.

Every action on a bid locks the job first and then the bid: so deciding, closing and hiring exclude one another.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from market.accounts.people.restraint_actions import require_unlimited
from market.bids.bids.events import BidSubmitted, BidTermsProposed
from market.bids.bids.queries import BiddingLimits, bidding_limits_of, is_too_early, job_to_bid_on, lock_profile
from market.bids.bids.refusals import (
    AlreadyBid,
    BidNotOpen,
    NotFreelancer,
    NothingChanged,
    NotInvited,
    ProfileNotPublished,
    QuotaUsed,
    StartersFirst,
)
from market.bids.models import Answer, Bid, Terms
from market.bids.offers.terms import ProposedTerms
from market.core.base import clock, limits, signals
from market.core.base.db import atomic, lock
from market.core.base.errors import Invalid, TooMany, require_length
from market.core.base.events import emit
from market.core.base.prepared import hold_all
from market.core.text.bangla import graphemes, nfc
from market.files.access import attachable
from market.files.models import Upload
from market.jobs.invitations.actions import accept_by_bid
from market.jobs.models import Job
from market.jobs.postings.actions import extend_on_activity
from market.jobs.postings.refusals import JobNotOpen, OwnJob
from market.jobs.postings.reminders import job_reminder_at
from market.jobs.questions.actions import get_or_open_thread
from market.profiles.models import Profile
from market.safety.actions import require_reachable

if TYPE_CHECKING:
    from market.accounts.models import User

LETTER_LENGTH = 4000
ANSWER_LENGTH = 1000
TERMS_PER_DAY = 20


@atomic
def submit_bid(
    *,
    by: "User",
    job_id: int,
    terms: ProposedTerms,
    cover_letter: str,
    answers: Mapping[int, str] | None = None,
    file_ids: Sequence[object] = (),
) -> Bid:
    """Bid on an open job. The client is notified; it uses a place of the month's quota.

    `answers` are to the job's questions, by question id; `file_ids` are the user's own uploads. Raises NotFound,
    Limited, NotFreelancer, ProfileNotPublished, OwnJob, NotInvited, JobNotOpen, AlreadyBid, StartersFirst, QuotaUsed,
    TooMany past the hour's limit, and Invalid at the fields ("answers.7", 7 being the question).
    """
    job = open_job_to_bid_on(by, job_id)
    require_unlimited(by)
    by.profile = own_profile_to_bid(by)  # locked: parallel bids of a user queue here, so that the counts hold
    limits_now = bidding_limits_of(by, job)
    if limits_now.has_open_bid:
        raise AlreadyBid
    if is_too_early(job, by.profile, is_invited=job.has_invited):  # type: ignore[attr-defined]  # annotated
        raise StartersFirst(job)
    proposed = terms.normalized(currency=job.currency, title=job.title)
    letter = clean_letter(cover_letter)
    texts = clean_answers(job, answers or {})
    files = attachable(by, file_ids) if file_ids else []
    _require_quota(limits_now)
    at = clock.now()
    if not Job.objects.taking_bids().filter(pk=job.pk, expires_at__gt=at).update(bid_count=F("bid_count") + 1):
        raise JobNotOpen(state=Job.State.CLOSED.label)
    signals.figures_changed.send(Job, pk=job.pk)
    conversation = get_or_open_thread(job, job.client, by, is_new=not job.has_thread).conversation  # type: ignore[attr-defined]
    bid = Bid.objects.create(job=job, freelancer=by, conversation=conversation, cover_letter=letter, submitted_at=at)
    _save_parts(bid, [save_terms(bid, by, proposed, number=1)], texts, files)
    if job.has_invited:  # type: ignore[attr-defined]  # annotated
        accept_by_bid(job, by)
    submitted = BidSubmitted(freelancer=by, amount=proposed.amount, days=proposed.days, job=job.title)
    emit(submitted, on=bid, by=by, to=[job.client], about=by, conversation=conversation)
    return bid


def open_job_to_bid_on(by: "User", job_id: int) -> Job:
    """The job, with what exists around it. Raises what refuses a bid on it."""
    job = job_to_bid_on(by, job_id)
    if job.client_id == by.pk:
        raise OwnJob
    if not job.is_open:
        raise JobNotOpen(state=job.state_label)
    if not job.client.is_in_sight:
        raise JobNotOpen(state=Job.State.REMOVED.label)
    if job.visibility == Job.Visibility.INVITED and not job.has_invited:  # type: ignore[attr-defined]
        raise NotInvited
    return job


def own_profile_to_bid(by: "User") -> Profile:
    """The user's profile, locked. Raises NotFreelancer without a valid certificate, ProfileNotPublished."""
    profile = lock_profile(by)
    if profile is None or not profile.certificate.is_valid:
        raise NotFreelancer
    if profile.state != Profile.State.PUBLISHED:
        raise ProfileNotPublished
    return profile


def _require_quota(limits: BiddingLimits) -> None:
    """Raise QuotaUsed past the month's quota, TooMany past the hour's limit."""
    if not limits.quota.left:
        raise QuotaUsed(limits.quota)
    most = settings.LIFECYCLE.bids_per_hour
    if len(limits.last_hour) >= most:
        free_at = limits.last_hour[-most] + timedelta(hours=1)
        raise TooMany(retry_after=max(1, int((free_at - clock.now()).total_seconds())))


def _save_parts(bid: Bid, terms: list[Terms], texts: Mapping[int, str], files: list[Upload]) -> None:
    """Save answers and files of a new bid, and fill its prefetch cache with them."""
    answers = [Answer(bid=bid, question_id=at, text=text) for at, text in texts.items()]
    if answers:
        answers = list(Answer.objects.bulk_create(answers))
        prefetch_related_objects(answers, "question")
    if files:
        bid.files.set(files)
    hold_all(bid, "terms", Terms.objects.filter(bid=bid), terms)
    hold_all(bid, "answers", Answer.objects.filter(bid=bid), answers)
    hold_all(bid, "files", Upload.objects.filter(bids=bid), files)


def clean_letter(text: str) -> str:
    """The letter as it is stored. Raises Invalid."""
    letter = nfc(text).strip()
    if not letter:
        raise Invalid(errors={"cover_letter": [_("Write to the client why you are the right one.")]})
    require_length("cover_letter", letter, LETTER_LENGTH)
    return letter


def clean_answers(job: Job, texts: Mapping[int, str]) -> dict[int, str]:
    """The non-empty answers by question id. Raises Invalid, also for a missing required answer."""
    asks = job.has_questions  # type: ignore[attr-defined]  # annotated
    questions = {each.pk: each for each in job.questions.all()} if asks else {}
    cleaned = {question_id: nfc(text).strip() for question_id, text in texts.items()}
    errors: dict[str, list[object]] = {}
    for question_id, text in cleaned.items():
        if question_id not in questions:
            errors[f"answers.{question_id}"] = [_("This job does not ask that.")]
        elif graphemes(text) > ANSWER_LENGTH:
            errors[f"answers.{question_id}"] = [_("Use %(most)s characters at most.") % {"most": ANSWER_LENGTH}]
    for question_id, question in questions.items():
        if question.is_required and not cleaned.get(question_id):
            errors[f"answers.{question_id}"] = [_("The client asks everybody this. Answer it, please.")]
    if errors:
        raise Invalid(errors=errors)
    return {question_id: text for question_id, text in cleaned.items() if text}


def save_terms(bid: Bid, by: "User", proposed: ProposedTerms, *, number: int) -> Terms:
    """Save one version of a bid's terms; the bid is new or locked, the terms are normalized."""
    return Terms.objects.create(
        bid=bid,
        number=number,
        by=by,
        amount_value=proposed.amount.amount,
        currency=str(proposed.amount.currency),
        days=proposed.days,
        milestones=proposed.serialized(),
        proposed_at=clock.now(),
    )


def reset_answer_deadline(job: Job) -> None:
    """Restart the answer deadline of a direct offer; its job is locked or new, and saved here."""
    soonest = clock.now() + timedelta(days=settings.LIFECYCLE.offer_days)
    job.expires_at = max(job.expires_at or soonest, soonest)
    job.remind_at = job_reminder_at(job, after=clock.now())
    job.save(update_fields=["expires_at", "remind_at"])


def lock_bid(by: "User", bid_id: int) -> Bid:
    """The bid, locked after its job, with job and users loaded. Raises NotFound to all but its two sides."""
    visible = Bid.objects.visible_to(by)
    job = Job.objects.select_for_update(of=("self",), no_key=True).filter(bids__in=visible.filter(pk=bid_id)).first()
    bid = lock(visible.select_related("job__client", "freelancer", "conversation"), bid_id)
    if job is not None:
        job.client = bid.job.client
        bid.job = job
    return bid


@atomic
def propose_terms(*, by: "User", bid_id: int, terms: ProposedTerms) -> Terms:
    """Propose changed terms, as either side; the other may accept them, or propose their own.

    Raises NotFound to strangers, BidNotOpen, JobNotOpen, NotReachable, Invalid at the fields, NothingChanged, TooMany.
    """
    bid = lock_bid(by, bid_id)
    if not bid.is_open:
        raise BidNotOpen(state=bid.get_state_display())
    if not bid.job.is_open:
        raise JobNotOpen(state=bid.job.state_label)
    require_reachable(bid.freelancer, bid.job.client)
    offer = terms.normalized(currency=bid.job.currency, title=bid.job.title)
    if offer == ProposedTerms.of(bid.latest):
        raise NothingChanged
    limits.spend("terms", bid.pk, times=TERMS_PER_DAY, per=timedelta(days=1))
    proposed = save_terms(bid, by, offer, number=bid.terms.count() + 1)
    other = bid.freelancer if by.pk == bid.job.client_id else bid.job.client
    if bid.is_offer:
        reset_answer_deadline(bid.job)
    elif by.pk == bid.job.client_id:
        extend_on_activity(bid.job)
    event = BidTermsProposed(person=by, amount=offer.amount, days=offer.days, number=proposed.number, job=bid.job.title)
    emit(event, on=bid, by=by, to=[other], about=by, conversation=bid.conversation)
    return proposed
