"""What a member does with their own row of a conversation. The others learn nothing of it."""

from typing import TYPE_CHECKING

from market.core.base import clock
from market.core.base.db import atomic, fetch
from market.core.text.bangla import clip, nfc
from market.messaging.appending import MAX_TEXT_LENGTH
from market.messaging.models import Conversation, Member

if TYPE_CHECKING:
    from market.accounts.models import User


@atomic
def sort_conversation(
    *,
    by: "User",
    conversation_id: int,
    is_muted: bool | None = None,
    is_archived: bool | None = None,
    draft: str | None = None,
) -> Member:
    """Mute a conversation, archive it up to its newest message, undo either, or keep what was begun to be written ("":
    nothing); None leaves it as it is. A draft that is longer than a message is cut.

    Raises NotFound.
    """
    conversation = fetch(Conversation.objects.visible_to(by), conversation_id)
    member = Member.objects.select_for_update(no_key=True).get(conversation=conversation, user=by)
    if is_muted is not None:
        member.is_muted = is_muted
    if is_archived is not None:
        member.archived_seq = conversation.last_seq if is_archived else None
    if draft is not None:
        member.draft = clip(nfc(draft), MAX_TEXT_LENGTH)
        member.draft_at = clock.now() if member.draft else None
    member.save(update_fields=["is_muted", "archived_seq", "draft", "draft_at"])
    return member
