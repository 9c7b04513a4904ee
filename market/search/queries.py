"""What is asked of the search, and what it answers, whatever backend searches."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, Literal, Self
from urllib.parse import urlencode

List = Literal["talent", "jobs", "services"]
BEST = "best"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What all lists are asked for. Topic, skill and district are slugs; "" and None mean: any."""

    kind: ClassVar[List]
    names: ClassVar[tuple[str, ...]]  # of the filters, in the order they are spoken of

    q: str = ""
    topic: str = ""
    skill: str = ""
    currency: str = ""
    ordering: str = BEST
    viewer: int = 0  # the id of a person from whom something is hidden: jobs by herself, people by a block

    @classmethod
    def of(cls, cleaned: Mapping[str, Any]) -> Self:
        """The query of a filter form's cleaned data; what it lacks or leaves empty is not asked for."""
        return cls(**{name: value for name, value in cleaned.items() if value not in (None, "")})

    def without(self, *names: str) -> Self:
        """The same query, not asking for these."""
        plain = type(self)()
        return replace(self, **{name: getattr(plain, name) for name in names})

    def only(self, *names: str) -> Self:
        """The query that asks for these alone, of the same viewer."""
        return type(self)(viewer=self.viewer, **{name: getattr(self, name) for name in names})

    @property
    def active(self) -> list[str]:
        """The filters that are set; a currency counts with the amount that it stands beside."""
        amounts = [name for name in self.names if isinstance(getattr(self, name), Decimal)]
        return [name for name in self.names if getattr(self, name) and not (name == "currency" and amounts)]

    def query_string(self, **changes: str) -> str:
        """The address's query string, "" for a plain list. It does not name the viewer."""
        plain = asdict(type(self)(viewer=self.viewer))
        asked = {name: value for name, value in asdict(self).items() if value != plain[name]}
        return urlencode({name: value for name, value in {**asked, **changes}.items() if value != ""})


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
class Found:
    """An answer: how many there are, the ids of the page asked for, in order, and how many each facet would leave.

    `near` names what the words were taken for where nothing fitted them, `is_near` says that they were.
    """

    count: int
    ids: list[int]
    facets: dict[Literal["topic", "skill", "district"], Counts] = field(default_factory=dict)
    near: tuple[str, ...] = ()
    is_near: bool = False

    @cached_property
    def mark(self) -> str:
        """The same for answers that say the same."""
        return repr((self.count, self.ids, self.facets, self.near, self.is_near))
