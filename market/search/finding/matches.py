"""What a search engine answers."""

from dataclasses import dataclass, field

from market.search.finding.ranking import Ranked
from market.search.understanding.entries import Kind


@dataclass(frozen=True, slots=True)
class Matches:
    """The number of all rows that match, the best of them in order, and the count of each facet value.

    `proven` and `new` are two lists, merged by `ranking.merged`; orders other than the best match use the first alone.
    `in_area` counts the rows that fit in the area that the query names.
    """

    count: int
    proven: list[Ranked]
    new: list[Ranked] = field(default_factory=list)
    facets: dict[Kind, dict[int, int]] = field(default_factory=dict)
    in_area: int = 0
