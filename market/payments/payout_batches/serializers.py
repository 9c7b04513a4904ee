"""Batches of payouts in the API, for operators. Numbers of accounts are in the file for the bank alone."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField, TextField
from market.payments.models import Payout, PayoutBatch
from market.payments.payout_batches.actions import REASON_LENGTH, REFERENCE_LENGTH
from market.payments.payout_batches.queries import reference_of


class PayoutBatchSerializer(serializers.ModelSerializer[PayoutBatch]):
    """A batch. `count` and `amount` are what was in it when it was made."""

    amount = MoneyField(read_only=True)

    class Meta:
        model = PayoutBatch
        fields = [
            *("id", "state", "count", "amount", "made_by", "made_at", "approved_by", "approved_at", "sent_at"),
            *("bank_reference", "return_due_at", "ended_at", "reason"),
        ]
        read_only_fields = fields


class BatchLineSerializer(serializers.ModelSerializer[Payout]):
    """A payout in a batch, with the reference that the bank gives back."""

    reference = serializers.SerializerMethodField()
    sent = MoneyField(read_only=True)
    account = serializers.CharField(source="account_end", read_only=True, help_text="Its last four digits.")

    class Meta:
        model = Payout
        fields = ["id", "reference", "payee_name", "account", "sent", "state", "failure", "created_at"]
        read_only_fields = fields

    def get_reference(self, payout: Payout) -> str:
        """Our number of it."""
        return reference_of(payout)


class SentFields(serializers.Serializer[Any]):
    """The bank's reference of the file that it took."""

    reference = TextField(most=REFERENCE_LENGTH)


class GiveUpFields(serializers.Serializer[Any]):
    """Why a batch is cancelled, or was refused by the bank."""

    reason = TextField(most=REASON_LENGTH)


class ReturnsFields(serializers.Serializer[Any]):
    """The return file as CSV text. Without `apply` it is only looked at."""

    text = serializers.CharField(max_length=2_000_000, trim_whitespace=False)
    apply = serializers.BooleanField(default=False)
    without_wrong = serializers.BooleanField(default=False, help_text="Leave the wrong lines out, apply the others.")


class ReturnLineSerializer(serializers.Serializer[Any]):
    """A line of a return file, and what is wrong with it ("" for nothing)."""

    line = serializers.IntegerField(source="line.line")
    reference = serializers.CharField(source="line.reference")
    status = serializers.CharField(source="line.status")
    payout = serializers.IntegerField(source="payout.pk", default=None, allow_null=True)
    problem = serializers.CharField()
    is_recorded = serializers.BooleanField(help_text="The books say so already.")


class ReturnsSerializer(serializers.Serializer[Any]):
    """What a return file says line by line, and what was applied of it: null while it was only looked at."""

    lines = ReturnLineSerializer(many=True)
    new = serializers.IntegerField(allow_null=True)
    recorded = serializers.IntegerField(allow_null=True)
    left_out = serializers.IntegerField(allow_null=True)
