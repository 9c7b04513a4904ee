"""Notifications as the API and the socket give them."""

from typing import Any

from rest_framework import serializers

from market.core.base.events import GROUPS
from market.core.base.payloads import render_payload
from market.notifications.inbox.types import notification_type, notification_types
from market.notifications.models import ByMail, NewsSettings, Notification, Subscription
from market.notifications.preferences.channels import chosen


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


class KindSerializer(serializers.Serializer[Any]):
    """How a notification type reaches the caller; one that is `always_mailed` cannot be switched off."""

    kind = serializers.CharField()
    about = serializers.CharField()
    group = serializers.ChoiceField(list(GROUPS))
    mail = serializers.ChoiceField(ByMail.choices)
    push = serializers.BooleanField()
    always_mailed = serializers.BooleanField()


class NewsSettingsSerializer(serializers.ModelSerializer[NewsSettings]):
    """Notification settings: each type, the digest, quiet hours, and what pushes show."""

    kinds = serializers.SerializerMethodField()

    class Meta:
        model = NewsSettings
        fields = ["digest", "digest_hour", "quiet_from", "quiet_until", "time_zone", "has_previews", "kinds"]
        read_only_fields = fields

    def get_kinds(self, user_settings: NewsSettings) -> list[dict[str, Any]]:
        """Each notification type with the user's choice."""
        rows = ((each, chosen(user_settings, each)) for each in notification_types() if each.is_for(user_settings.user))
        return [
            {
                "kind": each.code,
                "about": str(each.label),
                "group": each.group,
                "mail": mail,
                "push": push,
                "always_mailed": each.is_always_mailed,
            }
            for each, (mail, push) in rows
        ]


class ChoiceFields(serializers.Serializer[Any]):
    """The choice for a notification type."""

    mail = serializers.ChoiceField(ByMail.choices, required=False)
    push = serializers.BooleanField(required=False)


class NewsSettingsFields(serializers.Serializer[Any]):
    """What is changed; `kinds` by their codes. Quiet hours are given both, or both null."""

    digest = serializers.ChoiceField(NewsSettings.Digest.choices, required=False)
    digest_hour = serializers.IntegerField(min_value=0, max_value=23, required=False)
    quiet_from = serializers.TimeField(allow_null=True, required=False)
    quiet_until = serializers.TimeField(allow_null=True, required=False)
    time_zone = serializers.CharField(max_length=64, required=False)
    has_previews = serializers.BooleanField(required=False)
    kinds = serializers.DictField(child=ChoiceFields(), required=False)


class PushDeviceKeys(serializers.Serializer[Any]):
    """With what a browser's pushes are encrypted."""

    p256dh = serializers.CharField(max_length=120)
    auth = serializers.CharField(max_length=40)


class PushDeviceFields(serializers.Serializer[Any]):
    """A browser's push subscription, as its script gives it, and a name for it."""

    endpoint = serializers.CharField(max_length=1000)
    keys = PushDeviceKeys()
    device = serializers.CharField(max_length=60, allow_blank=True, default="")


class PushDeviceSerializer(serializers.ModelSerializer[Subscription]):
    """A device that gets pushes."""

    class Meta:
        model = Subscription
        fields = ["id", "device", "created_at"]
        read_only_fields = fields


class PushDevicesSerializer(serializers.Serializer[Any]):
    """The caller's devices, and the site's public key that a browser needs for a subscription."""

    key = serializers.CharField()
    devices = PushDeviceSerializer(many=True)


def subject_of(notification: Notification) -> str:
    """The sentence of a notification, in the active language."""
    return str(notification_type(notification.kind).subject) % render_payload(notification.facts)
