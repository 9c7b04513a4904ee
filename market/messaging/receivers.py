"""What happens elsewhere and concerns conversations: a block, somebody who hides, a picture of a file that was made."""

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from market.core.base.signals import presence_hidden
from market.files.models import Upload
from market.files.signals import preview_made
from market.messaging.actions import close_conversations
from market.messaging.models import Conversation, Member, Message
from market.realtime.push import push_on_commit
from market.safety.signals import user_blocked

if TYPE_CHECKING:
    from market.accounts.models import User


@receiver(user_blocked, dispatch_uid="messaging.user_blocked")
def on_user_blocked(*, blocker: "User", blocked: "User", **kwargs: Any) -> None:
    """Close the conversations of the two, in the transaction of the block."""
    close_conversations(blocker, blocked)


@receiver(presence_hidden, dispatch_uid="messaging.presence_hidden")
def on_presence_hidden(*, user: "User", **kwargs: Any) -> None:
    """Take back what is shown of the user to their conversation partners, and of these to the user."""
    shared = Member.objects.filter(conversation__in=Conversation.objects.open_to(user)).exclude(user=user)
    partners = list(shared.filter(user__is_presence_hidden=False).values_list("user", flat=True).distinct())
    push_on_commit(partners, {"type": "presence", "user": user.pk, "online": False})
    for partner in partners:
        push_on_commit([user.pk], {"type": "presence", "user": partner, "online": False})


@receiver(preview_made, dispatch_uid="messaging.preview_made")
def on_preview_made(*, upload: Upload, **kwargs: Any) -> None:
    """Let open pages show it in its messages."""
    messages = Message.objects.filter(attached__upload=upload).prefetch_related("conversation__members")
    for message in messages:
        members = [member.user_id for member in message.conversation.members.all()]
        frame = {"type": "message.changed", "conversation": message.conversation_id, "seq": message.seq}
        push_on_commit(members, frame)
