"""Deadlines of the provider, and the job that sends webhooks."""

from market.core.base import clock
from market.core.base.jobs import task
from market.sandbox import actions, connect_actions, disputes, webhooks
from market.sandbox.bkash import notices as bkash_notices
from market.sandbox.bkash import transfers as bkash_transfers
from market.sandbox.models import BkashTransfer, Payout, Refund, Session, SslcommerzRefund, SslcommerzSession
from market.sandbox.sslcommerz import actions as sslcommerz_actions
from market.sandbox.sslcommerz import notices as sslcommerz_notices


@clock.deadline(next_due=clock.NextDue(lambda: Session.objects.filter(status=Session.Status.OPEN), "expires_at"))
def expire_sandbox_sessions() -> None:
    """Expire Checkout Sessions that were not paid in time."""
    due = Session.objects.filter(status=Session.Status.OPEN, expires_at__lte=clock.now())
    for key in list(due.values_list("id", flat=True)):
        actions.expire_session(key)


@clock.deadline(next_due=clock.NextDue(lambda: Refund.objects.filter(status="pending"), "settles_at"))
def settle_sandbox_refunds() -> None:
    """Settle pending refunds."""
    due = Refund.objects.filter(status="pending", settles_at__lte=clock.now())
    for key in list(due.values_list("id", flat=True)):
        actions.settle_refund(key)


@clock.deadline(next_due=connect_actions.next_payout)
def send_sandbox_payouts() -> None:
    """Pay out the balances of connected accounts."""
    connect_actions.send_payouts()


@clock.deadline(next_due=clock.NextDue(lambda: Payout.objects.filter(status="in_transit"), "arrives_at"))
def settle_sandbox_payouts() -> None:
    """Settle payouts in transit."""
    due = Payout.objects.filter(status="in_transit", arrives_at__lte=clock.now())
    for key in list(due.values_list("id", flat=True)):
        connect_actions.settle_payout(key)


@clock.deadline(next_due=disputes.next_due)
def lose_sandbox_disputes() -> None:
    """Lose disputes that the site did not respond to in time."""
    disputes.lose_unanswered_disputes()


@task(queue="sandbox", retry=False)
def send_sandbox_news() -> None:
    """Send due webhooks. Each delivery defers this job for when it is due, and again for a retry."""
    webhooks.deliver_pending(webhooks.post_to_site)


@clock.deadline(next_due=clock.NextDue(lambda: BkashTransfer.objects.exclude(later=""), "settles_at"))
def settle_bkash_transfers() -> None:
    """End transfers of bKash that fail, or are taken back, after a day."""
    due = BkashTransfer.objects.exclude(later="").filter(settles_at__lte=clock.now())
    for pk in list(due.values_list("pk", flat=True)):
        bkash_transfers.settle(pk)


@task(queue="sandbox", retry=False)
def send_bkash_notices() -> None:
    """Send due notifications of the local bKash, likewise."""
    bkash_notices.deliver_pending(bkash_notices.post_to_site)


@clock.deadline(
    next_due=clock.NextDue(lambda: SslcommerzSession.objects.filter(state=SslcommerzSession.State.OPEN), "expires_at")
)
def expire_sslcommerz_sessions() -> None:
    """End pages of SSLCOMMERZ on which nobody paid in time."""
    due = SslcommerzSession.objects.filter(state=SslcommerzSession.State.OPEN, expires_at__lte=clock.now())
    for key in list(due.values_list("sessionkey", flat=True)):
        sslcommerz_actions.end_try(key, "time_out")


@clock.deadline(next_due=clock.NextDue(lambda: SslcommerzRefund.objects.filter(status="processing"), "settles_at"))
def settle_sslcommerz_refunds() -> None:
    """End refunds of SSLCOMMERZ that take a day."""
    due = SslcommerzRefund.objects.filter(status="processing", settles_at__lte=clock.now())
    for pk in list(due.values_list("pk", flat=True)):
        sslcommerz_actions.settle_refund(pk)


@task(queue="sandbox", retry=False)
def send_sslcommerz_notices() -> None:
    """Send due notifications of SSLCOMMERZ. Each one defers this job for when it is due, and again for a retry."""
    sslcommerz_notices.deliver_pending(sslcommerz_notices.post_to_site)
