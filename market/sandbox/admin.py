"""The local provider's tables in the administration of a development site."""

from typing import ClassVar

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.sandbox import models


class SandboxTable(ReadOnlyModelAdmin):
    """Test money: no personal data."""

    private = False


@admin.register(
    *(models.Account, models.PaymentIntent, models.Payout, models.BalanceTransaction, models.Transfer),
    *(models.Reversal, models.Charge, models.Refund, models.Dispute, models.File),
    site=site,
)
class ObjectTable(SandboxTable):
    """Objects of the provider's API."""

    columns: ClassVar[tuple[str, ...]] = ("id", "created")
    search_fields = ("=id",)


@admin.register(models.Session, site=site)
class SessionTable(ObjectTable):
    """Checkouts, without their addresses."""

    columns = ("id", "created", "status")
    hidden = ("url", "success_url", "cancel_url")


@admin.register(models.Event, site=site)
class EventTable(ObjectTable):
    """Webhook events."""

    columns = ("id", "created", "kind")
    hidden = ("payload", "previous", "request_key", "idempotency_key")


@admin.register(models.AccountLink, site=site)
class AccountLinkTable(SandboxTable):
    """Links to the set-up of accounts."""

    columns = ("account", "created", "expires_at", "used_at")
    hidden = ("token", "refresh_url", "return_url")


@admin.register(models.Answer, site=site)
class AnswerTable(SandboxTable):
    """Stored responses of idempotent requests."""

    columns = ("status", "at")
    hidden = ("key", "fingerprint", "body", "request_key")


@admin.register(models.Delivery, site=site)
class DeliveryTable(SandboxTable):
    """Webhook deliveries to the site."""

    columns = ("event", "state", "due_at", "tries", "status")
    list_filter = ("state",)


@admin.register(models.Fault, site=site)
class FaultTable(SandboxTable):
    """Faults planned on the desk."""

    columns = ("kind", "house", "left", "seconds", "at")


@admin.register(models.ShortMessage, site=site)
class ShortMessageTable(SandboxTable):
    """SMS that the site sent, without number and text."""

    columns = ("at", "arrives_at")
    hidden = ("key", "number", "text")


@admin.register(models.BkashPayment, site=site)
class BkashPaymentTable(SandboxTable):
    """Payments at the local bKash, without the payer's wallet."""

    columns = ("payment_id", "created", "state", "amount", "fee")
    search_fields = ("=payment_id", "=trx_id")
    hidden = ("wallet", "callback_url")


@admin.register(models.BkashRefund, site=site)
class BkashRefundTable(SandboxTable):
    """Refunds at the local bKash."""

    columns = ("trx_id", "created", "payment", "amount", "completes_at")


@admin.register(models.BkashTransfer, site=site)
class BkashTransferTable(SandboxTable):
    """Transfers to wallets at the local bKash, without the wallet."""

    columns = ("trx_id", "invoice", "amount", "fee", "state", "created")
    search_fields = ("=trx_id", "=invoice")
    hidden = ("receiver",)


@admin.register(models.BkashDeposit, site=site)
class BkashDepositTable(SandboxTable):
    """Money that the site paid into the local bKash."""

    columns = ("amount", "created")


@admin.register(models.BkashNotice, site=site)
class BkashNoticeTable(SandboxTable):
    """Notifications of the local bKash, without what they say."""

    columns = ("kind", "state", "at", "due_at", "tries", "status")
    list_filter = ("state",)
    hidden = ("message", "token")


@admin.register(models.SslcommerzSession, site=site)
class SslcommerzSessionTable(SandboxTable):
    """Sessions of SSLCOMMERZ, without their addresses."""

    columns = ("tran_id", "created", "amount", "currency", "state")
    hidden = ("sessionkey", "success_url", "fail_url", "cancel_url", "ipn_url", "carried", "card_no")
    search_fields = ("=tran_id",)


@admin.register(models.SslcommerzPayment, site=site)
class SslcommerzPaymentTable(SandboxTable):
    """Tries to pay at SSLCOMMERZ."""

    columns = ("session", "tran_date", "status", "amount", "risk_level")
    hidden = ("card_no",)


@admin.register(models.SslcommerzRefund, site=site)
class SslcommerzRefundTable(SandboxTable):
    """Refunds of SSLCOMMERZ."""

    columns = ("refund_trans_id", "initiated_on", "status", "amount")


@admin.register(models.SslcommerzNotice, site=site)
class SslcommerzNoticeTable(SandboxTable):
    """Notifications of SSLCOMMERZ to the site."""

    columns = ("payment", "state", "due_at", "tries", "status")
    hidden = ("fields",)
