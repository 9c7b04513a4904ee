"""What a search engine answers."""

from dataclasses import dataclass, field
from typing import Any

from market.search.finding.ranking import Ranked


@dataclass(frozen=True, slots=True)
class Matches:
    """The number of all rows that match, the best of them in order, and the count of each facet value.

    `proven` and `new` are two lists, merged by `ranking.merged`; orders other than the best match use the first alone.
    `in_area` counts the rows that fit in the area that the query names.
    """

    count: int
    proven: list[Ranked]
    new: list[Ranked] = field(default_factory=list)
    facets: dict[str, dict[Any, int]] = field(default_factory=dict)
    in_area: int = 0
