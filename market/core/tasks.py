"""What tidies up."""

from datetime import timedelta

from procrastinate.contrib.django import app

from market.core.base import clock, job_claims
from market.core.models import LimitCounter, StoredAnswer


@app.task(queue="bulk", queueing_lock="run_clocks", pass_context=False)
def run_clocks(timestamp: int) -> None:
    """Nothing: a process of an earlier version may still ask for it while the site is being updated."""


@app.periodic(cron="40 * * * *")
@app.task(queue="bulk", queueing_lock="forget_counters", pass_context=False)
def forget_counters(timestamp: int) -> None:
    """Delete counters and stored answers that nothing asks for any more."""
    LimitCounter.objects.filter(window__lt=clock.wall() - timedelta(days=40)).delete()
    StoredAnswer.objects.filter(at__lt=clock.wall() - timedelta(days=2)).delete()


@app.periodic(cron="5 * * * *")
@app.task(queue="bulk", queueing_lock="forget_jobs", pass_context=False)
def forget_jobs(timestamp: int) -> None:
    """Delete the jobs that are done: our own worker does so at once, others may have left some."""
    job_claims.forget_ended()
