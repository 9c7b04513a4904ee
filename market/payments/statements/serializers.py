"""Ledger transactions in the API: of a contract, and as lines of a statement."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField
from market.payments.statements.sentences import StatementLine


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


class StatementLineSerializer(serializers.Serializer[StatementLine]):
    """A line of a statement. `text` is its sentence in the caller's language, which speaks of `amount` (the work),
    `fee` or `charge` (both). `change` is what it changed of `balance`, the caller's after it: "-" where it shrank."""

    at = serializers.DateTimeField()
    kind = serializers.CharField()
    key = serializers.CharField()
    as_client = serializers.BooleanField()
    contract = serializers.IntegerField()
    milestone = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField()
    amount = MoneyField()
    fee = MoneyField()
    charge = MoneyField()
    change = serializers.DecimalField(max_digits=14, decimal_places=2)
    balance = MoneyField()
    url = serializers.CharField()
