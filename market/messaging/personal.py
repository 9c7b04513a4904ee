"""What is kept of a user here: conversations stay for the other side, without what says who the user was.

Cleaned are the user's own messages and the site's system messages that name the user. What others wrote is theirs.
"""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from market.accounts.privacy.registry import names_user, register
from market.messaging.models import Conversation, Member, Message, MessageDeletion, MessageEdit, MessageFile, QuickReply
from market.messaging.reading import deleted_by, text_for_reader

if TYPE_CHECKING:
    from market.accounts.models import User

register(Conversation, of="members__user", visible=Conversation.objects.visible_to)
register(
    Member,
    of="user",
    blank={"draft": "", "draft_at": None},
    visible=lambda user: Member.objects.filter(conversation__in=Conversation.objects.visible_to(user)),
)


def _readable(user: "User") -> QuerySet[Message]:
    messages = Message.objects.filter(conversation__in=Conversation.objects.visible_to(user))
    return messages.exclude(deleted_by(user))


def _text(user: "User", message: Message) -> str:
    return text_for_reader(user.pk, message, is_open=message.conversation.contact_open_at is not None)


register(
    Message,
    of="conversation__members__user",
    visible=_readable,
    as_read={"text": _text},
    prefetch=["conversation"],
)
register(Message, of="sender", scrub=["text"], in_export=False)
register(Message, of=lambda user: Q(sender=None) & names_user("facts")(user), named=["facts"], in_export=False)
register(MessageFile, of="message__conversation__members__user")
register(MessageEdit, of="message__sender", scrub=["text"])
register(MessageDeletion, of="user", delete=True)
register(QuickReply, of="owner", delete=True)
