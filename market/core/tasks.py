"""What makes the clocks tick, and what tidies up."""

from datetime import timedelta

from procrastinate.contrib.django import app

from market.core import clock
from market.core.models import LimitCounter, StoredAnswer


@app.periodic(cron="* * * * * */5")
@app.task(queue="clocks", queueing_lock="run_clocks", pass_context=False)
def run_clocks(timestamp: int) -> None:
    """Make visible what is due, every five seconds."""
    clock.run_due()


@app.periodic(cron="40 * * * *")
@app.task(queue="clocks", queueing_lock="forget_counters", pass_context=False)
def forget_counters(timestamp: int) -> None:
    """Delete counters and stored answers that nothing asks for any more."""
    LimitCounter.objects.filter(window__lt=clock.wall() - timedelta(days=40)).delete()
    StoredAnswer.objects.filter(at__lt=clock.wall() - timedelta(days=2)).delete()
