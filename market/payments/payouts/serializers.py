"""Balances and payouts in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import MoneyField, TextField
from market.core.base.money import CURRENCIES
from market.payments.models import Payout, PayoutAccount, Release
from market.payments.payout_batches.queries import reference_of
from market.payments.payouts.bank import expected_arrivals
from market.payments.payouts.coming import estimated_in_taka
from market.payments.queries import Balance


class ComingSerializer(serializers.Serializer[Any]):
    """An amount on its way to a freelancer."""

    amount = MoneyField()
    stage = serializers.CharField(help_text="clearing or in_transit.")
    at = serializers.DateTimeField(
        allow_null=True,
        help_text="When it can be paid out (clearing), or is expected at the bank; null: not known yet.",
    )
    milestone = serializers.IntegerField(source="milestone.pk", default=None, allow_null=True)
    contract = serializers.IntegerField(source="milestone.contract_id", default=None, allow_null=True)
    payout = serializers.IntegerField(source="payout.pk", default=None, allow_null=True)


class TakaEstimateSerializer(serializers.Serializer[Any]):
    """An amount in taka by a dated rate. The payment service converts at a rate of its own."""

    amount = MoneyField(source="taka")
    rate = MoneyField(help_text="Of one dollar.")
    rate_day = serializers.DateField(source="rate_of.day")
    rate_source = serializers.CharField(source="rate_of.shown_source", help_text="Who published the rate.")
    rate_is_old = serializers.BooleanField(source="rate_of.is_old")


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
    coming = serializers.SerializerMethodField()
    payable_in_taka = serializers.SerializerMethodField()

    @extend_schema_field(ComingSerializer(many=True))
    def get_coming(self, balance: Balance) -> Any:
        """What clears and what is on its way to the bank, the first to come first."""
        rows = [each for each in self.context["coming"] if str(each.amount.currency) == balance.currency]
        return ComingSerializer(rows, many=True).data

    @extend_schema_field(TakaEstimateSerializer(allow_null=True))
    def get_payable_in_taka(self, balance: Balance) -> Any:
        """What is payable, estimated; null where it is taka, and without a recorded rate."""
        estimate = estimated_in_taka(balance.payable)
        return TakaEstimateSerializer(estimate).data if estimate else None


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
    currency = serializers.ChoiceField(
        choices=CURRENCIES,
        required=False,
        help_text="Of all that is ready, where no amount is given: USD when left out. That of the amount otherwise.",
    )


class PayoutPartSerializer(serializers.ModelSerializer[Release]):
    """A release that is paid out."""

    amount = MoneyField(read_only=True)
    contract = serializers.IntegerField(source="milestone.contract_id", read_only=True)

    class Meta:
        model = Release
        fields = ["id", "milestone", "contract", "amount", "state", "released_at"]
        read_only_fields = fields


class PayoutSerializer(serializers.ModelSerializer[Payout]):
    """A payout. `arrives_at` is when it is expected at the bank; `parts` are empty once it has failed.

    `cost` is what of the `amount` a transfer by the bank takes, `account` the last digits of where that one goes.
    One of an `allowance` has no parts."""

    amount = MoneyField(read_only=True)
    cost = MoneyField(read_only=True)
    account = serializers.CharField(source="account_end", read_only=True)
    arrives_at = serializers.SerializerMethodField()
    parts = PayoutPartSerializer(source="releases", many=True, read_only=True)

    class Meta:
        model = Payout
        fields = [
            *("id", "rail", "amount", "cost", "account", "state", "failure", "created_at", "arrives_at", "ended_at"),
            *("parts", "allowance"),
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_arrives_at(self, payout: Payout) -> Any:
        """When it is expected at the bank; it moves on as long as the bank does not have it."""
        day = expected_arrivals([payout])[payout.pk]
        return day and serializers.DateTimeField().to_representation(day)


class HeldPayoutSerializer(serializers.ModelSerializer[Payout]):
    """A payout to a wallet for operators: why it does not move, and who first denied that it was sent."""

    sent = MoneyField(read_only=True)
    account = serializers.CharField(source="account_end", read_only=True)
    reference = serializers.SerializerMethodField()

    class Meta:
        model = Payout
        fields = [
            *("id", "rail", "freelancer", "reference", "account", "sent", "state", "hold_up", "created_at"),
            *("asked_at", "transfer_id", "denied_by", "denial_reason"),
        ]
        read_only_fields = fields

    def get_reference(self, payout: Payout) -> str:
        """Our number of it at the provider."""
        return reference_of(payout)


class TransferFields(serializers.Serializer[Any]):
    """The provider's number of a transfer."""

    number = TextField(most=20)


class DenyFields(serializers.Serializer[Any]):
    """How it was found out that no transfer was made."""

    reason = TextField(most=500)
