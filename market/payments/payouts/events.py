"""Payouts, and the accounts that they go to."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.core.base.events import MONEY, Event, NotificationType, Webhook
from market.core.base.payloads import Written
from market.payments.models import Payout, PayoutAccount

payout_notification = partial(NotificationType, group=MONEY, action=_("See your money"))


def payout_facts(payout: Payout) -> dict[str, Any]:
    """Which payout, and how it stands, for programs."""
    return {"payout": payout.pk, "state": payout.state}


payout_webhook = partial(Webhook, users=lambda payout: [payout.freelancer], payload=payout_facts)


class PayoutEvent(Event):
    """Of a payout of `amount`, or of a part of it."""

    amount: Money

    audited: ClassVar[tuple[str, ...] | None] = ("amount",)


class PayoutRequested(PayoutEvent, code="payout.requested"):
    webhook = payout_webhook("payout.requested", _("A payout is asked for"))


class PayoutSent(PayoutEvent, code="payout.sent"):
    webhook = payout_webhook("payout.sent", _("A payout is on its way"))


class PayoutPartFailed(PayoutEvent, code="payout.part_failed"):
    failure: str

    audited = ("amount", "failure")
    webhook = payout_webhook("payout.failed", _("A payout fails"))


class PayoutUnclear(PayoutEvent, code="payout.unclear"):
    notification = NotificationType(
        subject=_("Nobody knows whether a payout of %(amount)s was made"),
        body=_("bKash did not answer plainly. Look there for its number, and say what became of it."),
        label=_("A payout to a wallet is unclear"),
        group=MONEY,
        role="operator",
    )


class PayoutDenied(PayoutEvent, code="payout.denied"):
    """An operator says that the provider did not make a transfer; a second one has to say so too."""

    reason: Written

    audited = ("amount", "reason")


class PayoutPaid(PayoutEvent, code="payout.paid"):
    notification = payout_notification(
        subject=_("%(amount)s was paid out to you"),
        body=_("The money has arrived at your account."),
        label=_("Money is paid out, or could not be"),
    )
    webhook = payout_webhook("payout.paid", _("A payout has arrived"))


class PayoutFailed(PayoutEvent, code="payout.failed"):
    reason: Mapping[str, str]  # by language

    audited = None
    notification = payout_notification(
        subject=_("%(amount)s could not be paid out"),
        body=_("The reason given: %(reason)s. The money is yours and can be paid out again."),
        label=_("Money is paid out, or could not be"),
    )


class PayoutAccountActive(Event, code="payout_account.active"):
    notification = payout_notification(
        subject=_("Your payout account is ready"),
        body=_("What has cleared can now be paid out."),
        label=_("Your payout account is ready, or needs more information"),
    )


class PayoutAccountRestricted(Event, code="payout_account.restricted"):
    notification = payout_notification(
        subject=_("Your payout account needs more information"),
        body=_("Until it is given, nothing can be paid out."),
        label=_("Your payout account is ready, or needs more information"),
    )


class PayoutAccountStarted(Event, code="payout_account.started"):
    """The provider knows the account, and waits for its owner."""


ACCOUNT_STATES: dict[str, type[Event]] = {
    PayoutAccount.State.STARTED: PayoutAccountStarted,
    PayoutAccount.State.RESTRICTED: PayoutAccountRestricted,
    PayoutAccount.State.ACTIVE: PayoutAccountActive,
}
