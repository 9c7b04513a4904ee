"""What happens to a direct offer, and how its two sides hear of it."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.accounts.models import User
from market.bids.bids.events import bid_webhook
from market.core.base.events import JOBS, Event, NotificationType
from market.core.base.payloads import Written

offer_notification = partial(NotificationType, group=JOBS, action=_("See the offer"))


class OfferMade(Event, code="offer.made"):
    client: User
    freelancer: int
    amount: Money
    title: str
    days: int
    until: datetime | None  # of the job, which has it here

    audited = ("amount", "freelancer")
    notification = offer_notification(
        subject=_("%(client)s offers you a contract: %(amount)s"),
        body=_(
            "%(client)s would like you to do “%(title)s” for %(amount)s in %(days)s days. Accept, answer with your terms, or decline until %(until)s. It takes none of your bids."
        ),
        label=_("A client offers you a contract directly"),
    )
    system_message = _("%(client)s offered a contract: %(amount)s in %(days)s days.")
    webhook = bid_webhook("offer.made", _("A direct offer is made"))


class OfferRead(Event, code="offer.read"):
    person: User
    job: str

    audited = None
    notification = offer_notification(
        subject=_("%(person)s has read your offer"),
        body=_("%(person)s opened your offer “%(job)s” for the first time. You will be notified of the answer."),
        label=_("Your offer is read for the first time"),
        is_quiet=True,
    )


class OfferDeclined(Event, code="offer.declined"):
    freelancer: User
    title: str

    audited = None
    notification = offer_notification(
        subject=_("%(freelancer)s declined your offer"),
        body=_("%(freelancer)s cannot take on “%(title)s”. Nothing was charged. You can offer it to somebody else."),
        label=_("Your direct offer is declined"),
    )
    system_message = _("%(freelancer)s declined the offer.")


class OfferDeclinedBecause(Event, code="offer.declined_because"):
    freelancer: User
    title: str
    reason: Written

    audited = None
    notification = offer_notification(
        subject=_("%(freelancer)s declined your offer"),
        body=_("%(freelancer)s cannot take on “%(title)s”. Her reason: %(reason)s"),
        label=_("Your direct offer is declined"),
    )


class OfferWithdrawn(Event, code="offer.withdrawn"):
    client: User
    title: str

    audited = None
    notification = offer_notification(
        subject=_("%(client)s withdrew the offer “%(title)s”"),
        body=_("%(client)s took the offer “%(title)s” back before it was answered. You need not do anything."),
        label=_("A direct offer to you is withdrawn"),
    )
    system_message = _("%(client)s withdrew the offer.")


class OfferLapsing(Event, code="offer.lapsing"):
    person: User
    title: str
    at: datetime

    audited = None
    notification = offer_notification(
        subject=_("%(person)s waits for your answer: %(title)s"),
        body=_("The offer “%(title)s” lapses at %(at)s. Accept the terms, answer with yours, or say no until then."),
        label=_("An offer that you can answer lapses soon"),
    )


class OfferLapsed(Event, code="offer.lapsed"):
    title: str

    audited = None
    notification = offer_notification(
        subject=_("The offer “%(title)s” has lapsed"),
        body=_(
            "Nobody answered in time, so the offer “%(title)s” has ended. Nothing was charged. It can be made again."
        ),
        label=_("An offer lapses unanswered"),
    )
    system_message = _("Nobody answered the offer in time. It has lapsed.")
