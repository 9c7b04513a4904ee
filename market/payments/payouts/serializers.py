"""Balances and payouts in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField
from market.payments.models import Payout, PayoutAccount


class BalanceSerializer(serializers.Serializer[Any]):
    """A freelancer's money in one currency."""

    currency = serializers.CharField()
    held = MoneyField()
    clearing = MoneyField()
    payable = MoneyField()
    in_transit = MoneyField()
    paid_out = MoneyField()
    owed = MoneyField(help_text="By the freelancer, since a client's bank took a payment back that had been paid out.")
    frozen = MoneyField(help_text="Of what is held: in dispute, or looked at by a client's bank.")


class PayoutAccountSerializer(serializers.ModelSerializer[PayoutAccount]):
    """How far the payout account is."""

    class Meta:
        model = PayoutAccount
        fields = ["state"]
        read_only_fields = fields


class OnboardingSerializer(serializers.Serializer[Any]):
    """Where the freelancer sets up their payout account; the address works once."""

    onboarding_url = serializers.URLField()


class RequestPayoutFields(serializers.Serializer[Any]):
    """How much is paid out; all that is ready when left out."""

    amount = MoneyField(required=False, allow_null=True)


class PayoutSerializer(serializers.ModelSerializer[Payout]):
    """A payout."""

    amount = MoneyField(read_only=True)

    class Meta:
        model = Payout
        fields = ["id", "amount", "state", "failure", "created_at", "ended_at"]
        read_only_fields = fields
