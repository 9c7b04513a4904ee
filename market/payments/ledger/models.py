"""The ledger: double entry, append-only, its rules enforced by the database (`sql/ledger.sql`).

An entry's amount is what is credited to its account: what we owe stands above zero, what the provider holds for us
below. The amounts of a transaction sum to zero per currency. Read here; written only by the SQL functions that
`postings` calls.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Milestone
from market.core.base.money import Money
from market.payments.ledger.kinds import KINDS


class LedgerAccount(models.Model):
    """An account of the platform, of a person or of a milestone, in one currency."""

    class Kind(models.TextChoices):
        PROVIDER = "provider", _("Balance at the payment provider")
        FEES = "fees", _("Fees earned")
        PROVIDER_FEES = "provider_fees", _("Fees of the payment provider")
        CAPITAL = "capital", _("Money of the operator")
        HELD = "held", _("Held")
        FEE_HELD = "fee_held", _("Fee held")
        REFUNDING = "refunding", _("Refund on its way")
        CLEARING = "clearing", _("Clearing")
        PAYABLE = "payable", _("Ready to pay out")
        IN_TRANSIT = "in_transit", _("On its way")
        CLIENT_CREDIT = "client_credit", _("Owed to a client")
        CONTESTED = "contested", _("Taken by a client's bank, not decided")
        LOSSES = "losses", _("Losses of the operator")
        RECEIVABLE = "receivable", _("Owed by a freelancer")
        EXCHANGE = "exchange", _("Dollars taken over for taka")
        FUND = "fund", _("Fund for allowances")
        ALLOWANCE = "allowance", _("Allowance reserved for a trainee")
        ALLOWANCE_SENT = "allowance_sent", _("Allowance on its way")

    PLATFORM = (Kind.PROVIDER, Kind.FEES, Kind.PROVIDER_FEES, Kind.CAPITAL, Kind.CONTESTED, Kind.LOSSES, Kind.EXCHANGE)
    HOLDS = (Kind.HELD, Kind.FEE_HELD, Kind.REFUNDING)
    PERSONAL = (
        *(Kind.CLEARING, Kind.PAYABLE, Kind.IN_TRANSIT, Kind.CLIENT_CREDIT),
        *(Kind.ALLOWANCE, Kind.ALLOWANCE_SENT),
    )
    OWED = (*HOLDS, *PERSONAL, Kind.FUND)  # the fund is nobody's, and not the operator's
    UNBOUND = (*PLATFORM, Kind.RECEIVABLE)  # without a balance row: below zero is what they are for

    kind = models.CharField(max_length=20, choices=Kind)
    currency = models.CharField(max_length=3)
    rail = models.CharField(max_length=12, blank=True, default="")  # of the balance at a provider: which one
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "currency", "user", "milestone", "rail"],
                nulls_distinct=False,
                name="one_account_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        *("provider", "fees", "provider_fees", "capital", "contested", "losses", "exchange"),
                        "fund",
                    ],
                    user__isnull=True,
                    milestone__isnull=True,
                )
                | Q(kind__in=["held", "fee_held", "refunding"], user__isnull=True, milestone__isnull=False)
                | Q(
                    kind__in=[
                        *("clearing", "payable", "in_transit", "client_credit", "receivable"),
                        *("allowance", "allowance_sent"),
                    ],
                    user__isnull=False,
                    milestone__isnull=True,
                ),
                name="accounts_have_their_owner",
            ),
            models.CheckConstraint(
                condition=(Q(kind="provider") & ~Q(rail="")) | (~Q(kind="provider") & Q(rail="")),
                name="balances_at_providers_name_them",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.currency} {self.user_id or self.milestone_id or self.rail}".strip()


class LedgerBalance(models.Model):
    """The balance of an account of a person or of a hold: never below zero. The platform's have no such row."""

    account = models.OneToOneField(LedgerAccount, models.PROTECT, primary_key=True, related_name="balance")
    value = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(value__gte=0), name="balance_not_negative")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.value}"

    @property
    def amount(self) -> Money:
        """The balance with its currency."""
        return Money(self.value, self.account.currency)


class LedgerTransaction(models.Model):
    """One business event. `key` makes it happen once; `posted_at` is wall time; the column `xid` is the database's."""

    key = models.CharField(max_length=100)
    kind = models.CharField(max_length=30)
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, blank=True, related_name="ledger_transactions")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    posted_at = models.DateTimeField()
    content_hash = models.BinaryField()

    class Meta:
        # Not `unique=True`, with which Django adds an index for LIKE.
        constraints = [models.UniqueConstraint(fields=["key"], name="one_transaction_of_a_key")]

    def __str__(self) -> str:
        return self.key

    @property
    def amount(self) -> Money:
        """What it moves, without the fee."""
        return Money(Decimal(self.facts["amount"]), self.facts["currency"])

    @property
    def label(self) -> str:
        """Its kind in words."""
        return str(KINDS.get(self.kind, self.kind))


class LedgerEntry(models.Model):
    """One leg of a transaction."""

    transaction = models.ForeignKey(LedgerTransaction, models.PROTECT, related_name="entries")
    account = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="entries", db_index=False)  # see Meta
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="entries_move_something")]
        indexes = [
            # With the amounts, so that a balance after any transaction is a sum over the index alone.
            models.Index(fields=["account", "transaction", "id"], include=["amount"], name="entries_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.amount}"

    @property
    def money(self) -> Money:
        """The amount in the currency of its account."""
        return Money(self.amount, self.account.currency)


class LedgerBlock(models.Model):
    """A seal over all transactions from the block before up to the database transaction `horizon` (not included)."""

    number = models.PositiveBigIntegerField(primary_key=True)
    previous_hash = models.BinaryField()
    block_hash = models.BinaryField()
    transactions = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"block {self.number}"
