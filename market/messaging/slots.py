"""The unread count on every page, and reports of conversations and messages."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from market.core.text.contact import opens_contact
from market.core.web.slots import slot_renderer
from market.files.access import reader
from market.files.collections import Collection, collection
from market.files.models import Upload
from market.messaging.attachments import files_of
from market.messaging.models import Conversation, Member, Message, MessageFile
from market.messaging.queries import count_unread
from market.messaging.reading import deleted_by, text_for_reader
from market.safety.evidence import MOST_MESSAGES, EvidenceMessage, evidence_source
from market.safety.kinds import Subject, meeting, reportable

if TYPE_CHECKING:
    from market.accounts.models import User


@slot_renderer("bar.messages", "messaging/count.html")
def unread_messages(*, request: HttpRequest) -> dict[str, Any] | None:
    """How many messages wait to be read; the socket keeps it up to date."""
    return {"count": count_unread(request.user)} if request.user.is_authenticated else None


@slot_renderer("settings.aside", "messaging/settings_phrases.html", order=20)
def way_to_phrases(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """The link from the settings to the phrase book and the user's quick replies."""
    return {}


@reader
def files_of_messages(user: "User") -> "QuerySet[Upload]":
    """Members may read the files of their conversation's messages, but of those that moderators hid."""
    shown = MessageFile.objects.filter(
        message__code="", message__conversation__in=Conversation.objects.visible_to(user)
    )
    return Upload.objects.filter(pk__in=shown.values("upload"))


@collection
def files_of_message(user: "User", upload: Upload) -> Collection | None:
    """The newest message that the person may read and that has the file; its text is their caption."""
    rows = Message.objects.filter(attached__upload=upload, code="").annotate(is_deleted=deleted_by(user))
    own = rows.filter(conversation__in=Conversation.objects.visible_to(user)).select_related("conversation")
    message = own.order_by("-pk").first()
    if message is None:
        return None
    conversation = message.conversation
    others = conversation.members.exclude(user=user).select_related("user").order_by("joined_at", "pk")
    name = ", ".join(member.user.shown_name for member in others)
    return Collection(
        files_of([message])[message.pk],
        f"{conversation.get_absolute_url()}?before={message.seq + 1}#m{message.seq}",
        gettext("Conversation with %(name)s") % {"name": name},
        caption=text_for_reader(user.pk, message, is_open=conversation.contact_open_at is not None),
    )


@reportable("conversation", _("a conversation"))
def reported_conversation(by: "User", thing_id: int) -> Subject | None:
    """A conversation of the user; the report is about its other member."""
    rows = Conversation.objects.visible_to(by)  # closed ones too: users block first and report afterwards
    conversation = rows.filter(pk=thing_id).first()
    if conversation is None:
        return None
    other = conversation.members.exclude(user=by).values_list("user", flat=True).first()
    return Subject(conversation.shown_title, conversation.get_absolute_url(), other)


@reportable("message", _("a message"))
def reported_message(by: "User", thing_id: int) -> Subject | None:
    """A message in a conversation of the user."""
    rows = Message.objects.filter(conversation__in=Conversation.objects.visible_to(by)).select_related("conversation")
    message = rows.filter(pk=thing_id, sender__isnull=False).first()
    if message is None:
        return None
    conversation = message.conversation
    text = message.text and text_for_reader(by.pk, message, is_open=conversation.contact_open_at is not None)
    address = f"{conversation.get_absolute_url()}?before={message.seq + 1}#m{message.seq}"
    return Subject(text or conversation.shown_title, address, message.sender_id)


@evidence_source("conversation")
def messages_of_conversation(by: "User", thing_id: int, ids: Sequence[int] | None) -> list[EvidenceMessage]:
    """Messages of a conversation of the reporter's."""
    return _evidence(by, Message.objects.filter(conversation=thing_id), ids)


@evidence_source("message")
def messages_around(by: "User", thing_id: int, ids: Sequence[int] | None) -> list[EvidenceMessage]:
    """Messages beside one of a conversation of the reporter's: up to some after it."""
    message = Message.objects.get(pk=thing_id)
    rows = Message.objects.filter(conversation=message.conversation_id)
    near = rows.filter(seq__lte=message.seq + MOST_MESSAGES // 2) if ids is None else rows
    return _evidence(by, near, ids)


def _evidence(by: "User", rows: "QuerySet[Message]", ids: Sequence[int] | None) -> list[EvidenceMessage]:
    """Those of people that the reporter can read, in order: of these ids, or the latest."""
    own = rows.filter(conversation__in=Conversation.objects.visible_to(by), code="", sender__isnull=False)
    own = own.exclude(deleted_by(by))
    wanted = own.order_by("-seq")[:MOST_MESSAGES] if ids is None else own.filter(pk__in=ids).order_by("-seq")
    messages = list(wanted.select_related("sender", "conversation"))[::-1]
    files = files_of(messages)
    return [
        EvidenceMessage(
            message=each.pk,
            seq=each.seq,
            sender=each.sender,
            sent_at=each.created_at,
            text=each.text,
            shown=text_for_reader(by.pk, each, is_open=each.conversation.contact_open_at is not None),
            uploads=files.get(each.pk, []),
        )
        for each in messages
        if each.sender is not None
    ]


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
    conversations = Conversation.objects.visible_to(by).values("pk")
    return Member.objects.filter(conversation__in=conversations, user=person_id).exists()
