"""A client offers a contract to one graduate, without a job that others see.

It is a job by invitation for her alone, with a bid that the client wrote: so terms, talk and contract are the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from market.accounts.people.restraint_actions import require_unlimited
from market.bids.bids.actions import keep_terms
from market.bids.bids.refusals import NotVerified, OfferStands, ProfileHidden, TakesNoWork, TooManyOffers
from market.bids.models import Bid
from market.bids.offers.terms import Offer
from market.core.base import clock, limits
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock, one_at_a_time
from market.core.base.errors import Invalid
from market.core.base.prepared import prepared
from market.core.text.bangla import graphemes, nfc
from market.files.access import attachable
from market.jobs.models import Job, Thread
from market.jobs.postings.details import DESCRIPTION_LENGTH, TITLE_LENGTH
from market.jobs.postings.refusals import OwnProfile
from market.jobs.questions.actions import get_or_open_thread
from market.messaging.actions import post_system_line
from market.notifications.telling.actions import notify
from market.profiles.freelancers.absence_actions import require_present
from market.profiles.models import Profile
from market.safety.models import apart_from

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from market.accounts.models import User

TITLE_STORED = 400  # code points: a Bangla character may be several


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done, as the client says it."""

    title: str
    description: str

    def checked(self) -> "Work":
        """The texts as they are kept. Raises Invalid at the fields."""
        kept = Work(nfc(self.title).strip(), nfc(self.description).strip())
        errors: dict[str, list[object]] = {}
        for name, text, most, missing in (
            ("title", kept.title, TITLE_LENGTH, _("Give the work a title.")),
            ("description", kept.description, DESCRIPTION_LENGTH, _("Say what is to be done.")),
        ):
            if not text:
                errors[name] = [missing]
            elif graphemes(text) > most or (name == "title" and len(text) > TITLE_STORED):
                errors[name] = [_("Use %(most)s characters at most.") % {"most": most}]
        if errors:
            raise Invalid(errors=errors)
        return kept


@atomic
def make_offer(*, by: "User", profile_id: int, work: Work, terms: Offer, file_ids: Sequence[object] = ()) -> Bid:
    """Offer a contract to a graduate: she is told, and may accept, answer with other terms, or decline.

    It takes no place of her month. Raises NotFound (a profile that is hidden from one who never dealt with her),
    Limited, OwnProfile, NotVerified, ProfileHidden, FreelancerAway, TakesNoWork, OfferStands, TooManyOffers, TooMany
    past the day's limit, and Invalid at the fields.
    """
    require_unlimited(by)
    profile = addressee(by, profile_id)
    work = work.checked()
    currency = str(terms.amount.currency)
    if currency not in settings.STRIPE_CURRENCIES:
        allowed = ", ".join(settings.STRIPE_CURRENCIES)
        raise Invalid(errors={"amount": [_("Work can be paid in %(allowed)s only.") % {"allowed": allowed}]})
    offer = terms.settled(currency=currency, title=work.title)
    files = attachable(by, file_ids)
    _require_room(by, profile)
    limits.spend("offer", by.pk, times=settings.LIFECYCLE.offers_per_day, per=timedelta(days=1))
    job = _keep_job(by, profile, work, offer)
    bid = Bid.objects.create(
        job=job,
        freelancer=profile.user,
        conversation=get_or_open_thread(job, by, profile.user).conversation,
        origin=Bid.Origin.OFFER,
        submitted_at=clock.now(),
    )
    keep_terms(bid, by, offer, number=1)
    if files:
        bid.files.set(files)
    audit("offer.made", by=by, on=bid, amount=offer.amount, freelancer=profile.user_id)
    facts = {"client": by, "amount": offer.amount, "days": offer.days}
    post_system_line(bid.conversation, "offer.made", **facts)
    notify(profile.user, "offer.made", by, on=bid, title=work.title, until=job.expires_at, **facts)
    return bid


def addressee(by: "User", profile_id: int, *, locked: bool = True) -> Profile:
    """The profile of who can take an offer of this client's, locked: so that of two offers at once one stands.

    Raises as make_offer says, for what is with the freelancer.
    """
    known = Thread.objects.filter(client=by).values("freelancer")
    seen = Profile.objects.filter(Q(pk__in=Profile.objects.visible_to(by).values("pk")) | Q(user__in=known))
    seen = seen.exclude(user__in=apart_from(by)).select_related("user", "certificate", "topic")
    profile = lock(seen, profile_id) if locked else fetch(seen, profile_id)
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
    """The client's offer to her that waits for an answer."""
    return next(iter(_open_offers(by, freelancer)), None)


@prepared
def _open_offers(by: "User", freelancer: "User") -> "QuerySet[Bid]":
    waiting = Bid.objects.open().filter(origin=Bid.Origin.OFFER, job__client=by, freelancer=freelancer)
    return waiting.select_related("job").order_by("pk")[:1]


def _require_room(by: "User", profile: Profile) -> None:
    one_at_a_time(by)
    if standing := open_offer_to(by, profile.user):
        raise OfferStands(title=standing.job.title)
    waiting = Bid.objects.open().filter(origin=Bid.Origin.OFFER, job__client=by).count()
    if waiting >= settings.LIFECYCLE.offers_open:
        raise TooManyOffers(most=settings.LIFECYCLE.offers_open)


def _keep_job(by: "User", profile: Profile, work: Work, offer: Offer) -> Job:
    at = clock.now()
    return Job.objects.create(
        client=by,
        offered_to=profile.user,
        title=work.title,
        description=work.description,
        topic=profile.topic,
        budget_min_amount=offer.amount.amount,
        budget_max_amount=offer.amount.amount,
        currency=str(offer.amount.currency),
        duration_days=offer.days,
        visibility=Job.Visibility.INVITED,
        state=Job.State.OPEN,
        created_at=at,
        published_at=at,
        expires_at=at + timedelta(days=settings.LIFECYCLE.offer_days),
    )
