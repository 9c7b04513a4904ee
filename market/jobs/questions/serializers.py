"""What the API needs to open a conversation."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import LARGEST_ID, WholeNumberField


class TalkFields(serializers.Serializer[Any]):
    """With which freelancer, and about which of the caller's jobs, or which service of the freelancer's."""

    profile = WholeNumberField(min_value=1, max_value=LARGEST_ID)
    job = WholeNumberField(min_value=1, max_value=LARGEST_ID, required=False, allow_null=True)
    service = WholeNumberField(min_value=1, max_value=LARGEST_ID, required=False, allow_null=True)
