"""Hears what the record of deeds takes down."""

from typing import Any

from django.db.models import Model
from django.dispatch import receiver

from market.core.base.signals import acted
from market.integrations.actions import raise_event


@receiver(acted)
def hear(*, code: str, on: Model, **_more: Any) -> None:
    """An act was recorded: tell the programs that asked for it."""
    raise_event(code, on)
