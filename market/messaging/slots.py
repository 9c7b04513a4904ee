"""The unread count on every page, and reports of conversations and messages."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from market.core.text.contact import opens_contact
from market.core.web.slots import slot_renderer
from market.files.access import reader
from market.files.collections import Collection, collection
from market.files.models import Upload
from market.messaging.attachments import files_of
from market.messaging.models import Conversation, Member, Message, MessageFile
from market.messaging.queries import count_unread
from market.messaging.serializers import text_for_reader
from market.safety.kinds import Subject, meeting, reportable

if TYPE_CHECKING:
    from market.accounts.models import User


@slot_renderer("bar.messages", "messaging/count.html")
def unread_messages(*, request: HttpRequest) -> dict[str, Any] | None:
    """How many messages wait to be read; the socket keeps it up to date."""
    return {"count": count_unread(request.user)} if request.user.is_authenticated else None


@reader
def files_of_messages(user: "User") -> "QuerySet[Upload]":
    """Members may read the files of their conversation's messages, but of those that moderators hid."""
    shown = MessageFile.objects.filter(
        message__code="", message__conversation__in=Conversation.objects.visible_to(user)
    )
    return Upload.objects.filter(pk__in=shown.values("upload"))


@collection
def files_of_message(user: "User", upload: Upload) -> Collection | None:
    """The newest message that the person may read and that has the file."""
    rows = MessageFile.objects.filter(upload=upload, message__code="")
    own = rows.filter(message__conversation__in=Conversation.objects.visible_to(user)).select_related("message")
    attached = own.order_by("-message").first()
    if attached is None:
        return None
    message, conversation = attached.message, attached.message.conversation
    files = files_of([message])[message.pk]
    return Collection(
        files, f"{conversation.get_absolute_url()}?before={message.seq + 1}#m{message.seq}", str(conversation)
    )


@reportable("conversation", _("a conversation"))
def reported_conversation(by: "User", thing_id: int) -> Subject | None:
    """A conversation of the user; the report is about its other member."""
    rows = Conversation.objects.joined_by(by)  # closed ones too: users block first and report afterwards
    conversation = rows.filter(pk=thing_id).first()
    if conversation is None:
        return None
    other = conversation.members.exclude(user=by).values_list("user", flat=True).first()
    return Subject(conversation.shown_title, conversation.get_absolute_url(), other)


@reportable("message", _("a message"))
def reported_message(by: "User", thing_id: int) -> Subject | None:
    """A message in a conversation of the user."""
    rows = Message.objects.filter(conversation__in=Conversation.objects.joined_by(by)).select_related("conversation")
    message = rows.filter(pk=thing_id, sender__isnull=False).first()
    if message is None:
        return None
    conversation = message.conversation
    text = message.text and text_for_reader(by.pk, message, is_open=conversation.contact_open_at is not None)
    address = f"{conversation.get_absolute_url()}?before={message.seq + 1}#m{message.seq}"
    return Subject(text or conversation.shown_title, address, message.sender_id)


@opens_contact
def share_open_conversation(one: int, other: int) -> bool:
    """Whether two users have a conversation without masking: money is or was held for a contract of theirs."""
    return (
        Conversation.objects.filter(contact_open_at__isnull=False, members__user=one)
        .filter(members__user=other)
        .exists()
    )


@meeting
def share_conversation(by: "User", person_id: int) -> bool:
    """Whether two users share a conversation that the first one sees."""
    conversations = Conversation.objects.joined_by(by).values("pk")
    return Member.objects.filter(conversation__in=conversations, user=person_id).exists()
