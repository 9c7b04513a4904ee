"""Quotes in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField
from market.payments.models import PayoutQuote


class PayoutQuoteSerializer(serializers.ModelSerializer[PayoutQuote]):
    """What an amount in dollars is in taka until `expires_at`: `gross` by the rate, less `margin` and `cost`."""

    amount = MoneyField(read_only=True)
    rate = serializers.DecimalField(
        source="rate_value", max_digits=10, decimal_places=4, read_only=True, help_text="Taka for a dollar."
    )
    rate_source = serializers.CharField(source="shown_source", read_only=True, help_text="Who published the rate.")
    gross = MoneyField(read_only=True)
    margin = MoneyField(read_only=True, help_text="What the site takes of it.")
    cost = MoneyField(read_only=True, help_text="What the transfer takes.")
    sent = MoneyField(read_only=True, help_text="What arrives.")
    payout = serializers.IntegerField(source="payout_id", read_only=True, allow_null=True)

    class Meta:
        model = PayoutQuote
        fields = [
            *("id", "amount", "rate", "rate_day", "rate_source", "rate_at", "gross", "margin", "cost", "sent"),
            *("created_at", "expires_at", "accepted_at", "payout"),
        ]
        read_only_fields = fields


class QuoteFields(serializers.Serializer[Any]):
    """How many dollars; all that is ready when left out."""

    amount = MoneyField(required=False, allow_null=True)
