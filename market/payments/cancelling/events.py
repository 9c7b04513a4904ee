"""The client's notice to cancel late work."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.contracts.workroom.events import CANCEL_NOTICE_ENDED, ContractEvent, milestone_webhook
from market.payments.releases.events import money_notification


class MilestoneCancelNoticeGiven(ContractEvent, code="milestone.cancel_notice_given"):
    due: datetime
    amount: Money

    notification = money_notification(
        subject=_("%(actor)s gives notice to cancel “%(title)s”"),
        body=_(
            "It is late. Deliver by %(due)s, or ask for more time and let the client agree. Otherwise the %(amount)s goes back to the client and the milestone is cancelled."
        ),
        label=_("A client gives notice to cancel late work"),
    )
    system_message = _("%(actor)s gave notice to cancel “%(title)s”: it is to be delivered by %(due)s.")
    webhook = milestone_webhook("milestone.cancel_notice_given", _("Notice is given to cancel late work"))


class MilestoneCancelNoticeDue(ContractEvent, code="milestone.cancel_notice_due"):
    due: datetime
    amount: Money

    notification = money_notification(
        subject=_("“%(title)s” is cancelled on %(due)s if you do not deliver"),
        body=_(
            "Deliver, or ask for more time and let the client agree. Otherwise the %(amount)s goes back to the client."
        ),
        label=_("A notice to cancel ends soon"),
    )


class MilestoneCancelNoticeWithdrawn(ContractEvent, code="milestone.cancel_notice_withdrawn"):
    notification = money_notification(
        subject=_("%(actor)s withdraws the notice to cancel “%(title)s”"),
        body=_("The work is late still, and its money stays held. Deliver it, or ask for more time."),
        label=_("A notice to cancel is withdrawn"),
    )
    system_message = _("%(actor)s withdrew the notice to cancel “%(title)s”.")
    webhook = CANCEL_NOTICE_ENDED
