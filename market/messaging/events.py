"""What happens in a conversation beside the messages themselves."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import MESSAGES, Event, NotificationType


class MessageWaiting(Event, code="message.waiting"):
    """`title` is "" in a conversation about nothing but its members."""

    person: User
    title: str

    audited = None
    notification = NotificationType(
        subject=_("%(person)s wrote to you about “%(title)s”"),
        body=_(
            "In the conversation about “%(title)s” something waits for you. Answer there: the other side sees it at once."
        ),
        untitled=(
            _("%(person)s wrote to you"),
            _("%(person)s waits for your answer. Answer in the conversation: the other side sees it at once."),
        ),
        label=_("A message waits unread"),
        action=_("Open the conversation"),
        group=MESSAGES,
        mail_delay=timedelta(minutes=settings.LIFECYCLE.message_mail_minutes),
    )
