"""Money as the API gives and takes it."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField, TextField
from market.payments.models import Chargeback, Payout, PayoutAccount, Refund


class CheckoutSerializer(serializers.Serializer[Any]):
    """Where the client pays."""

    checkout_url = serializers.URLField()


class FundSeveralFields(serializers.Serializer[Any]):
    """Which milestones are paid together."""

    milestones = serializers.ListField(child=serializers.IntegerField(), allow_empty=False, max_length=20)


class EntrySerializer(serializers.Serializer[Any]):
    """A ledger transaction: `key` is unique, `hash` is that of its content, `block` the block that seals it."""

    at = serializers.DateTimeField()
    milestone = serializers.IntegerField()
    kind = serializers.CharField()
    amount = MoneyField()
    fee = MoneyField()
    key = serializers.CharField()
    hash = serializers.CharField()
    block = serializers.IntegerField(allow_null=True)


class ReleasePartFields(serializers.Serializer[Any]):
    """How much is released."""

    amount = MoneyField()


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
            *("ended_at", "owed"),
        ]
        read_only_fields = fields


class BankAnswerFields(serializers.Serializer[Any]):
    """The evidence for the bank."""

    text = TextField(most=20_000)


class ForgiveFields(serializers.Serializer[Any]):
    """Why it becomes a loss."""

    reason = TextField(most=1000)


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
            *("repaid_at", "repaid_reference"),
        ]
        read_only_fields = fields


class RepayFields(serializers.Serializer[Any]):
    """The reference of the transfer, which the client reads, and how it was sent and agreed."""

    reference = TextField(most=200)
    note = TextField(most=1000)
