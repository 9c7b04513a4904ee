"""What happens to a custom offer alone, and how its two sides hear of it; the rest is as with direct offers."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.accounts.models import User
from market.bids.bids.events import bid_webhook
from market.bids.offers.events import offer_notification
from market.core.base.events import Event
from market.core.base.payloads import Written


class CustomOfferMade(Event, code="custom_offer.made"):
    freelancer: User
    client: int
    amount: Money
    title: str
    days: int
    until: datetime | None  # of the job, which has it here

    audited = ("amount", "client")
    notification = offer_notification(
        subject=_("%(freelancer)s sends you an offer: %(amount)s"),
        body=_(
            "%(freelancer)s would do “%(title)s” for %(amount)s in %(days)s days. Accept, answer with your terms, or decline until %(until)s. Nothing is charged before you fund a milestone."
        ),
        label=_("A freelancer sends you an offer"),
    )
    system_message = _("%(freelancer)s sent an offer: %(amount)s in %(days)s days.")
    webhook = bid_webhook("custom_offer.made", _("A custom offer is made"))


class CustomOfferDeclined(Event, code="custom_offer.declined"):
    client: User
    title: str

    audited = None
    notification = offer_notification(
        subject=_("%(client)s declined your offer"),
        body=_("%(client)s does not want “%(title)s” on these terms. You can talk about it, and send another offer."),
        label=_("Your custom offer is declined"),
    )
    system_message = _("%(client)s declined the offer.")


class CustomOfferDeclinedBecause(Event, code="custom_offer.declined_because"):
    client: User
    title: str
    reason: Written

    audited = None
    notification = offer_notification(
        subject=_("%(client)s declined your offer"),
        body=_("%(client)s does not want “%(title)s” on these terms. The client's reason: %(reason)s"),
        label=_("Your custom offer is declined"),
    )


class CustomOfferWithdrawn(Event, code="custom_offer.withdrawn"):
    freelancer: User
    title: str

    audited = None
    notification = offer_notification(
        subject=_("%(freelancer)s withdrew the offer “%(title)s”"),
        body=_("%(freelancer)s took the offer “%(title)s” back before it was answered. You need not do anything."),
        label=_("A custom offer to you is withdrawn"),
    )
    system_message = _("%(freelancer)s withdrew the offer.")
