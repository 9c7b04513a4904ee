"""The money desk in the API: balances, transactions, accounts, results of the search, stopped work."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import LARGEST_ID, MoneyField
from market.core.base.money import CURRENCIES
from market.payments.desk.ledger_links import ROW_KINDS
from market.payments.desk.overview import Overview
from market.payments.desk.queries import AccountLine, CurrencyBalances, TransactionsPage
from market.payments.desk.search import WHAT, Result
from market.payments.desk.stopped import StoppedJob
from market.payments.ledger.balances import KindBalance
from market.payments.models import (
    LedgerAccount,
    LedgerEntry,
    LedgerTransaction,
    ProviderEvent,
    Reconciliation,
    ReconciliationDifference,
)


class KindBalanceSerializer(serializers.Serializer[KindBalance]):
    """What stands on all accounts of a kind; `rail` names the provider of a balance there."""

    kind = serializers.CharField()
    rail = serializers.CharField()
    count = serializers.IntegerField()
    amount = MoneyField(source="shown")


class CurrencyBalancesSerializer(serializers.Serializer[CurrencyBalances]):
    """All balances in a currency: `owed` to people; `held` is what stands `at_providers` and what is `contested` by
    banks; `free` is what stands at providers beyond what is owed."""

    currency = serializers.CharField()
    owed = MoneyField()
    held = MoneyField()
    at_providers = MoneyField()
    contested = MoneyField()
    free = MoneyField()
    rows = KindBalanceSerializer(many=True)


class BalanceDifferenceSerializer(serializers.ModelSerializer[ReconciliationDifference]):
    """A part of a difference: above zero the provider has more. `sentence` says its cause."""

    sentence = serializers.CharField(source="get_cause_display", read_only=True)
    amount = MoneyField(read_only=True)

    class Meta:
        model = ReconciliationDifference
        fields = ["cause", "sentence", "amount", "funding", "refund"]
        read_only_fields = fields


class ReconciliationSerializer(serializers.Serializer[Reconciliation]):
    """The last comparison with a provider's balance, and what explains a difference."""

    rail = serializers.CharField()
    currency = serializers.CharField()
    at = serializers.DateTimeField()
    ours = MoneyField(source="our_money")
    theirs = MoneyField(source="their_money")
    differences = BalanceDifferenceSerializer(many=True)


class DeskBalancesSerializer(serializers.Serializer[Overview]):
    """Balances by currency, and the last comparisons with providers; `silent` are providers that tell no balance.
    `waiting`: proposals that the caller may decide; `stopped`: events and jobs that stand still."""

    currencies = CurrencyBalancesSerializer(many=True)
    reconciliations = ReconciliationSerializer(many=True)
    silent = serializers.ListField(child=serializers.CharField())
    waiting = serializers.IntegerField()
    stopped = serializers.IntegerField()


class MoneyResultSerializer(serializers.Serializer[Result]):
    """Something that has what was searched for: `kind` is `what` in words, `url` its page."""

    what = serializers.ChoiceField(list(WHAT))
    kind = serializers.CharField()
    title = serializers.CharField()
    note = serializers.CharField()
    amount = MoneyField(allow_null=True)
    url = serializers.CharField()


class TransactionFilter(serializers.Serializer[Any]):
    """Which transactions: of a contract, of a milestone, or `of` another row of money by its `number`."""

    of = serializers.ChoiceField(list(ROW_KINDS), required=False)
    number = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)

    contract = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    milestone = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    before = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """With the condition of the row that was named. Raises a ValidationError for a kind without a number."""
        of, number = attrs.pop("of", None), attrs.pop("number", None)
        if of is not None and number is None:
            raise serializers.ValidationError({"number": [self.fields["number"].error_messages["required"]]})
        return attrs | ({"condition": ROW_KINDS[of].condition(number)} if of is not None else {})


class TransactionRowSerializer(serializers.ModelSerializer[LedgerTransaction]):
    """A transaction in a list: `name` is its kind in words."""

    name = serializers.CharField(source="label", read_only=True)
    amount = MoneyField(read_only=True)
    contract = serializers.IntegerField(source="milestone.contract_id", read_only=True, allow_null=True, default=None)

    class Meta:
        model = LedgerTransaction
        fields = ["id", "key", "kind", "name", "at", "amount", "milestone", "contract"]
        read_only_fields = fields


class LedgerTransactionPageSerializer(serializers.Serializer[TransactionsPage]):
    """Transactions, newest first; `older` is the `before` of the next ones, null at the end."""

    results = TransactionRowSerializer(many=True, source="rows")
    older = serializers.IntegerField(allow_null=True)


class LegSerializer(serializers.ModelSerializer[LedgerEntry]):
    """A leg: what is credited to an account stands above zero."""

    kind = serializers.CharField(source="account.kind", read_only=True)
    rail = serializers.CharField(source="account.rail", read_only=True)
    person = serializers.IntegerField(source="account.user_id", read_only=True, allow_null=True)
    milestone = serializers.IntegerField(source="account.milestone_id", read_only=True, allow_null=True)
    amount = MoneyField(source="money", read_only=True)

    class Meta:
        model = LedgerEntry
        fields = ["id", "account", "kind", "rail", "person", "milestone", "amount"]
        read_only_fields = fields


class LedgerTransactionSerializer(TransactionRowSerializer):
    """A transaction with its legs, which sum to zero, its hash, and the block that seals it."""

    legs = serializers.SerializerMethodField()
    hash = serializers.SerializerMethodField()
    block = serializers.SerializerMethodField()

    class Meta(TransactionRowSerializer.Meta):
        fields = [*TransactionRowSerializer.Meta.fields, "legs", "hash", "block"]
        read_only_fields = fields

    @extend_schema_field(LegSerializer(many=True))
    def get_legs(self, row: LedgerTransaction) -> Any:
        """The legs, in their order."""
        return LegSerializer(self.context["legs"], many=True).data

    def get_hash(self, row: LedgerTransaction) -> str:
        """The hash of its content."""
        return bytes(row.content_hash).hex()

    def get_block(self, row: LedgerTransaction) -> int | None:
        """The number of the block, none until it is sealed."""
        block: int | None = self.context["block"]
        return block


class AccountFilter(serializers.Serializer[Any]):
    """Which accounts."""

    person = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    kind = serializers.ChoiceField(LedgerAccount.Kind.choices, required=False)
    currency = serializers.ChoiceField(list(CURRENCIES), required=False)


class LedgerAccountSerializer(serializers.ModelSerializer[LedgerAccount]):
    """An account of the site, of a person or of a milestone."""

    person = serializers.IntegerField(source="user_id", read_only=True, allow_null=True)

    class Meta:
        model = LedgerAccount
        fields = ["id", "kind", "currency", "rail", "person", "milestone"]
        read_only_fields = fields


class AccountBounds(serializers.Serializer[Any]):
    """Entries before one, or after one; without either, the newest."""

    before = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    after = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)


class AccountLineSerializer(serializers.Serializer[AccountLine]):
    """An entry of an account, with the balance after it."""

    id = serializers.IntegerField(source="entry.pk")
    transaction = serializers.IntegerField(source="entry.transaction_id")
    kind = serializers.CharField(source="entry.transaction.kind")
    name = serializers.CharField(source="entry.transaction.label")
    key = serializers.CharField(source="entry.transaction.key")
    at = serializers.DateTimeField(source="entry.transaction.at")
    amount = MoneyField()
    balance = MoneyField()


class LedgerAccountPageSerializer(serializers.Serializer[Any]):
    """An account and some of its entries, newest first; `older` is the `before` of the next ones, `newer` the `after`
    of those before, null at an end."""

    account = LedgerAccountSerializer()
    balance = MoneyField(source="page.balance")
    results = AccountLineSerializer(many=True, source="page.lines")
    older = serializers.IntegerField(source="page.older", allow_null=True)
    newer = serializers.IntegerField(source="page.newer", allow_null=True)


class StoppedEventSerializer(serializers.ModelSerializer[ProviderEvent]):
    """An event of a provider that failed, or waits where `failure` is empty."""

    class Meta:
        model = ProviderEvent
        fields = ["id", "rail", "event_id", "kind", "object_id", "received_at", "failure"]
        read_only_fields = fields


class StoppedJobSerializer(serializers.Serializer[StoppedJob]):
    """A job that is parked, or late in its queue. `name` is its task in words, `ids` are the rows that it works on."""

    id = serializers.IntegerField()
    task = serializers.CharField()
    name = serializers.CharField()
    queue = serializers.CharField()
    ids = serializers.DictField(child=serializers.IntegerField())
    attempts = serializers.IntegerField()
    is_late = serializers.BooleanField()
    since = serializers.DateTimeField(allow_null=True)


class StoppedWorkSerializer(serializers.Serializer[Any]):
    """What stands still."""

    events = StoppedEventSerializer(many=True)
    jobs = StoppedJobSerializer(many=True)


class KindFields(serializers.Serializer[Any]):
    """A kind of event, as its provider calls it."""

    kind = serializers.CharField(max_length=100)


class TaskFields(serializers.Serializer[Any]):
    """The task of jobs."""

    task = serializers.CharField(max_length=128)


class RanAgainSerializer(serializers.Serializer[Any]):
    """How many are run again."""

    count = serializers.IntegerField()
