"""The table of figures, by one grouping: sums of blocks, and nothing else."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from moneyed import Money

from market.core.text.formats import format_number
from market.core.text.locale import language
from market.training.figures.counting import STEPS, Key
from market.training.models import Batch, FigureBlock, FigureSnapshot, Programme
from market.training.plans.calendar import day_start

DAY = timedelta(days=1)
OF_PLACES = STEPS[:3]  # that nothing is kept of for programmes before this site


class Grouping(models.TextChoices):
    """By what figures are told apart."""

    PHASE = "phase", gettext_lazy("Phase")
    DISTRICT = "district", gettext_lazy("District")
    TOPIC = "topic", gettext_lazy("Topic")
    YEAR = "year", gettext_lazy("Year")


GROUPINGS = tuple(Grouping.values)


def keys_of(key: Key, years: Mapping[int, int]) -> dict[str, str]:
    """By grouping, the group to which a block belongs; all belong to "all"."""
    ids = {"phase": key.phase, "district": key.district, "topic": key.topic, "year": years[key.phase]}
    return {"all": "", **{grouping: str(value) for grouping, value in ids.items()}}


@dataclass(frozen=True, slots=True)
class Earned:
    """What the people of a group earned in one currency: the sum, and the middle of all (None: of too few)."""

    total: Money | None
    median: Money | None

    @property
    def currency(self) -> str:
        """The currency of both."""
        return str((self.total or self.median).currency)  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Row:
    """A group: its counts by step. None: fewer than five people in each block, nothing is kept of it, or none of its
    phases has come so far (`to_come`)."""

    key: str
    name: str
    counts: dict[str, int | None]
    earned: list[Earned]
    to_come: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a programme by one grouping, and of all."""

    snapshot: FigureSnapshot
    rows: list[Row]
    all: Row
    earned_until: date | None  # everything that counts was earned before


def figure_programmes() -> list[Programme]:
    """Those with figures, the newest first."""
    return list(Programme.objects.filter(figures__isnull=False).select_related("figures"))


def figures_by(programme: Programme, grouping: str) -> Table:
    """The figures of a programme that was counted."""
    ends_first = Batch.objects.filter(phase=OuterRef("phase")).order_by("ended_on").values("ended_on")[:1]
    blocks = FigureBlock.objects.filter(phase__programme=programme).annotate(ends_first=Subquery(ends_first))
    blocks = blocks.select_related("phase", "district", "topic")
    naming = NAMING[grouping]
    groups: dict[tuple[object, str, str], list[FigureBlock]] = defaultdict(list)
    rows = list(blocks)
    for block in rows:
        groups[naming(block)].append(block)
    snapshot: FigureSnapshot = programme.figures
    ends = [each["until"] for block in rows for each in block.earned.values()]
    return Table(
        snapshot,
        [_row(key, name, groups[order, key, name], snapshot, grouping) for order, key, name in sorted(groups)],
        _row("", _("All"), rows, snapshot, "all"),
        date.fromisoformat(max(ends)) if ends else None,
    )


def _row(key: str, name: str, blocks: Sequence[FigureBlock], snapshot: FigureSnapshot, grouping: str) -> Row:
    counts: dict[str, int | None] = {step: sum(getattr(each, step) for each in blocks) or None for step in STEPS}
    if not snapshot.has_places:
        counts |= dict.fromkeys(OF_PLACES)
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for block in blocks:
        for currency, earned in block.earned.items():
            totals[currency] += Decimal(earned["total"])
    medians = snapshot.medians.get(grouping, {}).get(key, {})
    money = [
        Earned(_money(totals.get(each), each), _money(medians.get(each), each)) for each in sorted({*totals, *medians})
    ]
    return Row(key, name, counts, money, frozenset(STEPS) - _reached(blocks, snapshot))


def _reached(blocks: Iterable[FigureBlock], snapshot: FigureSnapshot) -> set[str]:
    """The steps that somebody can have reached when it was counted: attendance counts once a batch is over."""
    at = snapshot.counted_at
    return {step for block in blocks for step, since in _beginnings(block) if since <= at}


def _beginnings(block: FigureBlock) -> list[tuple[str, datetime]]:
    phase, last_day = block.phase, block.ends_first  # type: ignore[attr-defined]  # annotated
    later = [(step, day_start(last_day) + DAY) for step in STEPS[2:]] if last_day else []
    return [("applied", phase.opens_at), ("selected", phase.closes_at), *later]


def _money(amount: Decimal | str | None, currency: str) -> Money | None:
    return None if amount is None else Money(Decimal(amount), currency)


def _by_phase(block: FigureBlock) -> tuple[object, str, str]:
    number = block.phase.number
    return number, str(block.phase_id), str(_("Phase %(number)s")) % {"number": format_number(number, language())}


def _by_year(block: FigureBlock) -> tuple[object, str, str]:
    year = block.phase.starts_on.year
    return year, str(year), str(year)


NAMING: dict[str, Callable[[FigureBlock], tuple[object, str, str]]] = {
    Grouping.PHASE: _by_phase,
    Grouping.DISTRICT: lambda block: (block.district.name, str(block.district_id), block.district.name),
    Grouping.TOPIC: lambda block: (block.topic.position, str(block.topic_id), block.topic.name),
    Grouping.YEAR: _by_year,
}
