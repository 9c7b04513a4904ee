"""What is kept of a person here: her talks stay for the other side, without what says who she was."""

from market.accounts.personal import keeps
from market.messaging.models import Conversation, Member, Message
from market.notifications.models import Notification

keeps(Conversation, of="members__user", scrub=["title"], seen=Conversation.objects.joined_by)
keeps(Member, of="user", seen=lambda user: Member.objects.filter(conversation__in=Conversation.objects.joined_by(user)))
keeps(Message, of="conversation__members__user", scrub=["text", "facts"])
keeps(Message, of="sender", scrub=["text"], in_copy=False)
# News that others had of her.
keeps(Notification, of="user__memberships__conversation__members__user", scrub=["facts"], in_copy=False)
