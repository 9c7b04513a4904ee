"""Receives what is written into the audit log."""

from typing import Any

from django.db.models import Model
from django.dispatch import receiver

from market.core.base.signals import audited
from market.integrations.actions import raise_event


@receiver(audited)
def hear(*, code: str, on: Model, **_more: Any) -> None:
    """An act was recorded: tell the programs that asked for it."""
    raise_event(code, on)
