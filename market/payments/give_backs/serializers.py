"""Giving back in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField, TextField
from market.payments.give_backs.actions import REASON_LENGTH
from market.payments.models import GiveBack


class GiveBackFields(serializers.Serializer[Any]):
    """How much of what was released, and why. `accept_debt`: what was paid out and cannot be called back comes from
    what the freelancer earns next; needed once a part of the amount was paid out."""

    amount = MoneyField()
    reason = TextField(most=REASON_LENGTH)
    accept_debt = serializers.BooleanField(default=False)


class GiveBackSerializer(serializers.ModelSerializer[GiveBack]):
    """What was given back of a milestone. `left` of it is being called back; `owed` comes from later earnings."""

    amount = MoneyField(read_only=True)
    left = MoneyField(read_only=True)
    owed = MoneyField(read_only=True)

    class Meta:
        model = GiveBack
        fields = ["id", "milestone", "amount", "left", "owed", "state", "reason", "created_at"]
        read_only_fields = fields
