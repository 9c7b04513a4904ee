"""Notification settings in the API."""

from typing import Any

from rest_framework import serializers

from market.core.base.events import GROUPS
from market.notifications.inbox.types import notification_types
from market.notifications.models import ByMail, NewsSettings
from market.notifications.preferences.channels import chosen


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
    has_previews = serializers.BooleanField(
        required=False,
        help_text="false: pushes and mails say only that something is there; mails about the account stay.",
    )
    kinds = serializers.DictField(child=ChoiceFields(), required=False)
