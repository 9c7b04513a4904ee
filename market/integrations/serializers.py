"""Webhooks as the API takes and gives them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.integrations.models import Attempt, Delivery, Endpoint


class EndpointSerializer(serializers.ModelSerializer[Endpoint]):
    """An endpoint, without its secret."""

    class Meta:
        model = Endpoint
        fields = ["id", "url", "events", "is_on", "created_at", "failing_since", "turned_off_at"]
        read_only_fields = fields


class NewEndpointSerializer(EndpointSerializer):
    """An endpoint with its secret, which is shown once."""

    secret = serializers.CharField(read_only=True)

    class Meta(EndpointSerializer.Meta):
        fields = [*EndpointSerializer.Meta.fields, "secret"]
        read_only_fields = fields


class EndpointFields(serializers.Serializer[Any]):
    """Where, and what. The codes of events are at `webhooks/events/`."""

    url = serializers.CharField(max_length=500)
    events = serializers.ListField(child=serializers.CharField(max_length=60), min_length=1, max_length=100)


class EndpointChanges(serializers.Serializer[Any]):
    """What may be changed; what is not sent stays."""

    url = serializers.CharField(max_length=500, required=False)
    events = serializers.ListField(
        child=serializers.CharField(max_length=60), min_length=1, max_length=100, required=False
    )
    is_on = serializers.BooleanField(required=False)


class EventSerializer(serializers.Serializer[Any]):
    """An event that an endpoint may ask for."""

    code = serializers.CharField()
    about = serializers.CharField()


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """A try: a status with the beginning of the answer, or why there is none."""

    class Meta:
        model = Attempt
        fields = ["at", "status", "answer", "failure", "milliseconds"]
        read_only_fields = fields


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """A delivery with its attempts, the last first."""

    type = serializers.CharField(source="kind")
    payload = serializers.SerializerMethodField()
    attempts = AttemptSerializer(many=True)

    class Meta:
        model = Delivery
        fields = ["id", "message_id", "type", "payload", "state", "tries", "created_at", "due_at", "attempts"]
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_payload(self, delivery: Delivery) -> dict[str, Any]:
        """What is sent."""
        return delivery.payload
