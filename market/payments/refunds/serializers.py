"""Refunds in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField, TextField
from market.payments.models import Refund


class RefundSerializer(serializers.ModelSerializer[Refund]):
    """A refund that the client's card or bank refused. `owed` is what the site owes of its `amount`."""

    milestone = serializers.IntegerField(source="milestone_id", read_only=True)
    contract = serializers.IntegerField(source="milestone.contract_id", read_only=True)
    amount = MoneyField(read_only=True)
    owed = MoneyField(read_only=True)

    class Meta:
        model = Refund
        fields = [
            *("id", "milestone", "contract", "amount", "owed", "state", "failure", "created_at", "ended_at"),
            *("destination", "repaid_at", "repaid_reference"),
        ]
        read_only_fields = fields


class RepayFields(serializers.Serializer[Any]):
    """The reference of the transfer, which the client reads, and how it was sent and agreed."""

    reference = TextField(most=200)
    note = TextField(most=1000)
