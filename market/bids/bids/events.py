"""What happens to a bid, and how its two sides hear of it; how a job ends for which nobody was hired."""

from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.accounts.models import User
from market.bids.models import Bid
from market.core.base.events import JOBS, Event, NotificationType, Webhook
from market.core.base.payloads import Written
from market.jobs.postings.events import JobEvent, job_notification, job_webhook
from market.safety.models import is_blocked_between

bid_notification = partial(NotificationType, group=JOBS, action=_("See the bid"))


class BidEvent(Event):
    """Of a bid on the job with the title `job`."""

    job: str


class BidDecisionEvent(BidEvent):
    """One side has decided against it. The reason as it was written is for the audit log alone."""

    ground: str = ""
    reason: str = ""

    audited = ("ground", "reason")


def reachable_parties(bid: Bid) -> list[User]:
    """Both sides; where a block keeps them apart, who wrote it alone."""
    both = [bid.job.client, bid.freelancer]
    if any(each.has_blocks for each in both) and is_blocked_between(*both):
        return [each for each in both if each.pk == bid.author_id]
    return both


def bid_facts(bid: Bid) -> dict[str, Any]:
    """Which bid on which job, and how it stands, for programs."""
    return {"bid": bid.pk, "state": bid.state, "job": bid.job_id, "freelancer": bid.freelancer_id}


bid_webhook = partial(Webhook, users=reachable_parties, payload=bid_facts)


class BidSubmitted(BidEvent, code="bid.submitted"):
    freelancer: User
    amount: Money
    days: int

    audited = ("amount",)
    notification = bid_notification(
        subject=_("%(freelancer)s bids %(amount)s: %(job)s"),
        body=_(
            "%(freelancer)s offers to do “%(job)s” for %(amount)s in %(days)s days. Compare, talk, and accept when you are sure."
        ),
        label=_("Somebody bids on your job"),
    )
    system_message = _("%(freelancer)s placed a bid: %(amount)s in %(days)s days.")
    webhook = bid_webhook("bid.submitted", _("A bid is sent"))


class BidWithdrawn(BidDecisionEvent, code="bid.withdrawn"):
    freelancer: User

    notification = bid_notification(
        subject=_("%(freelancer)s withdrew her bid"),
        body=_("%(freelancer)s withdrew her bid on “%(job)s”. Your other bids stand."),
        label=_("A freelancer withdraws her bid"),
    )
    system_message = _("%(freelancer)s withdrew the bid.")
    webhook = bid_webhook("bid.withdrawn", _("A bid is withdrawn"))


class BidShortlisted(BidEvent, code="bid.shortlisted"):
    client: User

    notification = bid_notification(
        subject=_("%(client)s put your bid on the shortlist"),
        body=_(
            "Your bid on “%(job)s” is one of those that %(client)s likes best. Now the client may ask questions, or accept."
        ),
        label=_("Your bid comes on a shortlist"),
    )
    system_message = _("%(client)s put the bid on the shortlist.")
    webhook = bid_webhook("bid.shortlisted", _("A bid is shortlisted"))


class BidDeclined(BidDecisionEvent, code="bid.declined"):
    client: User

    notification = bid_notification(
        subject=_("%(client)s declined your bid"),
        body=_("Your bid on “%(job)s” was not chosen. The client gave no reason. Other jobs wait for your bid."),
        label=_("Your bid is not chosen"),
    )
    system_message = _("%(client)s declined the bid.")
    webhook = bid_webhook("bid.declined", _("A bid is declined"))


class BidDeclinedBecause(BidEvent, code="bid.declined_because"):
    client: User
    reason: Written

    audited = None
    notification = bid_notification(
        subject=_("%(client)s declined your bid"),
        body=_("Your bid on “%(job)s” was not chosen. The client's reason: %(reason)s"),
        label=_("Your bid is not chosen"),
    )


class BidTermsProposed(BidEvent, code="bid.terms_proposed"):
    person: User
    amount: Money
    days: int
    number: int

    audited = ("number", "amount")
    notification = bid_notification(
        subject=_("%(person)s proposes new terms: %(amount)s"),
        body=_(
            "%(person)s proposes %(amount)s in %(days)s days for “%(job)s”. You can accept these terms, or answer with yours."
        ),
        label=_("The other side proposes other terms"),
    )
    system_message = _("%(person)s proposed new terms: %(amount)s in %(days)s days.")
    webhook = bid_webhook("bid.terms_proposed", _("Changed terms are proposed"))


class BidRead(BidEvent, code="bid.read"):
    person: User

    audited = None
    notification = bid_notification(
        subject=_("%(person)s has read your bid"),
        body=_("The client of “%(job)s” opened your bid for the first time. You need not do anything."),
        label=_("Your bid is read for the first time"),
        is_quiet=True,
    )


class BidLapsed(BidEvent, code="bid.lapsed"):
    client: User

    audited = None
    notification = bid_notification(
        subject=_("A job ended without hiring: %(job)s"),
        body=_(
            "%(client)s hired nobody for “%(job)s”. Your bid has lapsed, and its place in your month is free again."
        ),
        label=_("A job that you bid on ends without hiring"),
    )


class BidJobRemoved(BidEvent, code="bid.job_removed"):
    audited = None
    notification = bid_notification(
        subject=_("Moderators took a job off the site: %(job)s"),
        body=_(
            "Nobody is hired for “%(job)s” any more. What was offered has lapsed; a bid's place in your month is free again. If you were asked for money or papers, give none, and report it."
        ),
        label=_("Moderators hide or remove a job that you bid on, or show it again"),
    )


class JobExpiring(JobEvent, code="job.expiring"):
    at: datetime

    audited = None
    notification = job_notification(
        subject=_("Your job ends soon: %(job)s"),
        body=_("“%(job)s” takes bids until %(at)s. Accept a bid by then, or keep the job open longer."),
        label=_("Your job ends soon"),
    )


class JobExpired(JobEvent, code="job.expired"):
    notification = job_notification(
        subject=_("Your job has ended: %(job)s"),
        body=_("The time of “%(job)s” is over and nobody was hired. Its bids have lapsed. You can post the job again."),
        label=_("Your job has ended"),
    )
    webhook = job_webhook("job.expired", _("A job of yours expires"))


class JobClosed(Event, code="job.closed"):
    webhook = job_webhook("job.closed", _("A job of yours is closed"))


class JobRemoved(JobEvent, code="job.removed"):
    audited = None
    notification = job_notification(
        subject=_("Your job is off the site: %(job)s"),
        body=_(
            "The time of “%(job)s” ended while moderators hid it. Its bids have lapsed, and it cannot be posted again."
        ),
        label=_("Your job has ended"),
    )
    system_message = _("Moderators took “%(job)s” off the site. What was offered has lapsed.")


class JobEnded(JobEvent, code="job.ended"):
    audited = None
    system_message = _("The job “%(job)s” ended without hiring. The bid has lapsed.")
