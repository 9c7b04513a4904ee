"""Talk. A conversation knows only people, a title and an address; messages are numbered without gaps."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.urls import reverse

if TYPE_CHECKING:
    from market.accounts.models import User


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def joined_by(self, user: "User") -> Self:
        """Those she is a member of, closed ones too. One where nothing was said: see `seen_by`."""
        begun = Q(last_seq__gt=0) | Q(seen_by=user) | Q(seen_by=None)
        return self.filter(begun, members__user=user)

    def visible_to(self, user: "User") -> Self:
        """Those she is a member of: nobody else learns that one exists. What a block closed is gone for both."""
        closed = RawSQL("SELECT messaging_closed_to(%s)", [user.pk])  # noqa: S611  # our own text
        return self.joined_by(user).exclude(pk__in=closed)


class Conversation(models.Model):
    """A talk of two or more people. `last_seq` numbers its messages; `contact_open_at` ends masking.

    Until something is said only `seen_by` sees it; where that is None, all of them do.
    """

    title = models.CharField(max_length=300)
    address = models.CharField(max_length=200, blank=True)
    last_seq = models.PositiveBigIntegerField(default=0)
    last_message_at = models.DateTimeField(null=True)
    contact_open_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = ConversationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The talk's page."""
        return reverse("conversation", args=[self.pk])


class Member(models.Model):
    """A person in a conversation, how far she has read, and up to where she was told that something waits."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    read_seq = models.PositiveBigIntegerField(default=0)
    told_seq = models.PositiveBigIntegerField(default=0, db_default=0)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="a_member_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.conversation_id}"


class Message(models.Model):
    """A line of a talk. `client_id` is made by the sender's device: sent again, it is the same message.

    A system line has no sender; its `code` and `facts` become a sentence in the reader's language.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    seq = models.PositiveBigIntegerField()
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    client_id = models.UUIDField(null=True)
    text = models.TextField(blank=True)
    code = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="messages_are_numbered"),
            models.UniqueConstraint(fields=["conversation", "sender", "client_id"], name="a_message_once"),
        ]
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.conversation_id}:{self.seq}"
