"""Bonuses in the API."""

from rest_framework import serializers

from market.contracts.models import Milestone
from market.core.api.serializers import MoneyField, TextField
from market.payments.bonuses.actions import NOTE_LENGTH
from market.payments.funding.representations import FundFields


class BonusSerializer(serializers.ModelSerializer[Milestone]):
    """Money with which the client said thank you, beside what was agreed; `note` is what they wrote with it."""

    amount = MoneyField(read_only=True)
    charged_back = MoneyField(read_only=True)
    given_back = MoneyField(read_only=True)
    paid_at = serializers.DateTimeField(source="funded_at", read_only=True)

    class Meta:
        model = Milestone
        fields = ["id", "contract", "amount", "charged_back", "given_back", "note", "paid_at"]
        read_only_fields = fields


class GiveBonusFields(FundFields):
    """How much, in the currency of the contract, and what the client says with it."""

    amount = MoneyField()
    note = TextField(most=NOTE_LENGTH)
