"""Phrases and quick replies in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField, WholeNumberField
from market.messaging.models import QuickReply
from market.messaging.phrases.actions import MOST_REPLIES, REPLY_LENGTH


class PhraseSerializer(serializers.Serializer[Any]):
    """A phrase in both languages; `{name}` stands for the other side. `group_name` is in the caller's language."""

    group = serializers.CharField()
    group_name = serializers.CharField()
    en = serializers.CharField()
    bn = serializers.CharField()


class QuickReplySerializer(serializers.ModelSerializer[QuickReply]):
    """A quick reply of the caller; `{name}` stands for the other side."""

    class Meta:
        model = QuickReply
        fields = ["id", "text", "position", "changed_at"]
        read_only_fields = fields


class QuickReplyFields(serializers.Serializer[Any]):
    """A quick reply to save."""

    text = TextField(most=REPLY_LENGTH)


class QuickReplyChanges(serializers.Serializer[Any]):
    """What to change of a quick reply: its text, its place among the others (1: the first), or both."""

    text = TextField(most=REPLY_LENGTH, required=False)
    position = WholeNumberField(min_value=1, max_value=MOST_REPLIES, required=False)
