"""Deadlines of the provider, and the job that sends webhooks."""

from market.core.base import clock
from market.core.base.jobs import task
from market.sandbox import actions, connect_actions, disputes, webhooks
from market.sandbox.bkash import notices
from market.sandbox.models import Payout, Refund, Session


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


@task(queue="sandbox", retry=False)
def send_bkash_notices() -> None:
    """Send due notifications of the local bKash, likewise."""
    notices.deliver_pending(notices.post_to_site)
