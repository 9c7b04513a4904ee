"""Proposals of operators in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField, TextField
from market.payments.models import StaffProposal
from market.payments.proposals.actions import REASON_LENGTH
from market.payments.proposals.kinds import KINDS


class StaffProposalSerializer(serializers.ModelSerializer[StaffProposal]):
    """An act that one operator proposes and another one decides. `parameters` are those of its `kind`."""

    amount = MoneyField(read_only=True, allow_null=True)
    parameters = serializers.DictField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = StaffProposal
        fields = [
            *("id", "kind", "parameters", "amount", "reason", "state", "proposed_by", "proposed_at", "expires_at"),
            *("decided_by", "ended_at", "decision_reason"),
        ]
        read_only_fields = fields


class ProposeFields(serializers.Serializer[Any]):
    """What is proposed, and why. Parameters are text: `amount`, `currency`, `rail`, `reference` and the like."""

    kind = serializers.ChoiceField(list(KINDS))
    parameters = serializers.DictField(child=serializers.CharField(max_length=300, allow_blank=True))
    reason = TextField(most=REASON_LENGTH)


class RefuseProposalFields(serializers.Serializer[Any]):
    """Why it is refused."""

    reason = TextField(most=REASON_LENGTH)
