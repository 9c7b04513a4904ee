"""Facts of a sentence: stored with their types, shown in the reader's language when it is read."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from moneyed import Money

from market.core import clock, formats


def pack(facts: Mapping[str, object]) -> dict[str, Any]:
    """Facts as JSON: text and whole numbers as they are, Money, days and instants with their type."""
    return {name: _pack(value) for name, value in facts.items()}


def _pack(value: object) -> Any:
    if isinstance(value, Money):
        return {"money": f"{Decimal(value.amount):.2f}", "currency": value.currency.code}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value if isinstance(value, int) else str(value)


def unpack(facts: Mapping[str, Any], *, digits: str = "bangla") -> dict[str, str]:
    """Stored facts as text in the active language; `digits` is the reader's setting ("bangla" or "latin")."""
    language = translation.get_language() or "en"
    return {name: _show(value, language, digits == "bangla") for name, value in facts.items()}


def _show(value: Any, language: str, bangla: bool) -> str:
    if isinstance(value, dict):
        if "money" in value:
            return formats.format_money(Money(value["money"], value["currency"]), language, bangla)
        if "at" in value:
            return formats.format_when(clock.local(datetime.fromisoformat(value["at"])), language, bangla)
        return formats.format_day(date.fromisoformat(value["day"]), language, bangla)
    return formats.format_number(value, language, bangla) if isinstance(value, int) else str(value)
