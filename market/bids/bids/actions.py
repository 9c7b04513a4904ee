"""Placing a bid, and negotiating its terms.

Every action on a bid locks the job first and then the bid: so deciding, closing and hiring exclude one another.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from market.accounts.people.restraint_actions import require_unlimited
from market.bids.bids.refusals import (
    AlreadyBid,
    BidNotOpen,
    NotFreelancer,
    NothingChanged,
    NotInvited,
    ProfileNotPublished,
    QuotaUsed,
)
from market.bids.models import Answer, Bid, Terms
from market.bids.offers.terms import Offer
from market.bids.queries import Standing, standing_of
from market.core.base import clock, limits
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import Invalid, TooMany, require_length
from market.core.text.bangla import graphemes, nfc
from market.files.access import attachable
from market.files.models import Upload
from market.jobs.invitations.actions import accept_by_bid
from market.jobs.models import Invitation, Job, Question, Thread
from market.jobs.postings.actions import extend_on_activity
from market.jobs.postings.refusals import JobNotOpen, OwnJob
from market.jobs.questions.actions import get_or_open_thread
from market.messaging.actions import post_system_line
from market.notifications.telling.actions import notify
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
    terms: Offer,
    cover_letter: str,
    answers: Mapping[int, str] | None = None,
    file_ids: Sequence[object] = (),
) -> Bid:
    """Offer to do an open job. The client is told; it takes a place of the month's quota.

    `answers` are to the job's questions, by the question's id; `file_ids` are her own uploads. Raises NotFound,
    Limited, NotFreelancer, ProfileNotPublished, OwnJob, NotInvited, JobNotOpen, AlreadyBid, QuotaUsed, TooMany past the
    hour's limit, and Invalid at the fields ("answers.7", 7 being the question).
    """
    job = _job_to_bid_on(by, job_id)
    require_unlimited(by)
    by.profile = _own_profile(by)  # locked: her bids queue here, so that what is counted holds under parallel requests
    standing = standing_of(by, job)
    if standing.has_open_bid:
        raise AlreadyBid
    offer = terms.settled(currency=job.currency, title=job.title)
    letter = _letter(cover_letter)
    said = _answers(job, answers or {})
    files = attachable(by, file_ids) if file_ids else []
    _require_room(standing)
    at = clock.now()
    if not Job.objects.taking_bids().filter(pk=job.pk, expires_at__gt=at).update(bid_count=F("bid_count") + 1):
        raise JobNotOpen(state=Job.State.CLOSED.label)
    talk = get_or_open_thread(job, job.client, by, is_new=not job.talks).conversation  # type: ignore[attr-defined]
    bid = Bid.objects.create(job=job, freelancer=by, conversation=talk, cover_letter=letter, submitted_at=at)
    _complete(bid, [keep_terms(bid, by, offer, number=1)], said, files)
    if job.has_invited:  # type: ignore[attr-defined]  # annotated, as `talks` and `asks`
        accept_by_bid(job, by)
    audit("bid.submitted", by=by, on=bid, amount=offer.amount)
    facts = {"freelancer": by, "amount": offer.amount, "days": offer.days}
    post_system_line(talk, "bid.submitted", **facts)
    notify(job.client, "bid.submitted", by, on=bid, job=job.title, **facts)
    return bid


def _job_to_bid_on(by: "User", job_id: int) -> Job:
    """The job, with what stands around it: so that no statement is spent on what is not there."""
    rows = Job.objects.visible_to(by).select_related("client__news_settings")
    mine = {"job": OuterRef("pk"), "freelancer": by}
    rows = rows.annotate(
        asks=Exists(Question.objects.filter(job=OuterRef("pk"))),
        has_invited=Exists(Invitation.objects.filter(**mine)),
        talks=Exists(Thread.objects.filter(**mine)),
    )
    job = fetch(rows, job_id)
    if job.client_id == by.pk:
        raise OwnJob
    if not job.is_open:
        raise JobNotOpen(state=job.state_label)
    if not job.client.is_in_sight:
        raise JobNotOpen(state=Job.State.REMOVED.label)
    if job.visibility == Job.Visibility.INVITED and not job.has_invited:  # type: ignore[attr-defined]
        raise NotInvited
    return job


def _own_profile(by: "User") -> Profile:
    profile = (
        Profile.objects.select_for_update(of=("self",), no_key=True)
        .select_related("certificate")
        .filter(user=by)
        .first()
    )
    if profile is None or not profile.certificate.is_valid:
        raise NotFreelancer
    if profile.state != Profile.State.PUBLISHED:
        raise ProfileNotPublished
    return profile


def _require_room(standing: Standing) -> None:
    """A place in the month, and in the hour."""
    if not standing.quota.left:
        raise QuotaUsed(standing.quota)
    most = settings.LIFECYCLE.bids_per_hour
    if len(standing.last_hour) >= most:
        free_at = standing.last_hour[-most] + timedelta(hours=1)
        raise TooMany(retry_after=max(1, int((free_at - clock.now()).total_seconds())))


def _complete(bid: Bid, terms: list[Terms], said: Mapping[int, str], files: list[Upload]) -> None:
    """Write what belongs to a new bid, and let it know its parts as if they were read again."""
    answers = [Answer(bid=bid, question_id=at, text=text) for at, text in said.items()]
    if answers:
        answers = list(Answer.objects.bulk_create(answers))
        prefetch_related_objects(answers, "question")
    if files:
        bid.files.set(files)
    _know(bid, "terms", Terms.objects.filter(bid=bid), terms)
    _know(bid, "answers", Answer.objects.filter(bid=bid), answers)
    _know(bid, "files", Upload.objects.filter(bids=bid), files)


def _know(bid: Bid, name: str, known: "QuerySet[Any]", rows: Sequence[Any]) -> None:
    known._result_cache, known._prefetch_done = list(rows), True  # type: ignore[attr-defined]  # as prefetching does
    bid.__dict__.setdefault("_prefetched_objects_cache", {})[name] = known


def _letter(text: str) -> str:
    letter = nfc(text).strip()
    if not letter:
        raise Invalid(errors={"cover_letter": [_("Write to the client why you are the right one.")]})
    require_length("cover_letter", letter, LETTER_LENGTH)
    return letter


def _answers(job: Job, given: Mapping[int, str]) -> dict[int, str]:
    """The answers that are to be kept, by the question's id. Raises Invalid: what must be answered is."""
    asks = job.asks  # type: ignore[attr-defined]  # annotated
    questions = {each.pk: each for each in job.questions.all()} if asks else {}
    said = {at: nfc(text).strip() for at, text in given.items()}
    errors: dict[str, list[object]] = {}
    for at, text in said.items():
        if at not in questions:
            errors[f"answers.{at}"] = [_("This job does not ask that.")]
        elif graphemes(text) > ANSWER_LENGTH:
            errors[f"answers.{at}"] = [_("Use %(most)s characters at most.") % {"most": ANSWER_LENGTH}]
    for at, question in questions.items():
        if question.is_required and not said.get(at):
            errors[f"answers.{at}"] = [_("The client asks everybody this. Answer it, please.")]
    if errors:
        raise Invalid(errors=errors)
    return {at: text for at, text in said.items() if text}


def keep_terms(bid: Bid, by: "User", offer: Offer, *, number: int) -> Terms:
    """Write one version of a bid's terms; the bid is new or locked, the offer settled."""
    return Terms.objects.create(
        bid=bid,
        number=number,
        by=by,
        amount_value=offer.amount.amount,
        currency=str(offer.amount.currency),
        days=offer.days,
        milestones=offer.stored(),
        proposed_at=clock.now(),
    )


def answer_by(job: Job) -> None:
    """Give whose turn it is the days of a direct offer to answer; its job is locked or new, and saved here."""
    job.expires_at, job.warned_at = clock.now() + timedelta(days=settings.LIFECYCLE.offer_days), None
    job.save(update_fields=["expires_at", "warned_at"])


def lock_bid(by: "User", bid_id: int) -> Bid:
    """The bid, locked after its job, with both and the people loaded. Raises NotFound to all but its two sides."""
    visible = Bid.objects.visible_to(by)
    job = Job.objects.select_for_update(of=("self",), no_key=True).filter(bids__in=visible.filter(pk=bid_id)).first()
    bid = lock(visible.select_related("job__client", "freelancer", "conversation"), bid_id)
    if job is not None:
        job.client = bid.job.client
        bid.job = job
    return bid


@atomic
def propose_terms(*, by: "User", bid_id: int, terms: Offer) -> Terms:
    """Put changed terms on the table, by either side; the other may accept them, or answer with its own.

    Raises NotFound to strangers, BidNotOpen, JobNotOpen, NotReachable, Invalid at the fields, NothingChanged, TooMany.
    """
    bid = lock_bid(by, bid_id)
    if not bid.is_open:
        raise BidNotOpen(state=bid.get_state_display())
    if not bid.job.is_open:
        raise JobNotOpen(state=bid.job.state_label)
    require_reachable(bid.freelancer, bid.job.client)
    offer = terms.settled(currency=bid.job.currency, title=bid.job.title)
    if offer == Offer.of(bid.latest):
        raise NothingChanged
    limits.spend("terms", bid.pk, times=TERMS_PER_DAY, per=timedelta(days=1))
    proposed = keep_terms(bid, by, offer, number=bid.terms.count() + 1)
    other = bid.freelancer if by.pk == bid.job.client_id else bid.job.client
    if bid.is_offer:
        answer_by(bid.job)
    elif by.pk == bid.job.client_id:
        extend_on_activity(bid.job)
    audit("bid.terms_proposed", by=by, on=bid, number=proposed.number, amount=offer.amount)
    facts = {"person": by, "amount": offer.amount, "days": offer.days}
    post_system_line(bid.conversation, "bid.terms_proposed", **facts)
    notify(other, "bid.terms_proposed", by, on=bid, job=bid.job.title, **facts)
    return proposed
