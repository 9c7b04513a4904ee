"""What is kept of a user here: conversations stay for the other side, without what says who the user was.

Cleaned are the user's own messages and the site's system messages that name the user. What others wrote is theirs.
"""

from django.db.models import Q

from market.accounts.privacy.registry import names_user, register
from market.messaging.models import Conversation, Member, Message, MessageFile

register(Conversation, of="members__user", visible=Conversation.objects.joined_by)
register(
    Member, of="user", visible=lambda user: Member.objects.filter(conversation__in=Conversation.objects.joined_by(user))
)
register(Message, of="conversation__members__user")
register(Message, of="sender", scrub=["text"], in_export=False)
register(Message, of=lambda user: Q(sender=None) & names_user("facts")(user), named=["facts"], in_export=False)
register(MessageFile, of="message__conversation__members__user")
