"""What trainees and officers hear of paper copies of the guide book."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, Event, NotificationType

guide_notification = partial(NotificationType, group=PROGRAMME)


class GuideCopiesSent(Event, code="guide.sent"):
    batch: str

    audited = ("batch",)
    notification = guide_notification(
        subject=_("Your guide book on paper is on its way"),
        body=_("Say here once you have it. Until then, and without a connection, you read it on your phone."),
        label=_("My guide book on paper is sent"),
        action=_("Open the guide book"),
    )


class GuideCopyMissing(Event, code="guide.missing"):
    trainee: User
    batch: str

    audited = ("batch",)
    notification = guide_notification(
        subject=_("%(trainee)s has not received the guide book"),
        body=_("Find out where the copy of batch %(batch)s is, and send it anew from the page of the batch."),
        label=_("A trainee has not received the guide book"),
        role=User.Role.OFFICER,
        action=_("See the batch"),
    )
