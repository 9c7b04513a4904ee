"""Conversations: members, a title and the address of a page; messages are numbered without gaps."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.files.models import Upload
from market.messaging.phrases.models import QuickReply as QuickReply

if TYPE_CHECKING:
    from market.accounts.models import User


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, user: "User") -> Self:
        """Those the user may read as a member, closed ones too: nobody else learns that one exists. For one without
        messages see `seen_by`."""
        begun = Q(last_seq__gt=0) | Q(seen_by=user) | Q(seen_by=None)
        return self.filter(begun, members__user=user)

    def without_blocks(self, user: "User") -> Self:
        """Those that no block between its members closed."""
        return self.visible_to(user).exclude(pk__in=_blocked(user))

    def open_to(self, user: "User") -> Self:
        """Those in which the user may write: no block closed it, and not all others closed their accounts."""
        return self.without_blocks(user).exclude(_is_left(user))

    def archived_by(self, user: "User") -> Self:
        """Those that the user archived and in which nothing was written since."""
        return self.filter(pk__in=_archived(user))

    def not_archived_by(self, user: "User") -> Self:
        """All others."""
        return self.exclude(pk__in=_archived(user))

    def with_closed(self, user: "User") -> Self:
        """With `is_closed`: whether it is not open to the user, who is not told why; and with `is_apart`: whether a
        block closed it."""
        return self.annotate(is_apart=Case(When(pk__in=_blocked(user), then=True), default=False)).annotate(
            is_closed=Case(When(is_apart=True, then=True), When(_is_left(user), then=True), default=False),
        )


def _blocked(user: "User") -> RawSQL:
    return RawSQL("SELECT messaging_closed_to(%s)", [user.pk])  # noqa: S611  # our own text


def _is_left(user: "User") -> Q:
    """Whether all other members closed their accounts: `append_messages` looks at the same."""
    others = Member.objects.filter(conversation=OuterRef("pk")).exclude(user=user)
    return Q(Exists(others.filter(user__is_active=False))) & ~Q(Exists(others.filter(user__is_active=True)))


def _archived(user: "User") -> "models.QuerySet[Member, Any]":
    return Member.objects.filter(user=user, archived_seq=F("conversation__last_seq")).values("conversation")


def title_of_people(names: Iterable[str]) -> str:
    """The title of a conversation about nothing: the names of its members."""
    return " · ".join(names)[:300]


class Conversation(models.Model):
    """A conversation of two or more users; with `title` "" it is about nothing but them. `last_seq` numbers its
    messages; `contact_open_at` ends masking; `pinned` are the numbers of the messages that a member pinned.

    Until there is a message only `seen_by` sees it; where that is None, all members do.
    """

    title = models.CharField(max_length=300)
    address = models.CharField(max_length=200, blank=True)
    last_seq = models.PositiveBigIntegerField(default=0)
    last_message_at = models.DateTimeField(null=True)
    contact_open_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    pinned = ArrayField(models.PositiveBigIntegerField(), default=list, db_default=[])
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

    def membership_of(self, user: "User") -> "Member | None":
        """The user's own row among its members."""
        return next((member for member in self.members.all() if member.user_id == user.pk), None)

    def is_archived_for(self, user: "User") -> bool:
        """Whether the user archived it, and nothing was written since."""
        member = self.membership_of(user)
        return member is not None and member.archived_seq == self.last_seq


class Member(models.Model):
    """A user in a conversation: `read_seq` is the last message read, `told_seq` the last one notified,
    `delivered_seq` the last one that a socket of theirs received, where that is more than was read.

    It is archived while its newest message is still `archived_seq`; of a muted one its messages notify of nothing.
    `draft` is what the user has begun to write, on whichever device.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    read_seq = models.PositiveBigIntegerField(default=0)
    delivered_seq = models.PositiveBigIntegerField(default=0, db_default=0)
    told_seq = models.PositiveBigIntegerField(default=0, db_default=0)
    archived_seq = models.PositiveBigIntegerField(null=True)
    is_muted = models.BooleanField(default=False, db_default=False)
    draft = models.TextField(blank=True, default="", db_default="")  # emptied in the statement that writes a message
    draft_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="a_member_once")]
        indexes = [models.Index(fields=["conversation", "user"], condition=~Q(draft=""), name="drafts")]

    def __str__(self) -> str:
        return f"{self.user} in {self.conversation_id}"

    @property
    def reached_seq(self) -> int:
        """The last message that has reached the user: it was read, or is on a device of theirs."""
        return max(self.read_seq, self.delivered_seq)


class Message(models.Model):
    """A message of a conversation. `client_id` is made by the sender's device: repeated, it is the same message.

    A system message has no sender; its `code` and `facts` become a sentence in the reader's language. `file_count` is
    the number of its `files`, so that nobody looks for those of a message without any. `reactions` has the kind of each
    member who reacted, by the user's key.
    """

    class Reaction(models.TextChoices):
        LIKE = "like", _("Like")
        LOVE = "love", _("Love")
        LAUGH = "laugh", _("Laughing")
        WOW = "wow", _("Astonished")
        THANKS = "thanks", _("Thank you")

    # The index of the numbers serves the conversation too: a second one misled PostgreSQL into reading all of one.
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages", db_index=False)
    seq = models.PositiveBigIntegerField()
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    client_id = models.UUIDField(null=True)
    text = models.TextField(blank=True)
    code = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    file_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    files = models.ManyToManyField(Upload, through="MessageFile", related_name="messages")
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", db_index=False)
    reactions = models.JSONField(default=dict, db_default={})
    edited_at = models.DateTimeField(null=True)
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


class MessageEdit(models.Model):
    """A text that a message had until `replaced_at`: moderators see it, members do not."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="edits")
    text = models.TextField(blank=True)
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["replaced_at"]

    def __str__(self) -> str:
        return f"{self.message_id} until {self.replaced_at}"


class MessageDeletion(models.Model):
    """A message that a member deleted for themselves: others keep it."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="deletions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="a_message_deleted_once")]

    def __str__(self) -> str:
        return f"{self.message_id} for {self.user_id}"
