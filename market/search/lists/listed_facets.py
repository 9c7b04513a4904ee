"""The facets of a list as pages and the API show them: each value with its name and how many rows it would find."""

from dataclasses import dataclass

from market.search.finding import facets
from market.search.finding.facets import EntryFacet, Facet
from market.search.finding.queries import SearchQuery, SearchResult
from market.search.lists.facet_labels import LABELS, label_of
from market.search.understanding.vocabulary import vocabulary

MOST_OPTIONS = {"skill": 30, "district": 64}  # all districts; a rarer skill is found by its name
FIRST_OPTIONS = 6


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a facet. `count`: the rows that have it, whatever else is chosen of the same facet."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ListedFacet:
    """A facet with the values that find something, and those that are chosen."""

    name: str
    label: str
    is_single: bool
    options: tuple[Option, ...]

    @property
    def first(self) -> tuple[Option, ...]:
        """The options that a page shows at once; the others are folded."""
        return self.options[:FIRST_OPTIONS]

    @property
    def folded(self) -> tuple[Option, ...]:
        """The other options."""
        return self.options[FIRST_OPTIONS:]

    @property
    def is_set(self) -> bool:
        """Whether a value is chosen."""
        return any(option.is_chosen for option in self.options)

    def splits(self, count: int) -> bool:
        """Whether a value would leave some of a list of so many rows, and not all."""
        return any(0 < option.count < count for option in self.options)


def list_facet(facet: Facet, query: SearchQuery, result: SearchResult) -> ListedFacet:
    """A facet of a search result. Of skills and districts, those that are chosen come first, then the most frequent,
    then the others by name."""
    chosen, counts = facets.split(getattr(query, facet.name)), result.facets.get(facet.name, {})
    if isinstance(facet, EntryFacet):
        entries = vocabulary().of(facet.name)
        counts = {slug: counts.get(entry.id, 0) for slug, entry in entries.items()}
    values = [value for value in facet.values if counts.get(value) or value in chosen]
    options = [Option(value, label_of(facet, value), counts.get(value, 0), value in chosen) for value in values]
    if facet.name in MOST_OPTIONS:
        options.sort(key=lambda option: (not option.is_chosen, -option.count, option.label))
        options[FIRST_OPTIONS:] = sorted(
            options[FIRST_OPTIONS : MOST_OPTIONS[facet.name]], key=lambda option: option.label
        )
    return ListedFacet(facet.name, str(LABELS[facet.name]), facet.is_single, tuple(options))
