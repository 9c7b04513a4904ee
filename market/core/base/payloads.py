"""The payload of a notification or a system message: its facts, stored with their types, rendered in the reader's
language.

A user's names are stored with the user's key, and what somebody wrote with the writer's: so that both can be taken out
of other people's notifications when the user's account is erased, and nobody else's name or words with them. Of the two
names the reader sees the one of their language, as they were when it happened.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from moneyed import Money

from market.core.base.time_zones import home_moment, moment
from market.core.text import formats, locale
from market.core.text.names import name_for


@dataclass(frozen=True, slots=True)
class Written:
    """What a user wrote, as a fact of a sentence that others read."""

    by: AbstractBaseUser
    text: str


@dataclass(frozen=True, slots=True)
class HomeTime:
    """An instant that all read by the clock of Bangladesh."""

    at: datetime

    def __str__(self) -> str:
        return str(self.at)


def serialize_payload(facts: Mapping[str, object]) -> dict[str, Any]:
    """Facts as JSON: text and whole numbers as they are, Money, days and instants with their type, users by key and
    names, Written by the writer's key. What is written in several languages is a mapping by language."""
    return {name: _serialize(value) for name, value in facts.items()}


def _serialize(value: object) -> Any:
    if isinstance(value, Mapping):
        return {"in": {language: str(text) for language, text in value.items()}}
    if isinstance(value, Money):
        return {"money": f"{Decimal(value.amount):.2f}", "currency": value.currency.code}
    if isinstance(value, AbstractBaseUser):
        return _serialize_user(value)
    if isinstance(value, Written):
        return {"by": value.by.pk, "text": value.text}
    if isinstance(value, HomeTime):
        return {"at": value.at.isoformat(), "home": True}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value if isinstance(value, int) else str(value)


def _serialize_user(user: Any) -> dict[str, Any]:
    """By key and names: `other` is the name in the other script, where the user has one."""
    other = {"other": user.other_name} if user.other_name else {}
    return {"user": user.pk, "name": user.display_name, **other}


def render_payload(facts: Mapping[str, Any]) -> dict[str, str]:
    """Stored facts as text, as the reader reads them."""
    return {name: _render(value, locale.language()) for name, value in facts.items()}


def _render(value: Any, language: str) -> str:
    if isinstance(value, dict):
        if "in" in value:
            return value["in"].get(language) or next(filter(None, value["in"].values()), "")
        if "user" in value:
            return name_for(language, value["name"], value.get("other", ""))
        if "by" in value:
            return str(value["text"])
        if "money" in value:
            return formats.format_money(Money(value["money"], value["currency"]), language)
        if "at" in value:
            return (home_moment if value.get("home") else moment)(datetime.fromisoformat(value["at"]))
        return formats.format_day(date.fromisoformat(value["day"]), language)
    return formats.format_number(value, language) if isinstance(value, int) else str(value)
