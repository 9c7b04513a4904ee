"""What a person asked a list for, and how the page says it back to her."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qsl

from django.forms import Form
from django.http import QueryDict

from market.core.base.money import Money
from market.search.filters import JobFilter, ListFilter, ServiceFilter, TalentFilter
from market.search.lists import other_query
from market.search.queries import JobQuery, List, SearchQuery, ServiceQuery, TalentQuery
from market.search.vocabulary import FACETS, vocabulary

SHAPES: dict[List, tuple[type[ListFilter], type[SearchQuery]]] = {
    "talent": (TalentFilter, TalentQuery),
    "jobs": (JobFilter, JobQuery),
    "services": (ServiceFilter, ServiceQuery),
}
MOST = 2000


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set: its words or its amount, and the address of the list without it."""

    name: str
    text: str
    amount: Money | None
    rest: str


@dataclass(frozen=True)
class Asked:
    """A list's question as it stands in its address. All but the query is worked out when the page is made."""

    kind: List
    given: QueryDict

    @property
    def query(self) -> SearchQuery:
        """What was understood of it."""
        return _understood(self.kind, self.given.urlencode(), vocabulary().until)

    @cached_property
    def form(self) -> Form:
        """The filter form, checked; what it does not understand is said on the page."""
        return _checked(self.kind, self.given)

    @property
    def ignored(self) -> list[Any]:
        """The names of fields that were not understood."""
        return [self.form.fields[name].label for name in self.form.errors if name in self.form.fields]

    @property
    def chips(self) -> list[Chip]:
        """The filters that are set."""
        return [_chip(self.query, name) for name in self.query.active]

    @property
    def carried(self) -> dict[str, str]:
        """What the search box carries along beside its words."""
        return dict(parse_qsl(self.query.without("q").query_string()))

    @property
    def order_text(self) -> Any:
        """The name of the order."""
        return dict(self.form.fields["ordering"].choices)[self.query.ordering]  # type: ignore[attr-defined]

    @property
    def other(self) -> str:
        """The same question to the other list, as a query string."""
        return other_query(self.query).query_string()


@lru_cache(MOST)
def _understood(kind: List, given: str, catalogue: object) -> SearchQuery:
    """The query of a query string, with the catalogue as it was read at some time."""
    return SHAPES[kind][1].of(_checked(kind, QueryDict(given)).cleaned_data)


def _checked(kind: List, given: QueryDict) -> Form:
    form: Form = SHAPES[kind][0](given).form
    form.is_valid()  # what is not understood is left out of cleaned_data
    return form


def _chip(query: SearchQuery, name: str) -> Chip:
    value: Any = getattr(query, name)
    rest = query.without(name, *(["currency"] if isinstance(value, Decimal) else [])).query_string()
    if isinstance(value, Decimal):
        return Chip(name, "", Money(value, query.currency or "USD"), rest)
    if name in FACETS:
        return Chip(name, vocabulary().of(name)[value].name, None, rest)
    fields = SHAPES[query.kind][0].base_filters
    choices = dict(getattr(fields[name], "extra", {}).get("choices") or [])
    return Chip(name, str(choices.get(value, value)), None, rest)
