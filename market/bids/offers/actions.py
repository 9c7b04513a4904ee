"""A client offers a contract to one freelancer, without a job that others see.

It is a job by invitation for them alone, with a bid that the client wrote: all else works as for other bids. A custom
offer (`custom_offers`) is stored in the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from market.accounts.people.restraint_actions import require_unlimited
from market.bids.bids.actions import save_terms
from market.bids.bids.refusals import NotVerified, OfferStands, ProfileHidden, TakesNoWork, TooManyOffers
from market.bids.models import Bid
from market.bids.offers.events import OfferMade
from market.bids.offers.terms import ProposedTerms
from market.core.base import clock, limits
from market.core.base.db import atomic, fetch, lock, one_at_a_time
from market.core.base.errors import Invalid
from market.core.base.events import emit
from market.core.base.money import paid_currencies
from market.core.base.prepared import prepared
from market.core.text.bangla import graphemes, nfc
from market.core.text.contact import name_faults
from market.files.access import attachable
from market.jobs.models import Job, Thread
from market.jobs.postings.details import DESCRIPTION_LENGTH, TITLE_LENGTH
from market.jobs.postings.refusals import OwnProfile
from market.jobs.postings.reminders import job_reminder_at
from market.jobs.questions.actions import get_or_open_thread
from market.profiles.freelancers.absence_actions import require_present
from market.profiles.models import Profile
from market.safety.models import blocked_ids_query

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from market.accounts.models import User
    from market.files.models import Upload
    from market.messaging.models import Conversation

TITLE_STORED = 400  # code points: a Bangla character may be several


@dataclass(frozen=True, slots=True)
class WorkDescription:
    """Title and description of the work in a direct or custom offer."""

    title: str
    description: str

    def normalized(self) -> "WorkDescription":
        """The texts as they are stored. Raises Invalid at the fields."""
        work = WorkDescription(nfc(self.title).strip(), nfc(self.description).strip())
        errors: dict[str, list[object]] = {}
        for name, text, most, missing in (
            ("title", work.title, TITLE_LENGTH, _("Give the work a title.")),
            ("description", work.description, DESCRIPTION_LENGTH, _("Say what is to be done.")),
        ):
            if not text:
                errors[name] = [missing]
            elif graphemes(text) > most or (name == "title" and len(text) > TITLE_STORED):
                errors[name] = [_("Use %(most)s characters at most.") % {"most": most}]
        if faults := list(name_faults(work.title)):
            errors["title"] = [*faults]
        if errors:
            raise Invalid(errors=errors)
        return work


@atomic
def make_offer(
    *, by: "User", profile_id: int, work: WorkDescription, terms: ProposedTerms, file_ids: Sequence[object] = ()
) -> Bid:
    """Offer a contract to a freelancer: they are notified, and may accept, propose other terms, or decline.

    It does not count against their quota. Raises NotFound (also for a hidden profile, to a client without a thread with
    them), Limited, OwnProfile, NotVerified, ProfileHidden, FreelancerAway, TakesNoWork, OfferStands, TooManyOffers,
    TooMany past the daily limit, and Invalid at the fields.
    """
    require_unlimited(by)
    profile = offer_recipient(by, profile_id)
    work = work.normalized()
    proposed = payable_terms(terms, title=work.title)
    files = attachable(by, file_ids)
    _require_few_open(by, profile)
    limits.spend("offer", by.pk, times=settings.LIFECYCLE.offers_per_day, per=timedelta(days=1))
    job = create_private_job(by, profile, work, proposed)
    conversation = get_or_open_thread(job, by, profile.user).conversation
    bid = save_offer(job, profile.user, proposed, conversation, files)
    offered = OfferMade(
        client=by,
        freelancer=profile.user_id,
        amount=proposed.amount,
        days=proposed.days,
        title=work.title,
        until=job.expires_at,
    )
    emit(offered, on=bid, by=by, to=[profile.user], about=by, conversation=bid.conversation)
    return bid


def payable_terms(terms: ProposedTerms, *, title: str) -> ProposedTerms:
    """The terms of an offer as they are stored. Raises Invalid at the fields, also for a currency that is not paid."""
    currency = str(terms.amount.currency)
    if currency not in paid_currencies():
        allowed = ", ".join(paid_currencies())
        raise Invalid(errors={"amount": [_("Work can be paid in %(allowed)s only.") % {"allowed": allowed}]})
    return terms.normalized(currency=currency, title=title)


def offer_recipient(by: "User", profile_id: int, *, locked: bool = True) -> Profile:
    """The profile of a freelancer who can take an offer of this client; locked, so that one of two parallel ones fails.

    Raises what make_offer raises about the freelancer.
    """
    contacted = Thread.objects.filter(client=by).values("freelancer")
    profiles = Profile.objects.filter(Q(pk__in=Profile.objects.visible_to(by).values("pk")) | Q(user__in=contacted))
    profiles = profiles.exclude(user__in=blocked_ids_query(by)).select_related("user", "certificate", "topic")
    profile = lock(profiles, profile_id) if locked else fetch(profiles, profile_id)
    if profile.user_id == by.pk:
        raise OwnProfile
    if not profile.certificate.is_valid or not profile.user.is_in_sight:
        raise NotVerified
    if profile.state != Profile.State.PUBLISHED:
        raise ProfileHidden
    require_present(profile)
    if profile.availability == Profile.Availability.BUSY:
        raise TakesNoWork
    return profile


def open_offer_to(by: "User", freelancer: "User") -> Bid | None:
    """The client's open direct offer to the freelancer."""
    return next(iter(_open_offers(by, freelancer)), None)


@prepared
def _open_offers(by: "User", freelancer: "User") -> "QuerySet[Bid]":
    waiting = Bid.objects.open().filter(origin=Bid.Origin.OFFER, job__client=by, freelancer=freelancer)
    return waiting.select_related("job").order_by("pk")[:1]


def _require_few_open(by: "User", profile: Profile) -> None:
    one_at_a_time(by)
    if open_offer := open_offer_to(by, profile.user):
        raise OfferStands(title=open_offer.job.title)
    waiting = Bid.objects.open().filter(origin=Bid.Origin.OFFER, job__client=by).count()
    if waiting >= settings.LIFECYCLE.offers_open:
        raise TooManyOffers(most=settings.LIFECYCLE.offers_open)


def create_private_job(
    client: "User",
    profile: Profile,
    work: WorkDescription,
    terms: ProposedTerms,
    *,
    is_custom: bool = False,
    open_days: int | None = None,
) -> Job:
    """The job of an offer between a client and a freelancer, which nobody else sees, open for `open_days` (None: the
    usual number). Texts and terms are normalized."""
    at, open_days = clock.now(), open_days or settings.LIFECYCLE.offer_days
    job = Job(
        client=client,
        offered_to=profile.user,
        is_custom=is_custom,
        title=work.title,
        description=work.description,
        topic=profile.topic,
        budget_min_amount=terms.amount.amount,
        budget_max_amount=terms.amount.amount,
        currency=str(terms.amount.currency),
        duration_days=terms.days,
        visibility=Job.Visibility.INVITED,
        state=Job.State.OPEN,
        created_at=at,
        published_at=at,
        expires_at=at + timedelta(days=open_days),
    )
    job.remind_at = job_reminder_at(job, after=at)
    job.save()
    return job


def save_offer(
    job: Job, freelancer: "User", terms: ProposedTerms, conversation: "Conversation", files: "Sequence[Upload]"
) -> Bid:
    """Save the direct or custom offer of a private job, with its first terms."""
    origin = Bid.Origin.CUSTOM if job.is_custom else Bid.Origin.OFFER
    offer = Bid.objects.create(
        job=job, freelancer=freelancer, conversation=conversation, origin=origin, submitted_at=clock.now()
    )
    save_terms(offer, offer.author, terms, number=1)
    if files:
        offer.files.set(files)
    return offer
