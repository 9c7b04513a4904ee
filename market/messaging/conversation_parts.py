"""The filters of the list that need no other app."""

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from market.messaging.models import Conversation, Member, Message
from market.messaging.parts import conversation_filter

if TYPE_CHECKING:
    from market.accounts.models import User


@conversation_filter(
    "unread",
    order=10,
    label=_("Unread"),
    nothing=_("Nothing unread"),
    explanation=_("You have read all your messages."),
)
def unread(user: "User") -> Q:
    """With unread messages of others, archived ones too; none in those that a block closed."""
    waiting = Message.objects.filter(
        conversation=OuterRef("conversation"), seq__gt=OuterRef("read_seq"), sender__isnull=False
    ).exclude(sender=user)
    own = Member.objects.filter(Exists(waiting), user=user, conversation__last_seq__gt=F("read_seq"))
    closed = RawSQL("SELECT messaging_closed_to(%s)", [user.pk])  # noqa: S611  # our own text
    return Q(pk__in=own.values("conversation")) & ~Q(pk__in=closed)


@conversation_filter(
    "archived",
    order=30,
    label=_("Archived"),
    nothing=_("Nothing archived"),
    explanation=_("What you archive is kept here, out of your way. A new message brings it back."),
)
def archived(user: "User") -> Q:
    """Archived, and nothing was written since."""
    return Q(pk__in=Conversation.objects.archived_by(user))
