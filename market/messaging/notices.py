"""What people are told about talks."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.notifications.inbox.types import register_kind

register_kind(
    "message.waiting",
    subject=_("%(person)s wrote to you: %(title)s"),
    body=_("In the talk about “%(title)s” something waits for you. Answer there: the other side sees it at once."),
    action=_("Open the talk"),
    about=_("A message waits unread"),
    patience=timedelta(minutes=settings.LIFECYCLE.message_mail_minutes),
)
