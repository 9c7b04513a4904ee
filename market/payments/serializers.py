"""Money as the API gives and takes it."""

from typing import Any

from rest_framework import serializers

from market.core.serializers import MoneyField
from market.payments.models import Payout, PayoutAccount


class CheckoutSerializer(serializers.Serializer[Any]):
    """Where the client pays."""

    checkout_url = serializers.URLField()


class ReleasePartFields(serializers.Serializer[Any]):
    """How much is let go."""

    amount = MoneyField()


class BalanceSerializer(serializers.Serializer[Any]):
    """A freelancer's money in one currency."""

    currency = serializers.CharField()
    held = MoneyField()
    clearing = MoneyField()
    payable = MoneyField()
    in_transit = MoneyField()
    paid_out = MoneyField()


class PayoutAccountSerializer(serializers.ModelSerializer[PayoutAccount]):
    """How far the payout account is."""

    class Meta:
        model = PayoutAccount
        fields = ["state"]
        read_only_fields = fields


class OnboardingSerializer(serializers.Serializer[Any]):
    """Where she sets up her payout account; the address works once."""

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
