"""Which rows of both lists stand on a page: those before it are only counted, as an engine takes long to hand out
thousands.

A place in the merged list follows from how many of the proven and of the new there are in each group.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, repeat
from typing import Any

from market.search.finding.ranking import Ranked, merged

NEAR = 100  # rows before a page that are handed out with it: that is cheaper than to count groups
FIRST_GROUP = -1  # before every group, for a list that is not merged
GROUPS = {"script": {"lang": "painless", "source": "_score"}, "interval": 1, "min_doc_count": 1}
COUNTED = {"groups": {"histogram": GROUPS}}


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows of a list: `size` of them, behind those of which only the group counts."""

    size: int
    before: list[Ranked] = field(default_factory=list)


def of_one(skip: int, most: int) -> list[Slice]:
    """The rows of a page of a list that is not merged."""
    return [Slice(most - skip, [(0, FIRST_GROUP)] * skip)]


def of_both(skip: int, most: int, groups: Sequence[Iterable[int]], new_every: int) -> list[Slice]:
    """The rows of a page of the merged list: of the proven, and of the new. `groups` has that of each row, in order."""
    proven, new = ([(number, group) for group in islice(each, most)] for number, each in enumerate(groups))
    order = merged(proven, new, 0, most, new_every)
    before, page = order[:skip], order[skip:]
    return [
        Slice(sum(each == number for each, _ in page), [row for row in before if row[0] == number])
        for number in range(2)
    ]


def groups(answer: Mapping[str, Any], best: int) -> Iterator[int]:
    """The group of each row, in order, as COUNTED counts them: what a score lacks of the best one."""
    buckets = reversed(answer["aggregations"]["groups"]["buckets"])
    return chain.from_iterable(repeat(best - round(each["key"]), each["doc_count"]) for each in buckets)
