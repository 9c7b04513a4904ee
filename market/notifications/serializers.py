"""News as the API and the socket give it."""

from typing import Any

from rest_framework import serializers

from market.core.facts import unpack
from market.notifications.kinds import kind
from market.notifications.models import Notification


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """A piece of news, its sentence in the caller's language."""

    text = serializers.SerializerMethodField()

    class Meta:
        model = Notification
        fields = ["id", "kind", "text", "url", "created_at", "read_at"]
        read_only_fields = fields

    def get_text(self, notification: Notification) -> str:
        """The sentence."""
        return subject_of(notification)


class ReadNotificationsFields(serializers.Serializer[Any]):
    """Up to which piece of news she has read."""

    up_to = serializers.IntegerField(min_value=1)


def subject_of(notification: Notification) -> str:
    """The sentence of a piece of news, in the active language."""
    return str(kind(notification.kind).subject) % unpack(notification.facts)
