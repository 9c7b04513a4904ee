"""Notifications as the API and the socket give them."""

from typing import Any

from rest_framework import serializers

from market.core.base.events import WITH
from market.core.base.payloads import render_payload
from market.notifications.inbox.types import notification_type
from market.notifications.models import Notification


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """A notification, its sentence in the caller's language; `group` is the heading it belongs to."""

    text = serializers.SerializerMethodField()
    group = serializers.SerializerMethodField()

    class Meta:
        model = Notification
        fields = ["id", "kind", "group", "text", "url", "created_at", "read_at"]
        read_only_fields = fields

    def get_text(self, notification: Notification) -> str:
        """The sentence."""
        return subject_of(notification)

    def get_group(self, notification: Notification) -> str:
        """The heading's word."""
        return notification_type(notification.kind).group


class ReadNotificationsFields(serializers.Serializer[Any]):
    """Up to which notification the caller has read."""

    up_to = serializers.IntegerField(min_value=1, max_value=2**62)


def subject_of(notification: Notification) -> str:
    """The sentence of a notification, in the active language; behind it the other person, where it names nobody."""
    facts = render_payload(notification.facts)
    subject, _body = notification_type(notification.kind).words_for(facts)
    sentence = str(subject) % facts
    return f"{sentence} · {facts[WITH]}" if WITH in facts else sentence
