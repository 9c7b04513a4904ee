"""Jobs that send webhook deliveries and delete old ones."""

import logging

from django.db.models import QuerySet
from procrastinate.contrib.django import app

from market.core.base import clock
from market.core.base.jobs import task
from market.core.base.sealing import SecretKeyLost
from market.core.base.startup import at_start
from market.integrations import actions
from market.integrations.models import Delivery
from market.integrations.sending import send

log = logging.getLogger(__name__)
at_start(actions.seal_secrets)


@task(queue="webhooks", retry=False)
def send_delivery(delivery_id: int, tries: int) -> None:
    """One try at an endpoint that answered quickly the last time. What fails comes again by the clock below."""
    if not actions.step_aside(delivery_id=delivery_id, tries=tries):
        _try(delivery_id, tries)


@task(queue="slow_webhooks", retry=False)
def send_slowly(delivery_id: int, tries: int) -> None:
    """One try at another endpoint."""
    _try(delivery_id, tries)


def _try(delivery_id: int, tries: int) -> None:
    delivery = actions.take_delivery(delivery_id=delivery_id, tries=tries)
    if delivery is None:
        return
    try:
        outcome = send(delivery)
    except SecretKeyLost:
        log.error("A webhook's secret was sealed with a SECRET_KEY that is gone: its news wait.")
        actions.give_try_back(delivery=delivery)
    else:
        actions.record_attempt(delivery=delivery, outcome=outcome)


def _waiting() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=Delivery.State.WAITING, endpoint__is_on=True)


@clock.deadline(next_due=clock.NextDue(_waiting, "due_at"))
def send_due_news() -> None:
    """Tries whose time has come."""
    actions.defer_due()


@app.periodic(cron="20 3 * * *")
@app.task(queue="bulk", queueing_lock="forget_deliveries", pass_context=False)
def forget_deliveries(timestamp: int) -> None:
    """The end of the log, each night."""
    actions.forget_deliveries()
