"""What staff hear of reported harassment, and the message that stands in place of a hidden one."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import ACCOUNT, Event, NotificationType
from market.moderation.cases.subjects import HIDDEN

case_notification = partial(NotificationType, group=ACCOUNT, action=_("Open the case"))


class CaseEvent(Event):
    """Of a case that somebody has to look at by `until`."""

    until: datetime

    audited = None


class CaseUrgent(CaseEvent, code="case.urgent"):
    notification = case_notification(
        subject=_("Harassment was reported: look at it by %(until)s"),
        body=_("Somebody is waiting for you. Whoever is free first takes it on."),
        label=_("Harassment is reported"),
        role=User.Role.MODERATOR,
    )


class CaseLate(CaseEvent, code="case.late"):
    notification = case_notification(
        subject=_("Nobody has looked at harassment that was reported"),
        body=_("A moderator was to look at it by %(until)s. Look at it now, or give it to somebody who can."),
        label=_("Reported harassment is not looked at in time"),
        role=User.Role.LEAD,
    )


class MessageHidden(Event, code=HIDDEN):
    audited = None
    system_message = _("Moderators hid this message.")


class ConversationRead(Event, code="conversation.read"):
    """A moderator read in a private conversation, at last at `at`. Who it was, and who reported what, it does not say."""

    at: datetime

    audited = None
    system_message = _(
        "A moderator read messages of this conversation, last on %(at)s, and has finished. Moderators do so after a report of either side, or when a rule of the site points to a message."
    )
