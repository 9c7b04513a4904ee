"""What trainers and officers hear of trainees who wait for an answer."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, Event, NotificationType


class SupportWaits(Event, code="support.waits"):
    batch: str
    since: datetime

    audited = ("batch",)
    notification = NotificationType(
        subject=_("A trainee of batch %(batch)s waits for an answer"),
        body=_(
            "A trainee of batch %(batch)s has waited since %(since)s for an answer of a trainer. You lead the batch: "
            "please answer, or ask your colleagues to. If nobody does, the office hears of it."
        ),
        label=_("A trainee of a batch that I lead waits too long for an answer"),
        action=_("Open the conversation"),
        group=PROGRAMME,
        role=User.Role.TRAINER,
    )


class SupportMoved(Event, code="support.moved"):
    """A trainee is in another batch: its trainers take over."""

    was: str
    batch: str

    audited = None
    system_message = _(
        "The trainee has moved from batch %(was)s to batch %(batch)s: the trainers of batch %(batch)s answer from now on."
    )


class SupportLate(Event, code="support.late"):
    batch: str
    since: datetime

    audited = ("batch",)
    notification = NotificationType(
        subject=_("Nobody answers a trainee of batch %(batch)s"),
        body=_(
            "A trainee of batch %(batch)s has waited since %(since)s, and neither the trainers nor the lead trainer "
            "have answered. Please speak to them."
        ),
        label=_("No trainer answers a trainee"),
        action=_("See the batch"),
        group=PROGRAMME,
        role=User.Role.OFFICER,
    )
