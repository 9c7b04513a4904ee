"""Payout methods in the API. Of a number only the last digits leave the site."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.payments.models import PayoutMethod
from market.payments.payout_methods.details import NAME_LENGTH


class PayoutMethodSerializer(serializers.ModelSerializer[PayoutMethod]):
    """An account to which payouts in `currency` go from `usable_at` on, once the name is accepted."""

    number = serializers.CharField(source="account_end", read_only=True, help_text="Its last four digits.")
    bank = serializers.CharField(source="branch.bank", read_only=True)
    branch = serializers.CharField(source="branch.name", read_only=True, help_text="Empty where it is not known.")

    class Meta:
        model = PayoutMethod
        fields = [
            *("id", "currency", "kind", "state", "holder_name", "number", "routing_number", "bank", "branch"),
            *("created_at", "usable_at", "activated_at", "ended_at", "decision_reason"),
        ]
        read_only_fields = fields


class PayoutMethodFields(serializers.Serializer[Any]):
    """An account to which taka are to go."""

    kind = serializers.ChoiceField(choices=PayoutMethod.Kind.values, default="bank")
    holder_name = TextField(most=NAME_LENGTH)
    account_number = serializers.CharField(max_length=40)
    routing_number = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
