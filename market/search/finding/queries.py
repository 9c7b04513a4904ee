"""Search queries and their result, the same for every backend."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, Literal, Self
from urllib.parse import urlencode

from market.core.web.caches import key_of
from market.search.understanding.preferences import Preferences

List = Literal["talent", "jobs", "services"]
BEST = "best"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Fields that all lists share. Topic, skill and district are slugs; "" and None mean: any."""

    kind: ClassVar[List]
    names: ClassVar[tuple[str, ...]]  # of the filters, in the order in which pages list them

    q: str = ""
    topic: str = ""
    skill: str = ""
    currency: str = ""
    ordering: str = BEST
    exact: bool = False  # the words are meant as they were typed: no spelling is corrected
    viewer: int = 0  # the id of a user from whom something is hidden: jobs by their own choice, people by a block

    @classmethod
    def of(cls, cleaned: Mapping[str, Any]) -> Self:
        """The query of a filter form's cleaned data; missing or empty fields do not filter."""
        return cls(**{name: value for name, value in cleaned.items() if value not in (None, "")})

    def without(self, *names: str) -> Self:
        """The same query without these filters."""
        defaults = type(self)()
        return replace(self, **{name: getattr(defaults, name) for name in names})

    def only(self, *names: str) -> Self:
        """A query with these filters alone, for the same viewer."""
        return type(self)(viewer=self.viewer, **{name: getattr(self, name) for name in names})

    @property
    def active(self) -> list[str]:
        """The filters that are set; a currency counts with the amount that it stands beside."""
        amounts = [name for name in self.names if isinstance(getattr(self, name), Decimal)]
        return [name for name in self.names if getattr(self, name) and not (name == "currency" and amounts)]

    def query_string(self, **changes: str) -> str:
        """The address's query string, "" for a plain list. It does not name the viewer."""
        defaults = asdict(type(self)(viewer=self.viewer))
        changed = {name: value for name, value in asdict(self).items() if value != defaults[name]}
        shown = {name: "true" if value is True else value for name, value in {**changed, **changes}.items()}
        return urlencode({name: value for name, value in shown.items() if value != ""})


@dataclass(frozen=True, slots=True)
class TalentQuery(SearchQuery):
    """For people. `rate_max` is an amount in `currency` (USD where that is not given)."""

    kind: ClassVar[List] = "talent"
    names: ClassVar = ("q", "topic", "skill", "district", "language", "rate_max", "currency", "availability")

    district: str = ""
    language: str = ""
    rate_max: Decimal | None = None
    availability: str = ""


@dataclass(frozen=True, slots=True)
class JobQuery(SearchQuery):
    """For jobs. The budget is a range in `currency` (USD where that is not given), either end may be open."""

    kind: ClassVar[List] = "jobs"
    names: ClassVar = ("q", "topic", "skill", "budget_min", "budget_max", "currency")

    budget_min: Decimal | None = None
    budget_max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ServiceQuery(SearchQuery):
    """For services. The cheapest package's price is in a range in `currency` (USD where that is not given)."""

    kind: ClassVar[List] = "services"
    names: ClassVar = ("q", "topic", "skill", "district", "price_min", "price_max", "currency", "days_max", "language")

    district: str = ""
    language: str = ""
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    days_max: int | None = None


Counts = dict[int, int]


@dataclass(frozen=True)
class SearchResult:
    """The number of all matches, the ids of the requested page, in order, and the count of each facet value.

    `subjects` are the names of the skills and topics that the words were taken for. `area` is the place they name,
    with `in_area` rows in it. `fitting` rows fit the words themselves; where those are few, the search was
    `widened_to` these topics. `wanted` are the preferences among the words.
    `is_near`: nothing matched the words, so similar ones were searched. `corrected` is the query with its misspelled
    words corrected: what was searched if `is_corrected`, else only what may have been meant.
    """

    count: int
    ids: list[int]
    facets: dict[Literal["topic", "skill", "district"], Counts] = field(default_factory=dict)
    is_near: bool = False
    subjects: tuple[str, ...] = ()
    area: str = ""
    in_area: int = 0
    fitting: int = 0
    widened_to: tuple[str, ...] = ()
    wanted: Preferences = field(default_factory=Preferences)
    corrected: str = ""
    is_corrected: bool = False

    @cached_property
    def fingerprint(self) -> str:
        """Equal for equal results."""
        return key_of(*(getattr(self, each.name) for each in fields(self)))
