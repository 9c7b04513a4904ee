"""How the administration shows a column: amounts with their sign, links to rows, files by name."""

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from moneyed import Money

from market.core.admin.admin_site import link_to, localized, reads_bangla_digits
from market.core.text.formats import format_day, format_money, format_when
from market.core.text.locale import local

MOST_LINKS = 50
Cell = Callable[[Any], Any]


def column_for(model: type[models.Model], name: str) -> str | Cell:
    """What `list_display` and `fields` get for a column: a function, or the name where Django shows it well."""
    field = model._meta.get_field(name)
    stored: Any = field.output_field if isinstance(field, models.GeneratedField) else field
    for kind, make in KINDS:
        if isinstance(stored, kind) and not (stored.choices and kind is models.IntegerField):
            show = make(name)
            return _described(show, field) if show else name
    return name


def number(row: models.Model) -> object:
    """A row's own key."""
    return localized(row.pk)


number.short_description = _("Number")  # type: ignore[attr-defined]
number.admin_order_field = "pk"  # type: ignore[attr-defined]


def _described(show: Cell, field: Any) -> Cell:
    show.short_description = field.verbose_name  # type: ignore[attr-defined]
    if not field.many_to_many:
        show.admin_order_field = field.name  # type: ignore[attr-defined]
    return show


def link_html(row: models.Model | None) -> Any:
    """A row as a link, as plain words for who may not open it, "-" for none."""
    target = link_to(row)
    if target is None:
        return "-"
    address, name = target
    return format_html('<a href="{}">{}</a>', address, name) if address else name


def _related(name: str) -> Cell:
    return lambda row: link_html(getattr(row, name))


def _many(name: str) -> Cell:
    def show(row: Any) -> Any:
        rows = getattr(row, name).all()[:MOST_LINKS]
        return format_html_join(", ", "{}", ((link_html(each),) for each in rows)) or "-"

    return show


def currency_of(row: Any, name: str) -> str:
    """The currency of an amount; "" for a number that is none."""
    if name.endswith("_usd"):
        return "USD"
    if name.endswith("_amount") and hasattr(row, own := f"{name.removesuffix('amount')}currency"):
        return str(getattr(row, own))
    if hasattr(row, "account_id") and not hasattr(row, "currency"):
        return str(row.account.currency)
    return str(getattr(row, "currency", "")) if name.endswith(("_value", "_amount")) else ""


def _amount(name: str) -> Cell:
    def show(row: Any) -> Any:
        value: Decimal | None = getattr(row, name)
        if value is None:
            return "-"
        currency = currency_of(row, name)
        language = get_language() or "en"
        return format_money(Money(value, currency), language, reads_bangla_digits()) if currency else localized(value)

    return show


def _count(name: str) -> Cell:
    return lambda row: "-" if getattr(row, name) is None else localized(getattr(row, name))


def _instant(name: str) -> Cell:
    def show(row: Any) -> str:
        at: datetime | None = getattr(row, name)
        return format_when(local(at), get_language() or "en", reads_bangla_digits()) if at else "-"

    return show


def _day(name: str) -> Cell:
    def show(row: Any) -> str:
        value: date | None = getattr(row, name)
        return format_day(value, get_language() or "en", reads_bangla_digits()) if value else "-"

    return show


def _file(name: str) -> Cell:
    return lambda row: PurePath(getattr(row, name).name or "-").name


def _bytes(name: str) -> Cell:
    return lambda row: bytes(getattr(row, name) or b"").hex() or "-"


def _json(name: str) -> Cell:
    def show(row: Any) -> Any:
        return format_html("<pre>{}</pre>", json.dumps(getattr(row, name), ensure_ascii=False, indent=1, default=str))

    return show


KINDS: tuple[tuple[type[Any], Callable[[str], Cell | None]], ...] = (
    (models.ManyToManyField, _many),
    (models.ForeignKey, _related),
    (models.DecimalField, _amount),
    (models.IntegerField, _count),
    (models.DateTimeField, _instant),
    (models.DateField, _day),
    (models.FileField, _file),
    (models.BinaryField, _bytes),
    (models.JSONField, _json),
)
