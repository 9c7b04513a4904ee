"""A debt that later earnings pay, or that ends without."""

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.core.base.events import Event
from market.core.base.payloads import Written
from market.payments.releases.events import money_notification


class DebtPaid(Event, code="debt.paid"):
    """`amount` of what the freelancer earned went to what they owe; `left` is owed still."""

    amount: Money
    left: Money

    audited = ("amount", "left")
    notification = money_notification(
        subject=_("%(amount)s of what you earned went to what you owe"),
        body=_("You owe %(left)s now. Your money page says what it is for."),
        label=_("What you earn pays what you owe"),
        action=_("See your money"),
    )


class DebtToClientEnded(Event, code="debt.ended"):
    """Two operators have ended what a freelancer was to give back to a client; both sides are notified."""

    title: str
    amount: Money
    reason: Written

    audited = ("amount",)
    notification = money_notification(
        subject=_("The %(amount)s that was still to be given back for “%(title)s” is not owed any more"),
        body=_("It was to come from what the freelancer earns next, and nothing has come. The reason: %(reason)s"),
        label=_("What a freelancer was to give back ends"),
        action=_("Open the workroom"),
    )
