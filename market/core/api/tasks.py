"""Tasks of users in the API: `core.base.home_tasks`."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField


class TaskSerializer(serializers.Serializer[Any]):
    """A task of the user. `kind` is a stable code; `url` is "" if there is nothing to open."""

    kind = serializers.CharField()
    side = serializers.ChoiceField(
        ["client", "freelancer", "staff", "trainee"], help_text="The side on which the user does it."
    )
    text = serializers.CharField()
    about = serializers.CharField()
    url = serializers.CharField()
    due_at = serializers.DateTimeField(source="due", allow_null=True)
    amount = MoneyField(allow_null=True)
    count = serializers.IntegerField(allow_null=True, help_text="How many: bids, letters, stopped jobs.")
