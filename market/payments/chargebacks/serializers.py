"""Chargebacks in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField, TextField
from market.files.representations import UploadSerializer
from market.payments.models import Chargeback, EvidenceFile


class ChargebackSerializer(serializers.ModelSerializer[Chargeback]):
    """A payment that a client's bank reviews, or has decided on. `amount` is the milestone's part of it."""

    milestone = serializers.IntegerField(source="funding.milestone_id", read_only=True)
    contract = serializers.IntegerField(source="funding.milestone.contract_id", read_only=True)
    amount = MoneyField(read_only=True)
    owed = MoneyField(read_only=True)

    class Meta:
        model = Chargeback
        fields = [
            *("id", "milestone", "contract", "amount", "state", "created_at", "answer_by", "answered_at"),
            *("accepted_at", "ended_at", "owed"),
        ]
        read_only_fields = fields


class EvidenceFileSerializer(serializers.ModelSerializer[EvidenceFile]):
    """A file for the bank; `is_sent`: the provider has it."""

    file = UploadSerializer(source="upload", read_only=True)
    is_sent = serializers.BooleanField(source="provider_file_id", read_only=True)

    class Meta:
        model = EvidenceFile
        fields = ["id", "kind", "file", "added_by", "added_at", "is_sent"]
        read_only_fields = fields


class EvidenceFileFields(serializers.Serializer[Any]):
    """An upload, and what it shows."""

    kind = serializers.ChoiceField(EvidenceFile.Kind.choices)
    file = serializers.UUIDField()


class BankAnswerFields(serializers.Serializer[Any]):
    """The evidence for the bank."""

    text = TextField(most=20_000)


class ForgiveFields(serializers.Serializer[Any]):
    """Why it becomes a loss."""

    reason = TextField(most=1000)


class LeaveFields(serializers.Serializer[Any]):
    """Why it is not answered."""

    reason = TextField(most=1000)
