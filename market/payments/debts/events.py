"""A debt that later earnings pay."""

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.core.base.events import Event
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
