"""What becomes of a payout method. No number of an account stands in them."""

from functools import partial
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from market.core.base.events import MONEY, Event, NotificationType
from market.core.base.payloads import Written

method_notification = partial(
    NotificationType,
    group=MONEY,
    action=_("See where your taka go"),
    label=_("Where your taka go is changed or decided on"),
)


class PayoutMethodEvent(Event):
    """Of a method of this kind ("bank")."""

    kind: str

    audited: ClassVar[tuple[str, ...] | None] = ("kind",)


class PayoutMethodSet(PayoutMethodEvent, code="payout_method.set"):
    """The freelancer gave it. A mail of its own tells them, with a link to stop it."""

    state: str

    audited = ("kind", "state")


class PayoutMethodActive(PayoutMethodEvent, code="payout_method.active"):
    notification = method_notification(
        subject=_("Your taka now go to your new account"),
        body=_("From now on payouts in taka go there. If it was not you who gave it, write to us at once."),
    )


class PayoutMethodAccepted(PayoutMethodEvent, code="payout_method.accepted"):
    reason: Written

    notification = method_notification(
        subject=_("The name of your account is accepted"),
        body=_("An operator compared it with your certificate: %(reason)s"),
    )


class PayoutMethodRefused(PayoutMethodEvent, code="payout_method.refused"):
    reason: Written

    notification = method_notification(
        subject=_("Payouts cannot go to the account that you gave"),
        body=_(
            "Its holder's name is not the one on your certificate. The reason given: %(reason)s Give another account."
        ),
    )


class PayoutMethodStopped(PayoutMethodEvent, code="payout_method.stopped"):
    """By the link in the mail about it."""


class PayoutMethodToCheck(PayoutMethodEvent, code="payout_method.to_check"):
    audited = None
    notification = NotificationType(
        subject=_("The name of an account waits to be checked"),
        body=_("A freelancer gave an account whose holder's name differs from the certificate's."),
        label=_("The name of an account waits to be checked"),
        group=MONEY,
        role="operator",
    )
