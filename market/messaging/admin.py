"""Conversations in the administration: members and times, without the texts of messages."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.messaging.models import Conversation, Member, Message, MessageFile


@admin.register(Conversation, site=site)
class ConversationTable(ReadOnlyModelAdmin):
    """Conversations."""

    columns = ("title", "last_seq", "last_message_at", "contact_open_at", "created_at")
    search_fields = ("=id", "title")
    date_hierarchy = "created_at"


@admin.register(Member, site=site)
class MemberTable(ReadOnlyModelAdmin):
    """Who is in a conversation."""

    columns = ("conversation", "user", "read_seq", "joined_at")
    search_fields = ("=conversation__id", "=user__email")


@admin.register(Message, site=site)
class MessageTable(ReadOnlyModelAdmin):
    """Messages without their texts."""

    columns = ("conversation", "seq", "sender", "code", "file_count", "created_at")
    hidden = ("text", "facts", "client_id")
    search_fields = ("=conversation__id", "=sender__email")
    date_hierarchy = "created_at"


@admin.register(MessageFile, site=site)
class MessageFileTable(ReadOnlyModelAdmin):
    """Which files messages have, without the files."""

    columns = ("message", "upload", "position")
    search_fields = ("=message__conversation__id",)
