"""The jobs that actions defer, by name: their tasks import the actions."""

from procrastinate.contrib.django import app

from market.core.base import past

TASKS = "market.payments.tasks."


def defer_job(name: str, **ids: int | str) -> None:
    """Put a job of `market.payments.tasks` into the queue as part of the running transaction."""
    past.note_job(app.configure_task(f"{TASKS}{name}", queue="money", allow_unknown=False).defer(**ids))
