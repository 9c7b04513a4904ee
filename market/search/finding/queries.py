"""Search queries and their result, the same for every backend."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, Literal, Self
from urllib.parse import urlencode

from market.core.base import clock
from market.core.web.caches import key_of
from market.search.finding.grounds import Grounds
from market.search.understanding.preferences import Preferences

List = Literal["talent", "jobs", "services"]
BEST = "best"
AMOUNTS = ("rate_max", "budget_min", "budget_max", "price_min", "price_max")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Fields that all lists share. Facets are texts as `finding.facets` has them; "" and None mean: any."""

    kind: ClassVar[List]
    names: ClassVar[tuple[str, ...]]  # of the filters, in the order in which pages list them

    q: str = ""
    topic: str = ""
    skill: str = ""
    currency: str = ""
    is_converted: bool = False  # amounts are compared with those of both currencies by the site's rate, as on pages
    ordering: str = BEST
    exact: bool = False  # the words are meant as they were typed: no spelling is corrected
    viewer: int = 0  # the id of a user from whom something is hidden: jobs by their own choice, people by a block
    at: int = 0  # when the first page was shown, in milliseconds: the next ones continue its list; 0 is now

    @classmethod
    def of(cls, cleaned: Mapping[str, Any]) -> Self:
        """The query of a filter form's cleaned data; missing or empty fields do not filter."""
        return cls(**{name: value for name, value in cleaned.items() if value not in (None, "")})

    @property
    def now(self) -> datetime:
        """The time as of which rows are found and ranked."""
        return datetime.fromtimestamp(self.at / 1000, UTC) if self.at else clock.now()

    def without(self, *names: str) -> Self:
        """The same query without these filters, and without the currency of its last amount."""
        defaults = type(self)()
        rest = replace(self, **{name: getattr(defaults, name) for name in names})
        return replace(rest, currency="") if self.amounts and not rest.amounts else rest

    def only(self, *names: str) -> Self:
        """A query with these filters alone, an amount with its currency, for the same viewer."""
        currency = ("currency",) if set(names).intersection(self.amounts) else ()
        return replace(self._plain, **{name: getattr(self, name) for name in (*names, *currency)})

    @property
    def _plain(self) -> Self:
        """The query of the whole list, for the same viewer, at the same time."""
        return type(self)(viewer=self.viewer, at=self.at, is_converted=self.is_converted)

    @property
    def amounts(self) -> list[str]:
        """The filters that are an amount of money."""
        return [name for name in self.names if name in AMOUNTS and getattr(self, name) is not None]

    @property
    def active(self) -> list[str]:
        """The filters that are set; a currency counts with the amount that it stands beside."""
        return [name for name in self.names if getattr(self, name) and not (name == "currency" and self.amounts)]

    def query_string(self, **changes: str) -> str:
        """The address's query string, "" for a plain list: equal for equal queries. It has what is asked for alone:
        neither viewer nor time, nor how amounts are compared.
        """
        defaults = asdict(self._plain)
        changed = {name: value for name, value in asdict(self).items() if value != defaults[name]}
        shown = {name: "true" if value is True else value for name, value in {**changed, **changes}.items()}
        return urlencode({name: value for name, value in shown.items() if value != ""}, safe=",")


@dataclass(frozen=True, slots=True)
class TalentQuery(SearchQuery):
    """For people. `rate_max` is for the price from which they work, in `currency` (USD where that is not given)."""

    kind: ClassVar[List] = "talent"
    names: ClassVar = (
        *("q", "topic", "skill", "district", "language", "availability", "price", "rate_max", "currency"),
        *("rating", "jobs_done", "exam"),
    )

    district: str = ""
    language: str = ""
    rate_max: Decimal | None = None
    availability: str = ""
    price: str = ""
    rating: str = ""
    jobs_done: str = ""
    exam: str = ""


@dataclass(frozen=True, slots=True)
class JobQuery(SearchQuery):
    """For jobs. The budget is a range in `currency` (USD where that is not given), either end may be open."""

    kind: ClassVar[List] = "jobs"
    names: ClassVar = (
        *("q", "topic", "skill", "budget", "budget_min", "budget_max", "currency", "posted", "bids"),
        *("payment", "hires", "client_rating"),
    )

    budget_min: Decimal | None = None
    budget_max: Decimal | None = None
    budget: str = ""
    posted: str = ""
    bids: str = ""
    payment: str = ""
    hires: str = ""
    client_rating: str = ""


@dataclass(frozen=True, slots=True)
class ServiceQuery(SearchQuery):
    """For services. The cheapest package's price is in a range in `currency` (USD where that is not given)."""

    kind: ClassVar[List] = "services"
    names: ClassVar = (
        *("q", "topic", "skill", "price", "price_min", "price_max", "currency", "delivery", "days_max", "rating"),
        *("district", "language"),
    )

    district: str = ""
    language: str = ""
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    days_max: int | None = None
    price: str = ""
    delivery: str = ""
    rating: str = ""


Counts = dict[Any, int]  # by the id of a topic, skill or district; else by the value of the facet


@dataclass(frozen=True)
class SearchResult:
    """The number of all matches, the ids of the requested page, in order, and the count of each facet value.

    `subjects` are the names of the skills and topics that the words were taken for. `area` is the place they name,
    with `in_area` rows in it. `fitting` rows fit the words themselves; where those are few, the search was
    `widened_to` these topics. `wanted` are the preferences among the words that rank this list.
    `is_near`: nothing matched the words, so similar ones were searched. `corrected` is the query with its misspelled
    words corrected: what was searched if `is_corrected`, else only what may have been meant. `at` is the time of the
    search in milliseconds. `grounds` are those of the order of the ids.
    """

    count: int
    ids: list[int]
    facets: dict[str, Counts] = field(default_factory=dict)
    is_near: bool = False
    subjects: tuple[str, ...] = ()
    area: str = ""
    in_area: int = 0
    fitting: int = 0
    widened_to: tuple[str, ...] = ()
    wanted: Preferences = field(default_factory=Preferences)
    corrected: str = ""
    is_corrected: bool = False
    at: int = 0
    grounds: Grounds = field(default_factory=Grounds)

    @cached_property
    def fingerprint(self) -> str:
        """Equal for equal results, whenever they were found."""
        return key_of(*(getattr(self, each.name) for each in fields(self) if each.name != "at"))
