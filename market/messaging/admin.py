"""Conversations in the administration: members and times, without the texts of messages."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.messaging.models import Conversation, Member, Message, MessageDeletion, MessageEdit, MessageFile, QuickReply


@admin.register(Conversation, site=site)
class ConversationTable(ReadOnlyModelAdmin):
    """Conversations."""

    columns = ("title", "last_seq", "last_message_at", "contact_open_at", "created_at")
    search_fields = ("=id", "title")
    date_hierarchy = "created_at"


@admin.register(Member, site=site)
class MemberTable(ReadOnlyModelAdmin):
    """Who is in a conversation."""

    columns = ("conversation", "user", "read_seq", "delivered_seq", "archived_seq", "is_muted", "draft_at", "joined_at")
    hidden = ("draft",)
    search_fields = ("=conversation__id", "=user__email")


@admin.register(Message, site=site)
class MessageTable(ReadOnlyModelAdmin):
    """Messages without their texts."""

    columns = ("conversation", "seq", "sender", "code", "file_count", "edited_at", "created_at")
    hidden = ("text", "facts", "client_id", "reactions")
    search_fields = ("=conversation__id", "=sender__email")
    date_hierarchy = "created_at"


@admin.register(MessageFile, site=site)
class MessageFileTable(ReadOnlyModelAdmin):
    """Which files messages have, without the files."""

    columns = ("message", "upload", "position")
    search_fields = ("=message__conversation__id",)


@admin.register(MessageEdit, site=site)
class MessageEditTable(ReadOnlyModelAdmin):
    """When messages were edited, without the texts."""

    columns = ("message", "replaced_at")
    hidden = ("text",)
    search_fields = ("=message__conversation__id",)
    date_hierarchy = "replaced_at"


@admin.register(MessageDeletion, site=site)
class MessageDeletionTable(ReadOnlyModelAdmin):
    """Who deleted which message for themselves."""

    columns = ("message", "user", "created_at")
    search_fields = ("=message__conversation__id", "=user__email")
    date_hierarchy = "created_at"


@admin.register(QuickReply, site=site)
class QuickReplyTable(ReadOnlyModelAdmin):
    """That a user keeps quick replies."""

    columns = ("owner", "position", "changed_at")
    hidden = ("text",)
    hide_names = True
    search_fields = ("=owner__email",)
