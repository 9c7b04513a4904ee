"""The draw itself: the same entries, batches and seed give the same result, in whatever order they come."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from market.training.selection.scoring import score_of


@dataclass(frozen=True, slots=True)
class Entry:
    """An application that takes part: its points by part, and the topics wanted, the first wish first."""

    number: str
    district: str
    points: Mapping[str, int]
    wishes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seats:
    """The free seats of a batch."""

    batch: str
    district: str
    topic: str
    seats: int


@dataclass(slots=True)
class Drawn:
    """What the draw gives an entry: the code of a batch, or "" and its number on the waiting list of each topic."""

    entry: Entry
    score: int
    lot: str
    rank: int = 0
    batch: str = ""
    waiting: dict[str, int] = field(default_factory=dict)


def hash_of(seed: str) -> str:
    """What is published of a seed before the draw."""
    return hashlib.sha256(seed.encode()).hexdigest()


def lot_of(seed: str, number: str) -> str:
    """The lot of an application: among equals the smaller one comes first."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def draw(seed: str, entries: Iterable[Entry], batches: Iterable[Seats]) -> list[Drawn]:
    """The result of every district, by rank: more points first, then the smaller lot.

    By rank each gets the first wished topic whose batch in the district has a free seat. Who finds none waits for
    each wished topic that is taught there.
    """
    results = defaultdict(list)
    for entry in entries:
        results[entry.district].append(Drawn(entry, score_of(entry.points), lot_of(seed, entry.number)))
    taught: dict[tuple[str, str], list[Seats]] = defaultdict(list)
    for each in sorted(batches, key=lambda row: row.batch):
        taught[each.district, each.topic].append(each)
    free = {each.batch: each.seats for rows in taught.values() for each in rows}
    for rows in results.values():
        rows.sort(key=lambda row: (-row.score, row.lot))
        _seat(rows, taught, free)
    return [row for district in sorted(results) for row in results[district]]


def _seat(rows: list[Drawn], taught: Mapping[tuple[str, str], list[Seats]], free: dict[str, int]) -> None:
    """Give the seats of one district by rank, and count its waiting lists."""
    waiting: dict[str, int] = defaultdict(int)
    for rank, row in enumerate(rows, start=1):
        row.rank = rank
        wanted = [each for topic in row.entry.wishes for each in taught.get((row.entry.district, topic), ())]
        row.batch = next((each.batch for each in wanted if free[each.batch] > 0), "")
        if row.batch:
            free[row.batch] -= 1
            continue
        for topic in dict.fromkeys(each.topic for each in wanted):
            waiting[topic] += 1
            row.waiting[topic] = waiting[topic]
