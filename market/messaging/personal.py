"""What is kept of a user here: conversations stay for the other side, without what says who the user was.

Cleaned are the user's own messages and the site's system messages that name the user. What others wrote is theirs.
"""

from django.db.models import Q

from market.accounts.personal import keeps, names_user
from market.messaging.models import Conversation, Member, Message

keeps(Conversation, of="members__user", seen=Conversation.objects.joined_by)
keeps(Member, of="user", seen=lambda user: Member.objects.filter(conversation__in=Conversation.objects.joined_by(user)))
keeps(Message, of="conversation__members__user")
keeps(Message, of="sender", scrub=["text"], in_copy=False)
keeps(Message, of=lambda user: Q(sender=None) & names_user("facts")(user), named=["facts"], in_copy=False)
