"""A user's own quick replies: add, change, order, delete."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.db import atomic, lock, one_at_a_time
from market.core.base.errors import DomainError, Invalid, require_length
from market.core.text.bangla import nfc
from market.messaging.models import QuickReply

if TYPE_CHECKING:
    from market.accounts.models import User

MOST_REPLIES = 20
REPLY_LENGTH = 1000


class QuickRepliesFull(DomainError):
    help = "talking-safely#phrases"
    code = "quick_replies_full"
    sentence = _("You have %(most)s quick replies. Delete one to save another.")


@atomic
def add_quick_reply(*, by: "User", text: str) -> QuickReply:
    """Save one behind the others. Raises Invalid at "text", QuickRepliesFull."""
    text = _clean(text)
    one_at_a_time(by)
    positions = list(QuickReply.objects.visible_to(by).values_list("position", flat=True))
    if len(positions) >= MOST_REPLIES:
        raise QuickRepliesFull(most=MOST_REPLIES)
    position = max(positions, default=0) + 1
    return QuickReply.objects.create(owner=by, text=text, position=position, changed_at=clock.now())


@atomic
def change_quick_reply(*, by: "User", reply_id: int, text: str) -> QuickReply:
    """Change the text of one. Raises NotFound, Invalid at "text"."""
    reply = lock(QuickReply.objects.visible_to(by), reply_id)
    reply.text, reply.changed_at = _clean(text), clock.now()
    reply.save(update_fields=["text", "changed_at"])
    return reply


@atomic
def move_quick_reply(*, by: "User", reply_id: int, place: int) -> QuickReply:
    """Put one at a place (1: the first; behind the last: the last). Raises NotFound."""
    one_at_a_time(by)
    reply = lock(QuickReply.objects.visible_to(by), reply_id)
    others = list(QuickReply.objects.visible_to(by).exclude(pk=reply.pk))
    others.insert(max(place - 1, 0), reply)
    for position, each in enumerate(others, 1):
        each.position = position
    QuickReply.objects.bulk_update(others, ["position"])
    return reply


@atomic
def delete_quick_reply(*, by: "User", reply_id: int) -> None:
    """Delete one. Messages that began with it keep their text. Raises NotFound."""
    lock(QuickReply.objects.visible_to(by), reply_id).delete()


def _clean(text: str) -> str:
    text = nfc(text).strip()
    if not text:
        raise Invalid(errors={"text": [_("Write something first.")]})
    require_length("text", text, REPLY_LENGTH)
    return text
