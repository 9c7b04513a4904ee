"""What officers hear of the rule and the lists of allowances."""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.accounts.models import User
from market.core.base.events import PROGRAMME, Event, NotificationType
from market.core.base.payloads import Written

officer_notification = partial(NotificationType, group=PROGRAMME, role=User.Role.OFFICER, action=_("See the list"))


class RuleEvent(Event):
    """Of a rule."""

    monthly: Money
    percent: int

    audited: ClassVar[tuple[str, ...] | None] = ("monthly", "percent")


class RuleProposed(RuleEvent, code="allowance_rule.proposed"):
    officer: User

    notification = officer_notification(
        subject=_("A rule of allowances waits to be confirmed"),
        body=_(
            "%(officer)s proposes %(monthly)s a month, from %(percent)s percent of the classes on. Another officer confirms it."
        ),
        label=_("A rule of allowances waits for another officer"),
        action=_("See the rule"),
    )


class RuleConfirmed(RuleEvent, code="allowance_rule.confirmed"):
    """It counts from its month on."""


class RuleRefused(RuleEvent, code="allowance_rule.refused"):
    """It does not count."""


class ListEvent(Event):
    """Of a list of a phase and month, by language."""

    phase: int
    month: Mapping[str, str]

    audited: ClassVar[tuple[str, ...] | None] = ("phase",)


class ListMade(ListEvent, code="allowance_list.made"):
    officer: User

    notification = officer_notification(
        subject=_("Allowances of %(month)s wait to be approved"),
        body=_("%(officer)s made the list of phase %(phase)s. Nobody is paid before another officer has approved it."),
        label=_("A list of allowances waits for another officer"),
    )


class ListApproved(ListEvent, code="allowance_list.approved"):
    officer: User

    notification = officer_notification(
        subject=_("Allowances of %(month)s are approved"),
        body=_("%(officer)s approved the list of phase %(phase)s: the money is reserved, and is paid now."),
        label=_("My list of allowances is decided"),
    )


class ListRefused(ListEvent, code="allowance_list.refused"):
    officer: User
    why: Written

    notification = officer_notification(
        subject=_("The list of allowances of %(month)s is refused"),
        body=_("%(officer)s refused the list of phase %(phase)s: %(why)s Correct what is wrong, and make it again."),
        label=_("My list of allowances is decided"),
    )


class LineCorrected(Event, code="allowance_list.corrected"):
    """An officer pays a line that the rule does not pay, or the reverse."""

    line: int
    before: Money
    after: Money

    audited = ("line", "before", "after")
