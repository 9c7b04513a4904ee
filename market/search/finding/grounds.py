"""What the rows of a page were matched and ranked by: `search.lists.explanations` makes sentences of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from market.search.finding import ranking
from market.search.finding.matches import Matches
from market.search.finding.ranking import Ranked
from market.search.understanding.query_parsing import ParsedQuery


@dataclass(frozen=True, slots=True)
class Fit:
    """A row's group, in its parts: class of fit (without subjects, how well the text matches), band of the area, and
    how many of the preferences are not met."""

    level: int
    band: int
    unmet: int

    @classmethod
    def of(cls, group: int) -> "Fit":
        """The parts of a group."""
        return cls(
            group // ranking.CLASS,
            group % ranking.CLASS // ranking.PLACE,
            group % ranking.PLACE // ranking.UNMET,
        )


@dataclass(frozen=True, slots=True)
class Grounds:
    """Of a page in the order of the best match; empty in any other order.

    `subjects` are (kind, id, likelihood). `fits` are by id. `kept` are the ids whose place is kept for the new: among
    those who fit equally well there are proven ones too.
    """

    subjects: tuple[tuple[str, int, float], ...] = ()
    has_text: bool = False
    is_near: bool = False
    fits: dict[int, Fit] = field(default_factory=dict)
    kept: tuple[int, ...] = ()


def grounds_of(parsed: ParsedQuery, matches: Matches, page: Iterable[Ranked]) -> Grounds:
    """The grounds of a page of what matches a query as it was executed."""
    proven_groups, new = {group for _, group in matches.proven}, {pk for pk, _ in matches.new}
    rows = list(page)
    return Grounds(
        tuple((each.entry.kind, each.entry.id, each.weight) for each in parsed.subjects),
        has_text=bool(parsed.text),
        is_near=bool(parsed.misspelled),
        fits={pk: Fit.of(group) for pk, group in rows},
        kept=tuple(pk for pk, group in rows if pk in new and group in proven_groups),
    )
