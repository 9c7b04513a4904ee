"""Which conversations a filter shows, and how many there are of each."""

from typing import TYPE_CHECKING

from django.db.models import Count

from market.messaging.models import Conversation, ConversationQuerySet
from market.messaging.parts import conversation_filters
from market.messaging.queries import conversations_of

if TYPE_CHECKING:
    from market.accounts.models import User


def filtered_conversations(user: "User", code: str) -> ConversationQuerySet:
    """The user's conversations that a filter shows; "": all that are not archived."""
    if code:
        return conversations_of(user).filter(conversation_filters()[code].condition(user))
    return conversations_of(user).not_archived_by(user)


def count_by_filter(user: "User") -> dict[str, int]:
    """How many of the user's conversations each filter shows, by its code, and how many are shown without one, by "":
    one query."""
    counts = {code: Count("pk", filter=each.condition(user)) for code, each in conversation_filters().items()}
    by_code = Conversation.objects.visible_to(user).aggregate(**counts, total=Count("pk"))
    return {"": by_code.pop("total") - by_code["archived"], **by_code}
