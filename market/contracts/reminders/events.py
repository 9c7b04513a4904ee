"""What one side is reminded of."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.contracts.workroom.events import ContractEvent
from market.core.base.events import MONEY, NotificationType

reminder = partial(NotificationType, group=MONEY, action=_("Open the workroom"))


class MilestoneReviewDue(ContractEvent, code="milestone.review_due"):
    due: datetime
    amount: Money

    notification = reminder(
        subject=_("“%(title)s” waits for your answer until %(due)s"),
        body=_("Approve the work, or request changes. Without an answer the %(amount)s is released to the freelancer."),
        label=_("Delivered work waits for your answer"),
        action=_("See the work"),
    )


class MilestoneFundingDue(ContractEvent, code="milestone.funding_due"):
    due: datetime
    amount: Money

    notification = reminder(
        subject=_("“%(title)s” waits to be funded until %(due)s"),
        body=_(
            "Fund it with %(amount)s and the work can begin. Without that it lapses: nothing is charged and nothing is owed."
        ),
        label=_("A milestone waits to be funded"),
    )


class MilestoneRefundRequestDue(ContractEvent, code="milestone.refund_request_due"):
    due: datetime
    amount: Money

    notification = reminder(
        subject=_("The refund request for “%(title)s” waits for your answer until %(due)s"),
        body=_("Agree or refuse. Without an answer it counts as a refusal and the %(amount)s stays held."),
        label=_("A refund request waits for your answer"),
    )
