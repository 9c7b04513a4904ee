"""Read-only admin of money, with buttons that compare a row with the provider again."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.admin.admin_site import Button, site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.core.base import clock
from market.core.text.formats import format_money
from market.core.text.locale import language
from market.payments import (
    models,
    payout_tables,  # noqa: F401  # registers its own
)
from market.payments.allowances import admin as allowances_admin  # noqa: F401  # registers its tables
from market.payments.chargebacks import admin as chargebacks_admin  # noqa: F401  # registers its tables
from market.payments.debts import admin as debts_admin  # noqa: F401  # registers its tables
from market.payments.desk import admin as desk_admin  # noqa: F401  # registers its tables
from market.payments.funding.outcome_actions import decide_suspicion
from market.payments.job_names import defer_job
from market.payments.models import Chargeback, Funding, Payout, ProviderEvent, Refund
from market.payments.payouts.actions import retry_payout
from market.payments.provider.rails import WALLETS
from market.payments.refunds.repayment_actions import repay_refund

OPERATORS = (User.Role.OPERATOR,)
COMPARE = _("Check with the provider again")
SURE = _("A job compares it with what the provider says and brings our books to it. It may run twice.")


def _settle_funding(*, by: User, row: Funding, reason: str) -> None:
    defer_job("settle_funding_job", funding_id=row.pk)


def _accept_payment(*, by: User, row: Funding, reason: str) -> None:
    decide_suspicion(by=by, funding_id=row.pk, suspicion=Funding.Suspicion.ACCEPTED, reason=reason)


def _refuse_payment(*, by: User, row: Funding, reason: str) -> None:
    decide_suspicion(by=by, funding_id=row.pk, suspicion=Funding.Suspicion.REFUSED, reason=reason)


def _is_suspect(row: Funding) -> bool:
    return row.state in Funding.LIVE and row.suspicion == Funding.Suspicion.WAITING


def _send_refund(*, by: User, row: Refund, reason: str) -> None:
    defer_job("send_refund_job", refund_id=row.pk)


def _repaid_question(row: Refund) -> str:
    question = _(
        "Press this after you have sent %(amount)s to %(client)s (%(email)s), from money that is not at the payment"
        " service, to where two operators have agreed: %(destination)s. The client is notified, with the reference and"
        " not with the note. After that nothing is owed any more, and it cannot be undone."
    )
    client = row.milestone.contract.client
    amount = format_money(row.owed, language())
    named = {"client": client.shown_name, "email": client.email, "destination": row.destination}
    return str(question) % {"amount": amount, **named}


def _repay(*, by: User, row: Refund, reason: str, reference: str) -> None:
    repay_refund(by=by, refund_id=row.pk, reference=reference, note=reason)


def _settle_payout(*, by: User, row: Payout, reason: str) -> None:
    defer_job("settle_payout_job", payout_id=row.pk)


def _retry_payout(*, by: User, row: Payout, reason: str) -> None:
    retry_payout(payout_id=row.pk)


def _replay_event(*, by: User, row: ProviderEvent, reason: str) -> None:
    defer_job("work_off_event_job", event_pk=row.pk)


def _sync_chargeback(*, by: User, row: Chargeback, reason: str) -> None:
    defer_job("sync_chargeback_job", chargeback_id=row.pk)


def _is_at_provider(row: Payout) -> bool:
    is_open_there = row.rail == "stripe" and row.ended_at is None
    return is_open_there or (row.rail in WALLETS and row.hold_up != Payout.HoldUp.UNCLEAR and row.state != "failed")


def _may_retry(row: Payout) -> bool:
    return row.state == Payout.State.FAILED and row.check_at is not None and row.check_at <= clock.now()


@admin.register(models.LedgerAccount, site=site)
class LedgerAccountTable(ReadOnlyModelAdmin):
    """Accounts of the ledger."""

    columns = ("kind", "currency", "user", "milestone", "rail")
    search_fields = ("=id", "=user__email", "=milestone__id", "kind")
    list_filter = ("kind", "rail", "currency")


@admin.register(models.LedgerBalance, site=site)
class LedgerBalanceTable(ReadOnlyModelAdmin):
    """The balance of each account."""

    columns = ("account", "value")
    search_fields = ("=account__id", "=account__user__email")


@admin.register(models.LedgerTransaction, site=site)
class LedgerTransactionTable(ReadOnlyModelAdmin):
    """Transactions of the ledger."""

    columns = ("key", "kind", "milestone", "at")
    search_fields = ("=id", "key", "=milestone__id")
    list_filter = ("kind",)
    date_hierarchy = "at"


@admin.register(models.LedgerEntry, site=site)
class LedgerEntryTable(ReadOnlyModelAdmin):
    """Entries of the ledger."""

    columns = ("transaction", "account", "amount")
    search_fields = ("=transaction__id", "=account__id", "=account__user__email")


@admin.register(models.ExchangeRate, site=site)
class ExchangeRateTable(ReadOnlyModelAdmin):
    """Rates by which pages estimate amounts in taka; `manage.py record_exchange_rate` adds one."""

    columns = ("day", "taka_per_dollar", "source", "recorded_at")
    private = False


@admin.register(models.LedgerBlock, site=site)
class LedgerBlockTable(ReadOnlyModelAdmin):
    """Blocks that seal the ledger."""

    columns = ("number", "transactions", "sealed_at")
    date_hierarchy = "sealed_at"
    private = False


@admin.register(models.LedgerDay, site=site)
class LedgerDayTable(ReadOnlyModelAdmin):
    """Days whose blocks are published."""

    columns = ("day", "first_block", "last_block", "transactions")
    private = False


@admin.register(Funding, site=site)
class FundingTable(ReadOnlyModelAdmin):
    """Payments of clients."""

    columns = ("milestone", "rail", "amount_value", "fee_value", "state", "suspicion", "created_at", "ended_at")
    hidden = ("checkout_url",)
    search_fields = ("=id", "=milestone__id", "=checkout_id", "=payment_id", "=charge_id")
    list_filter = ("rail", "state", "suspicion", "currency")
    date_hierarchy = "created_at"
    buttons = (
        Button("look", COMPARE, SURE, _settle_funding, roles=OPERATORS, when=lambda row: row.checkout_id is not None),
        Button(
            "accept",
            _("Count the payment"),
            _("It is held for the freelancer now, although the payment service wanted a look at the payer first."),
            _accept_payment,
            roles=OPERATORS,
            when=_is_suspect,
            asks=True,
        ),
        Button(
            "refuse",
            _("Send the payment back"),
            _("Nothing of it is held. All of it goes back to the payer, by the way it came."),
            _refuse_payment,
            roles=OPERATORS,
            when=_is_suspect,
            asks=True,
        ),
    )


@admin.register(models.PayoutAccount, site=site)
class PayoutAccountTable(ReadOnlyModelAdmin):
    """Where freelancers are paid."""

    columns = ("user", "account_id", "state", "created_at")
    search_fields = ("=user__email", "=account_id")
    list_filter = ("state",)


@admin.register(Payout, site=site)
class PayoutTable(ReadOnlyModelAdmin):
    """Payouts."""

    columns = ("freelancer", "rail", "amount_value", "state", "hold_up", "failure", "created_at", "batch", "ended_at")
    hidden = ("account_number",)
    search_fields = ("=id", "=freelancer__email", "=transfer_id")
    list_filter = ("state", "rail", "hold_up", "currency")
    date_hierarchy = "created_at"
    buttons = (
        Button("look", COMPARE, SURE, _settle_payout, roles=OPERATORS, when=_is_at_provider),
        Button(
            "retry",
            _("Try the payout again"),
            _("What is ready now, up to the amount that failed, is paid out to the freelancer."),
            _retry_payout,
            roles=OPERATORS,
            when=_may_retry,
        ),
    )


@admin.register(models.Release, site=site)
class ReleaseTable(ReadOnlyModelAdmin):
    """Amounts that were released to freelancers."""

    columns = ("milestone", "freelancer", "amount_value", "fee_value", "state", "reason", "released_at", "payout")
    search_fields = ("=id", "=milestone__id", "=freelancer__email", "=transfer_id")
    list_filter = ("state", "reason", "currency")
    date_hierarchy = "released_at"


@admin.register(Refund, site=site)
class RefundTable(ReadOnlyModelAdmin):
    """Amounts that went back to clients."""

    columns = ("milestone", "amount_value", "fee_value", "state", "reason", "created_at", "ended_at", "repaid_at")
    search_fields = ("=id", "=milestone__id", "=refund_id")
    list_filter = ("state", "reason", "currency")
    date_hierarchy = "created_at"
    buttons = (
        Button("look", COMPARE, SURE, _send_refund, roles=OPERATORS, when=lambda row: row.ended_at is None),
        Button(
            "repaid",
            _("It was sent another way"),
            _repaid_question,
            _repay,
            roles=OPERATORS,
            when=lambda row: bool(row.owed.amount and row.destination),
            asks=True,
            refers=True,
        ),
    )


@admin.register(ProviderEvent, site=site)
class ProviderEventTable(ReadOnlyModelAdmin):
    """News from the provider, without what it carries."""

    columns = ("rail", "event_id", "kind", "object_id", "received_at", "worked_off_at", "failure")
    hidden = ("payload",)
    search_fields = ("=event_id", "=object_id", "kind")
    list_filter = ("rail",)
    date_hierarchy = "received_at"
    buttons = (
        Button(
            "replay",
            _("Process it again"),
            _("A job looks up what this is about and brings our books to it. It may run twice."),
            _replay_event,
            roles=OPERATORS,
        ),
    )


@admin.register(Chargeback, site=site)
class ChargebackTable(ReadOnlyModelAdmin):
    """Chargebacks."""

    columns = ("funding", "amount_value", "currency", "state", "created_at", "answer_by", "ended_at")
    hidden = ("answer",)
    search_fields = ("=id", "dispute_id", "=funding__milestone__id")
    list_filter = ("state",)
    date_hierarchy = "created_at"
    buttons = (Button("look", COMPARE, SURE, _sync_chargeback, roles=OPERATORS),)
