"""Counting the figures of a programme anew, once a day."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from market.core.base import clock
from market.core.base.db import atomic
from market.training.figures.blocks import Months, next_counts, next_total, shown_median
from market.training.figures.counting import STEPS, Counted, Key, count_programme
from market.training.figures.queries import GROUPINGS, keys_of
from market.training.models import FigureBlock, FigureSnapshot, Phase, Programme
from market.training.plans.calendar import day_start

AT = timedelta(hours=3)  # of the night, in Bangladesh


def due_sql() -> str:
    """When the figures of some programme are counted next, as a select: those of a new one at once."""
    of = "training_programme p LEFT JOIN training_figuresnapshot s ON s.programme_id = p.id"
    return f"SELECT min(coalesce(s.next_at, p.added_at)) FROM {of}"  # noqa: S608  # of nothing from outside


def due_programmes() -> list[int]:
    """The ids of programmes whose figures are to be counted now."""
    rows = Programme.objects.exclude(figures__next_at__gt=clock.now()).filter(added_at__lte=clock.now())
    return list(rows.order_by("pk").values_list("pk", flat=True))


@atomic
def count_figures(*, programme_id: int, again: bool = False) -> FigureSnapshot | None:
    """Count the figures of a programme anew; None: they were counted today, and not to be counted `again`."""
    programme = Programme.objects.select_for_update(no_key=True).get(pk=programme_id)
    now = clock.now()
    if not again and FigureSnapshot.objects.filter(programme=programme, next_at__gt=now).exists():
        return None
    counted = count_programme(programme)
    end = clock.local(now).date().replace(day=1)
    _save_blocks(programme, counted, end)
    columns = {
        "counted_at": now,
        "next_at": _next(now),
        "has_places": counted.has_places,
        "medians": _medians_of_month(programme, counted, end),
    }
    return FigureSnapshot.objects.update_or_create(programme=programme, defaults=columns)[0]


def _next(now: datetime) -> datetime:
    today = day_start(clock.local(now).date()) + AT
    return today if today > now else today + timedelta(days=1)


def _save_blocks(programme: Programme, counted: Counted, end: date) -> None:
    rows = FigureBlock.objects.filter(phase__programme=programme)
    blocks = {Key(each.phase_id, each.district_id, each.topic_id): each for each in rows}
    new = [
        FigureBlock(phase_id=key.phase, district_id=key.district, topic_id=key.topic)
        for key in sorted({*counted.counts} - {*blocks})
    ]
    FigureBlock.objects.bulk_create(new)
    blocks |= {Key(each.phase_id, each.district_id, each.topic_id): each for each in new}
    money = _money(counted)
    nobody = (0,) * len(STEPS)
    for key, block in blocks.items():
        before = tuple(getattr(block, step) for step in STEPS)
        for step, count in zip(STEPS, next_counts(before, counted.counts.get(key, nobody)), strict=True):
            setattr(block, step, count)
        block.earned = {**block.earned, **_totals(block, money[key], end)}
    FigureBlock.objects.bulk_update(blocks.values(), [*STEPS, "earned"], batch_size=500)


def _totals(block: FigureBlock, money: dict[str, Months], end: date) -> dict[str, dict[str, str]]:
    totals = {}
    for currency, months in money.items():
        before = block.earned.get(currency, {"total": "0", "until": None})
        until = date.fromisoformat(before["until"]) if before["until"] else None
        amount, until = next_total(Decimal(before["total"]), until, months, end)
        if until is not None:
            totals[currency] = {"total": str(amount), "until": until.isoformat()}
    return totals


def _money(counted: Counted) -> dict[Key, dict[str, Months]]:
    """By block and currency, what its people earned in each month."""
    money: dict[Key, dict[str, dict[date, dict[int, Decimal]]]] = defaultdict(lambda: defaultdict(dict))
    for currency, months in counted.earned.items():
        for month, amounts in months.items():
            for user, amount in amounts.items():
                money[counted.keys[user]][currency].setdefault(month, {})[user] = amount
    return money  # type: ignore[return-value]


def _medians_of_month(programme: Programme, counted: Counted, end: date) -> dict[str, dict[str, dict[str, str]]]:
    """The medians, counted once a month: whoever claims a certificate, or loses it, in the month moves none of them."""
    before = FigureSnapshot.objects.filter(programme=programme).first()
    if before is not None and clock.local(before.counted_at).date() >= end:
        medians: dict[str, dict[str, dict[str, str]]] = before.medians
        return medians
    return _medians(programme, counted, end)


def _medians(programme: Programme, counted: Counted, end: date) -> dict[str, dict[str, dict[str, str]]]:
    """By grouping, key and currency: the middle of what people earned in months that are over."""
    phases = Phase.objects.filter(programme=programme).values_list("pk", "starts_on")
    years = {pk: starts_on.year for pk, starts_on in phases}
    amounts: dict[tuple[str, str, str], list[Decimal]] = defaultdict(list)
    for currency, months in counted.earned.items():
        by_user: dict[int, Decimal] = defaultdict(Decimal)
        for month, earned in months.items():
            for user, amount in earned.items():
                by_user[user] += amount if month < end else 0
        for user, amount in by_user.items():
            for grouping, key in keys_of(counted.keys[user], years).items():
                amounts[grouping, key, currency] += [amount] if amount > 0 else []
    medians: dict[str, dict[str, dict[str, str]]] = {each: {} for each in ("all", *GROUPINGS)}
    for (grouping, key, currency), rows in amounts.items():
        if (median := shown_median(rows)) is not None:
            medians[grouping].setdefault(key, {})[currency] = str(median)
    return medians
