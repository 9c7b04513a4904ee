"""Operators are notified of work that has stopped, once for each kind until it is mended, and again each day."""

from datetime import timedelta
from functools import partial

from django.urls import reverse

from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.events import Address, emit
from market.core.text.locale import by_language
from market.payments.chargebacks.queries import operators
from market.payments.desk.events import WorkStopped
from market.payments.desk.stopped import stopped_long
from market.payments.desk.task_names import task_name
from market.payments.models import WorkAlarm

AGAIN = timedelta(days=1)


@atomic
def alarm_of_stopped_work() -> list[str]:
    """Notify operators of each kind that has stopped for too long and that they do not know of; returns the kinds."""
    stopped, now = stopped_long(), clock.now()
    WorkAlarm.objects.exclude(name__in=stopped).delete()
    alarmed = set(WorkAlarm.objects.filter(alarmed_at__gt=now - AGAIN).values_list("name", flat=True))
    new = sorted(stopped.keys() - alarmed)
    for name in new:
        WorkAlarm.objects.update_or_create(name=name, defaults={"alarmed_at": now})
        event = WorkStopped(count=stopped[name], name=by_language(partial(_in_words, name)))
        emit(event, on=Address(reverse("stopped_work")), by=None, to=operators())
    return new


def _in_words(name: str) -> str:
    """What a kind of work is called: a task by its name in the reader's language, an event as its provider does."""
    what, _space, code = name.partition(" ")
    return str(task_name(code)) if what == "job" else code
