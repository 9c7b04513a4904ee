"""What trainees hear of their allowances, and the office of their questions."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.accounts.models import User
from market.core.base.events import MONEY, PROGRAMME, Event, NotificationType
from market.core.base.payloads import HomeTime, Written
from market.core.text.locale import by_language
from market.payments.models import Allowance
from market.training.allowances.months import month_name

allowance_notification = partial(NotificationType, group=MONEY, action=_("See your allowances"))
office_notification = partial(NotificationType, group=PROGRAMME, action=_("See the question"))


def facts_of(allowance: Allowance) -> dict[str, Any]:
    """Month and amount, for events."""
    return {"month": by_language(lambda: month_name(allowance.line.month)), "amount": allowance.amount}


class AllowanceEvent(Event):
    """Of the allowance of a month, by language."""

    month: Mapping[str, str]
    amount: Money

    audited: ClassVar[tuple[str, ...] | None] = ("amount",)


class AllowanceGranted(AllowanceEvent, code="allowance.granted"):
    notification = allowance_notification(
        subject=_("Your allowance of %(month)s is approved: %(amount)s"),
        body=_("It goes to the account that you have given. You pay nothing for it, and nobody may ask you to."),
        label=_("What I get as an allowance, and why not"),
    )


class AllowanceNotGranted(Event, code="allowance.not_granted"):
    month: Mapping[str, str]

    audited = None
    notification = allowance_notification(
        subject=_("There is no allowance for %(month)s"),
        body=_("The page of your allowances says why. If that is wrong, ask the office there."),
        label=_("What I get as an allowance, and why not"),
    )


class AllowanceWaits(AllowanceEvent, code="allowance.waits"):
    notification = allowance_notification(
        subject=_("Your allowance of %(month)s waits for an account"),
        body=_(
            "%(amount)s is reserved for you. Give a bank account or a wallet of your own: then it is sent by itself."
        ),
        label=_("My allowance is paid, or could not be"),
    )


class AllowanceSent(Event, code="allowance.sent"):
    """A payout of it has begun."""

    amount: Money

    audited = ("amount",)


class AllowancePaid(AllowanceEvent, code="allowance.paid"):
    notification = allowance_notification(
        subject=_("Your allowance of %(month)s was paid: %(amount)s"),
        body=_("Look at your account, and say here whether it has arrived. If it has not, the office looks for it."),
        label=_("My allowance is paid, or could not be"),
        action=_("Has it arrived?"),
    )


class AllowanceFailed(AllowanceEvent, code="allowance.failed"):
    reason: Mapping[str, str]

    notification = allowance_notification(
        subject=_("Your allowance of %(month)s could not be paid"),
        body=_("The reason given: %(reason)s. %(amount)s stays reserved for you: give another account, or try again."),
        label=_("My allowance is paid, or could not be"),
    )


class AllowanceReturned(Event, code="allowance.returned"):
    """The trainee gave it back to the fund."""

    amount: Money

    audited = ("amount",)


class AllowanceConfirmed(Event, code="allowance.confirmed"):
    """The trainee says that it has arrived."""

    amount: Money

    audited = ("amount",)


class QuestionEvent(Event):
    """Of a question about a month."""

    trainee: User
    month: Mapping[str, str]
    due: HomeTime

    audited: ClassVar[tuple[str, ...] | None] = ()


class AllowanceQuestionAsked(QuestionEvent, code="allowance_question.asked"):
    notification = office_notification(
        subject=_("%(trainee)s asks about the allowance of %(month)s"),
        body=_("Answer by %(due)s."),
        label=_("A trainee asks about an allowance"),
        role=User.Role.OFFICER,
    )


class AllowanceMissing(QuestionEvent, code="allowance_question.missing"):
    """It has not arrived: officers and operators look for it."""

    notification = office_notification(
        subject=_("The allowance of %(month)s has not reached %(trainee)s"),
        body=_("Ask the bank or the wallet, and answer by %(due)s."),
        label=_("An allowance has not arrived"),
        role="staff",
    )


class AllowanceQuestionWaits(QuestionEvent, code="allowance_question.waits"):
    audited = None
    notification = office_notification(
        subject=_("%(trainee)s waits for an answer about the allowance of %(month)s"),
        body=_("It is due by %(due)s."),
        label=_("A question about an allowance waits"),
        role="staff",
    )


class AllowanceQuestionLate(QuestionEvent, code="allowance_question.late"):
    notification = office_notification(
        subject=_("%(trainee)s has no answer about the allowance of %(month)s"),
        body=_("It was due by %(due)s. Any officer answers it now."),
        label=_("A question about an allowance waits"),
        role="staff",
    )


class AllowanceQuestionAnswered(Event, code="allowance_question.answered"):
    month: Mapping[str, str]
    answer: Written

    audited = ()
    notification = allowance_notification(
        subject=_("The office has answered about your allowance of %(month)s"),
        body=_("The answer: %(answer)s"),
        label=_("The office answers me about an allowance"),
    )
