"""Balances of the ledger in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField
from market.payments.desk.queries import CurrencyBalances
from market.payments.ledger.balances import KindBalance


class KindBalanceSerializer(serializers.Serializer[KindBalance]):
    """What stands on all accounts of a kind; `rail` names the provider of a balance there."""

    kind = serializers.CharField()
    rail = serializers.CharField()
    count = serializers.IntegerField()
    amount = MoneyField(source="shown")


class CurrencyBalancesSerializer(serializers.Serializer[CurrencyBalances]):
    """All balances in a currency: `owed` to people, `held` by providers and contested by banks, `free` of that."""

    currency = serializers.CharField()
    owed = MoneyField()
    held = MoneyField()
    free = MoneyField()
    rows = KindBalanceSerializer(many=True)


class ReconciliationSerializer(serializers.Serializer[Any]):
    """The last comparison with a provider's balance."""

    rail = serializers.CharField()
    currency = serializers.CharField()
    at = serializers.DateTimeField()
    ours = MoneyField(source="our_money")
    theirs = MoneyField(source="their_money")


class DeskBalancesSerializer(serializers.Serializer[Any]):
    """Balances by currency, and the last comparisons with providers."""

    currencies = CurrencyBalancesSerializer(many=True)
    reconciliations = ReconciliationSerializer(many=True)
