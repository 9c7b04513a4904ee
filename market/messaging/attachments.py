"""The files of messages, as their readers see them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from rest_framework import serializers

from market.core.text.formats import format_size
from market.core.text.locale import language
from market.files.models import Upload
from market.messaging.models import Conversation, Message, MessageFile

if TYPE_CHECKING:
    from market.accounts.models import User


class VoiceNoteSerializer(serializers.Serializer[Any]):
    """How long a voice note is, and how loud over time."""

    seconds = serializers.IntegerField()
    waveform = serializers.CharField(help_text="48 loudnesses, each a hexadecimal digit.")


class AttachmentSerializer(serializers.Serializer[Any]):
    """A file of a message. `kind` is "image", "pdf", "video", "audio", or "" where it can only be downloaded."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    size_label = serializers.CharField(help_text="The size as people read it.")
    kind = serializers.CharField()
    url = serializers.CharField(help_text="Its page where it can be shown, else the file itself.")
    thumbnail_url = serializers.CharField(
        allow_null=True, help_text="Null without one, as for some seconds after the file was sent."
    )
    voice = VoiceNoteSerializer(allow_null=True, help_text="Of what was recorded for a message.")
    is_veiled = serializers.BooleanField(
        help_text="A picture of somebody for whom no money was ever held: pages blur it until it is opened."
    )
    note = serializers.CharField(
        required=False,
        help_text="Only of a PDF with contact data: why the caller, or who reads the caller's own, cannot open it yet.",
    )


def can_send_files(user: "User", conversation: Conversation, shown: Sequence[Message]) -> bool:
    """Whether the user may send files here: once another member has written, or money is or was held. `append_messages`
    refuses them before. `shown` are the newest messages: mostly they say it."""
    if conversation.contact_open_at is not None or any(each.sender_id not in (None, user.pk) for each in shown):
        return True
    has_more = bool(shown) and shown[0].seq > 1
    return has_more and conversation.messages.filter(sender__isnull=False).exclude(sender=user).exists()


def files_of(messages: Iterable[Message]) -> dict[int, list[Upload]]:
    """The files of those messages that have any, in order, by the message's key: one query, or none."""
    keys = [message.pk for message in messages if message.file_count and not message.code]
    files: dict[int, list[Upload]] = defaultdict(list)
    if keys:
        for each in MessageFile.objects.filter(message__in=keys).select_related("upload"):
            files[each.message_id].append(each.upload)
    return files


def attachments_of(messages: Iterable[Message], reader: "User", *, is_open: bool) -> dict[int, list[dict[str, Any]]]:
    """The same as their reader sees them."""
    return {
        key: [attachment(each, reader, is_open=is_open) for each in files] for key, files in files_of(messages).items()
    }


def attachment(upload: Upload, reader: "User", *, is_open: bool) -> dict[str, Any]:
    """A file as its reader sees it, see AttachmentSerializer."""
    is_held, note = upload.is_held_from(reader), upload.note_for(reader)
    has_page, has_thumbnail = is_held or upload.can_be_viewed, upload.thumbnail and not is_held
    return {
        "id": str(upload.pk),
        "name": upload.name_for(reader),
        "size": upload.size,
        "size_label": format_size(upload.size, language()),
        "kind": upload.kind,
        "url": reverse("view_file" if has_page else "file", args=[upload.pk]),
        "thumbnail_url": reverse("file_preview", args=[upload.pk, "thumbnail"]) if has_thumbnail else None,
        "voice": upload.voice_note._asdict() if upload.voice_note else None,
        "is_veiled": not is_open and upload.owner_id != reader.pk,
        **({"note": str(note)} if note else {}),
    }
