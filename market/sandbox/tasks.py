"""What time does at the provider, and the job that sends its news."""

from datetime import datetime

from market.core import clock
from market.core.jobs import task
from market.sandbox import actions, bus, connect
from market.sandbox.models import Payout, Refund, Session


def _next_session() -> datetime | None:
    open_ones = Session.objects.filter(status=Session.Status.OPEN).order_by("expires_at")
    return open_ones.values_list("expires_at", flat=True).first()


@clock.clock(next_due=_next_session)
def expire_sandbox_sessions() -> None:
    """Close the Checkouts that nobody paid in time."""
    due = Session.objects.filter(status=Session.Status.OPEN, expires_at__lte=clock.now())
    for key in list(due.values_list("id", flat=True)):
        actions.expire_session(key)


def _next_refund() -> datetime | None:
    return Refund.objects.filter(status="pending").order_by("settles_at").values_list("settles_at", flat=True).first()


@clock.clock(next_due=_next_refund)
def settle_sandbox_refunds() -> None:
    """End the pending refunds."""
    due = Refund.objects.filter(status="pending", settles_at__lte=clock.now())
    for key in list(due.values_list("id", flat=True)):
        actions.settle_refund(key)


@clock.clock(next_due=connect.next_payout_due)
def send_sandbox_payouts() -> None:
    """Send the connected accounts' money to their banks."""
    connect.send_payouts()


def _next_arrival() -> datetime | None:
    on_the_way = Payout.objects.filter(status="in_transit").order_by("arrives_at")
    return on_the_way.values_list("arrives_at", flat=True).first()


@clock.clock(next_due=_next_arrival)
def settle_sandbox_payouts() -> None:
    """Let payouts arrive."""
    due = Payout.objects.filter(status="in_transit", arrives_at__lte=clock.now())
    for key in list(due.values_list("id", flat=True)):
        connect.settle_payout(key)


@task(queue="sandbox", retry=False)
def send_sandbox_news() -> None:
    """Send the news that are due. Each delivery defers this job for its instant, and again after a refusal."""
    bus.deliver_pending(bus.post_to_site)
