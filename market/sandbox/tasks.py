"""What time does at the provider, and the job that sends its news."""

from market.core.base import clock
from market.core.base.jobs import task
from market.sandbox import actions, bus, connect, disputing
from market.sandbox.models import Payout, Refund, Session


@clock.deadline(next_due=clock.NextDue(lambda: Session.objects.filter(status=Session.Status.OPEN), "expires_at"))
def expire_sandbox_sessions() -> None:
    """Close the Checkouts that nobody paid in time."""
    due = Session.objects.filter(status=Session.Status.OPEN, expires_at__lte=clock.now())
    for key in list(due.values_list("id", flat=True)):
        actions.expire_session(key)


@clock.deadline(next_due=clock.NextDue(lambda: Refund.objects.filter(status="pending"), "settles_at"))
def settle_sandbox_refunds() -> None:
    """End the pending refunds."""
    due = Refund.objects.filter(status="pending", settles_at__lte=clock.now())
    for key in list(due.values_list("id", flat=True)):
        actions.settle_refund(key)


@clock.deadline(next_due=connect.next_payout)
def send_sandbox_payouts() -> None:
    """Send the connected accounts' money to their banks."""
    connect.send_payouts()


@clock.deadline(next_due=clock.NextDue(lambda: Payout.objects.filter(status="in_transit"), "arrives_at"))
def settle_sandbox_payouts() -> None:
    """Let payouts arrive."""
    due = Payout.objects.filter(status="in_transit", arrives_at__lte=clock.now())
    for key in list(due.values_list("id", flat=True)):
        connect.settle_payout(key)


@clock.deadline(next_due=disputing.next_due)
def lose_sandbox_disputes() -> None:
    """Decide the disputes that the site did not answer in time."""
    disputing.lose_unanswered()


@task(queue="sandbox", retry=False)
def send_sandbox_news() -> None:
    """Send the news that are due. Each delivery defers this job for its instant, and again after a refusal."""
    bus.deliver_pending(bus.post_to_site)
