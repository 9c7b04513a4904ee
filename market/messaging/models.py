"""Conversations: members, a title and the address of a page; messages are numbered without gaps."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.expressions import RawSQL
from django.urls import reverse

from market.files.models import Upload

if TYPE_CHECKING:
    from market.accounts.models import User


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def joined_by(self, user: "User") -> Self:
        """Those the user is a member of, also closed ones. For one without messages see `seen_by`."""
        begun = Q(last_seq__gt=0) | Q(seen_by=user) | Q(seen_by=None)
        return self.filter(begun, members__user=user)

    def visible_to(self, user: "User") -> Self:
        """Those the user may read as a member: nobody else learns that one exists. Where somebody blocked the user, and
        not the reverse, it is not among them."""
        hidden = RawSQL("SELECT messaging_hidden_from(%s)", [user.pk])  # noqa: S611  # our own text
        return self.joined_by(user).exclude(pk__in=hidden)

    def open_to(self, user: "User") -> Self:
        """Those in which the user may write: no block between its members closed it."""
        closed = RawSQL("SELECT messaging_closed_to(%s)", [user.pk])  # noqa: S611  # our own text
        return self.joined_by(user).exclude(pk__in=closed)

    def with_closed(self, user: "User") -> Self:
        """With `is_closed`: whether a block closed it."""
        closed = RawSQL("SELECT messaging_closed_to(%s)", [user.pk])  # noqa: S611  # our own text
        return self.annotate(is_closed=Case(When(pk__in=closed, then=True), default=False))


def title_of_people(names: Iterable[str]) -> str:
    """The title of a conversation about nothing: the names of its members."""
    return " · ".join(names)[:300]


class Conversation(models.Model):
    """A conversation of two or more users; with `title` "" it is about nothing but them. `last_seq` numbers its
    messages; `contact_open_at` ends masking.

    Until there is a message only `seen_by` sees it; where that is None, all members do.
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
        return self.title or f"conversation {self.pk}"

    def get_absolute_url(self) -> str:
        """The conversation's page."""
        return reverse("conversation", args=[self.pk])

    @property
    def shown_title(self) -> str:
        """The title for the reader: without one, the names of the members in the reader's script."""
        members = sorted(self.members.all(), key=lambda member: member.pk)
        return self.title or title_of_people(member.user.shown_name for member in members)


class Member(models.Model):
    """A user in a conversation: `read_seq` is the last message read, `told_seq` the last one notified."""

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
    """A message of a conversation. `client_id` is made by the sender's device: repeated, it is the same message.

    A system message has no sender; its `code` and `facts` become a sentence in the reader's language. `file_count` is
    the number of its `files`, so that nobody looks for those of a message without any.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    seq = models.PositiveBigIntegerField()
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    client_id = models.UUIDField(null=True)
    text = models.TextField(blank=True)
    code = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    file_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    files = models.ManyToManyField(Upload, through="MessageFile", related_name="messages")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="messages_are_numbered"),
            models.UniqueConstraint(fields=["conversation", "sender", "client_id"], name="a_message_once"),
        ]
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.conversation_id}:{self.seq}"


class MessageFile(models.Model):
    """A file of a message, and its place among them."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attached")
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "upload"], name="a_file_of_a_message_once")]
        ordering = ["message", "position"]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.upload_id}"
