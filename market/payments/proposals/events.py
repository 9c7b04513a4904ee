"""What operators hear of proposals: the others that one waits, who proposed it what became of it."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import MONEY, Event, NotificationType
from market.core.base.payloads import Written

proposal_notification = partial(
    NotificationType,
    group=MONEY,
    role=User.Role.OPERATOR,
    action=_("See the proposal"),
    label=_("Acts of two operators"),
)


class ProposalEvent(Event):
    """`what` is the name of its kind, by language."""

    kind: str
    what: Mapping[str, str]

    audited: ClassVar[tuple[str, ...] | None] = ("kind",)


class StaffProposalMade(ProposalEvent, code="staff_proposal.made"):
    operator: User
    expires_at: datetime

    notification = proposal_notification(
        subject=_("An operator proposes: %(what)s"),
        body=_(
            "%(operator)s proposes this and gives a reason. It is done once another operator has approved it, and expires on %(expires_at)s."
        ),
    )


class StaffProposalWaits(ProposalEvent, code="staff_proposal.waits"):
    expires_at: datetime

    audited = None
    notification = proposal_notification(
        subject=_("A proposal of an operator still waits: %(what)s"),
        body=_("Approve or refuse it. If nobody does, it expires on %(expires_at)s and nothing is done."),
    )


class StaffProposalApproved(ProposalEvent, code="staff_proposal.approved"):
    operator: User

    notification = proposal_notification(
        subject=_("Approved: %(what)s"), body=_("%(operator)s approved what you proposed. It is done.")
    )


class StaffProposalRefused(ProposalEvent, code="staff_proposal.refused"):
    operator: User
    why: Written

    notification = proposal_notification(
        subject=_("Refused: %(what)s"),
        body=_("%(operator)s refused what you proposed, and nothing was done. The reason: %(why)s"),
    )


class StaffProposalWithdrawn(ProposalEvent, code="staff_proposal.withdrawn"):
    """By who proposed it."""


class StaffProposalExpired(ProposalEvent, code="staff_proposal.expired"):
    notification = proposal_notification(
        subject=_("Expired: %(what)s"),
        body=_(
            "No other operator decided on what you proposed, and nothing was done. Propose it again if it is still needed."
        ),
    )
