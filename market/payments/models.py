"""Money in motion: funding, releases, refunds, payouts, and the provider's events. The ledger is in `ledger.models`.

Funding: pending -> open -> paid | expired | failed
Release (one for each released amount): clearing -> payable -> in_transit -> paid_out | failed -> payable; where the
    client's bank takes the payment back, from any of them -> taken_back (`chargebacks.models`); where the freelancer
    gives it back, from clearing, payable or paid_out -> given_back (`give_backs.models`); payable -> withheld, where it
    pays what the freelancer owes (`debts.models`); payable -> exchanged, where the freelancer takes it in taka: these
    are a release of their own (`payout_quotes`)
Refund: see `refunds.models`
Payout: see `payouts.models`
Allowance: see `allowances.models`
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Milestone
from market.core.base.money import Money, MoneyProperty
from market.payments.allowances.models import Allowance, AllowanceQuestion
from market.payments.chargebacks.models import Chargeback, EvidenceFile
from market.payments.debts.models import Debt
from market.payments.desk.models import Reconciliation, ReconciliationDifference, WorkAlarm
from market.payments.exchange_rates.models import ExchangeRate
from market.payments.give_backs.models import GiveBack
from market.payments.holidays.models import Holiday
from market.payments.ledger.models import LedgerAccount, LedgerBalance, LedgerBlock, LedgerEntry, LedgerTransaction
from market.payments.payout_batches.models import PayoutBatch
from market.payments.payout_methods.models import PayoutMethod
from market.payments.payout_quotes.models import PayoutQuote
from market.payments.payouts.models import Payout, PayoutAccount
from market.payments.proposals.models import StaffProposal
from market.payments.refunds.models import Refund
from market.payments.seals.models import LedgerDay

__all__ = [
    "Allowance",
    "AllowanceQuestion",
    "Chargeback",
    "Debt",
    "EvidenceFile",
    "ExchangeRate",
    "Funding",
    "GiveBack",
    "Holiday",
    "LedgerAccount",
    "LedgerBalance",
    "LedgerBlock",
    "LedgerDay",
    "LedgerEntry",
    "LedgerTransaction",
    "Payout",
    "PayoutAccount",
    "PayoutBatch",
    "PayoutMethod",
    "PayoutQuote",
    "ProviderEvent",
    "Reconciliation",
    "ReconciliationDifference",
    "Refund",
    "Release",
    "StaffProposal",
    "WorkAlarm",
]


class Funding(models.Model):
    """One attempt of a client to fund a milestone: a Checkout at the provider.

    Fundings of several milestones can share one: then the first leads, has its id, and is the one that is checked.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Being prepared")
        OPEN = "open", _("Waiting for the payment")
        PAID = "paid", _("Paid")
        EXPIRED = "expired", _("Expired")
        FAILED = "failed", _("Failed")

    class Suspicion(models.TextChoices):
        WAITING = "waiting", _("Looked at by the payment service")
        ACCEPTED = "accepted", _("Counted by an operator")
        REFUSED = "refused", _("Sent back by an operator")

    LIVE = (State.PENDING, State.OPEN)

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="fundings")
    rail = models.CharField(max_length=12, default="stripe")  # see `provider.rails`
    together_with = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="others")
    amount_value = models.DecimalField(max_digits=12, decimal_places=2)
    fee_value = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=7, choices=State, default=State.PENDING)
    site = models.CharField(max_length=200, default="")  # the address that the client uses, to return to
    checkout_id = models.CharField(max_length=255, null=True, blank=True)  # of these three: at the provider
    checkout_url = models.URLField(max_length=2000, blank=True)
    payment_id = models.CharField(max_length=255, blank=True)
    charge_id = models.CharField(max_length=255, blank=True)
    provider_fee_value = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    suspicion = models.CharField(max_length=8, choices=Suspicion, blank=True, default="")  # of its payment
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    check_at = models.DateTimeField(null=True, blank=True)  # when it is compared with the provider next
    ended_at = models.DateTimeField(null=True, blank=True)
    amount = MoneyProperty("amount_value")  # what is held for the freelancer
    fee = MoneyProperty("fee_value")  # the client's fee on it

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"], condition=Q(state__in=["pending", "open"]), name="one_live_funding_per_milestone"
            ),
            models.UniqueConstraint(fields=["rail", "checkout_id"], name="one_funding_per_checkout"),
        ]
        indexes = [models.Index(fields=["check_at"], condition=Q(check_at__isnull=False), name="fundings_to_check")]

    def __str__(self) -> str:
        return f"{self.milestone_id}: {self.state}"

    @property
    def is_surplus(self) -> bool:
        """Whether it came beside what was asked for, a second time or in another amount: all of it goes back."""
        return self.checkout_id is None and self.together_with_id is None and self.state == self.State.PAID

    @property
    def charge(self) -> Money:
        """What the client pays: the amount and the fee."""
        return Money(self.amount_value + self.fee_value, self.currency)


class ReleaseQuerySet(models.QuerySet["Release"]):
    def earned(self) -> Self:
        """What was released by clients: without the taka for which a freelancer exchanged a part of it."""
        return self.exclude(reason=Release.Reason.EXCHANGED)


class Release(models.Model):
    """An amount of a milestone's money that was released to the freelancer, or the taka for which it was exchanged."""

    class State(models.TextChoices):
        CLEARING = "clearing", _("Clearing")
        PAYABLE = "payable", _("Ready to pay out")
        IN_TRANSIT = "in_transit", _("On its way")
        PAID_OUT = "paid_out", _("Paid out")
        FAILED = "failed", _("Failed")
        TAKEN_BACK = "taken_back", _("Taken by the client's bank")
        GIVEN_BACK = "given_back", _("Given back to the client")
        WITHHELD = "withheld", _("Went to what was owed")
        EXCHANGED = "exchanged", _("Exchanged for taka")

    GONE = (State.TAKEN_BACK, State.GIVEN_BACK)

    class Reason(models.TextChoices):
        APPROVED = "approved", _("Approved by the client")
        SILENCE = "silence", _("Approved by silence")
        LAST_DAY = "last_day", _("Released on the last day of holding")
        PART = "part", _("A part released by the client")
        ENDED = "ended", _("The contract was ended early by both")
        DISPUTE = "dispute", _("The end of a dispute")
        BONUS = "bonus", _("A client's thanks")
        EXCHANGED = "exchanged", _("Exchanged for dollars")

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="releases")
    freelancer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="releases")
    amount_value = models.DecimalField(max_digits=12, decimal_places=2)
    fee_value = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State, default=State.CLEARING)
    reason = models.CharField(max_length=10, choices=Reason)
    released_at = models.DateTimeField()
    clears_at = models.DateTimeField()
    payout = models.ForeignKey(Payout, models.PROTECT, null=True, blank=True, related_name="releases")
    transfer_id = models.CharField(max_length=255, blank=True)
    arrival_id = models.CharField(max_length=255, blank=True, db_index=True)  # the transfer's id in the account
    owed_value = models.DecimalField(max_digits=12, decimal_places=2, default=0)  # of it, since it cannot be taken back
    recall_mark = models.CharField(max_length=100, blank=True, default="")  # of a reversal that we ask the provider for
    paid_out_at = models.DateTimeField(null=True, blank=True)
    quote = models.ForeignKey(PayoutQuote, models.PROTECT, null=True, blank=True, related_name="releases")
    amount = MoneyProperty("amount_value")  # what was released

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["freelancer", "state"]), models.Index(fields=["state", "clears_at"])]
        constraints = [models.CheckConstraint(condition=Q(amount_value__gt=0), name="releases_have_an_amount")]

    def __str__(self) -> str:
        return f"{self.milestone_id}: {self.amount_value} {self.currency}"

    def get_absolute_url(self) -> str:
        """The user's money page."""
        return reverse("money")


class ProviderEvent(models.Model):
    """A notification of a provider: stored once, processed by a job. See `provider.types.WebhookEvent`."""

    rail = models.CharField(max_length=12, default="stripe")
    event_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=100)
    subject = models.CharField(max_length=10, blank=True, default="")
    object_id = models.CharField(max_length=255)
    account_id = models.CharField(max_length=255, blank=True, default="")
    mark = models.CharField(max_length=100, blank=True, default="")
    payload = models.JSONField()
    received_at = models.DateTimeField()
    worked_off_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rail", "event_id"], name="one_row_per_event")]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
