"""The search form of a list: its filters from the query string, and how the page shows them."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qsl

from django.forms import Form
from django.http import QueryDict
from django.utils.translation import gettext as _

from market.core.base.money import Money
from market.core.text import locale
from market.core.text.bangla import clip
from market.core.text.formats import format_number
from market.search.finding.facets import FACETS, chosen
from market.search.finding.queries import BEST, JobQuery, List, SearchQuery, ServiceQuery, TalentQuery
from market.search.lists.facet_labels import LABELS, label_of
from market.search.lists.filters import LONGEST_QUERY, JobFilter, ListFilter, ServiceFilter, TalentFilter
from market.search.lists.listed_facets import ListedFacet
from market.search.lists.listing import other_query
from market.search.understanding.vocabulary import vocabulary

SHAPES: dict[List, tuple[type[ListFilter], type[SearchQuery]]] = {
    "talent": (TalentFilter, TalentQuery),
    "jobs": (JobFilter, JobQuery),
    "services": (ServiceFilter, ServiceQuery),
}
MOST_CACHED = 2000
MOST_SHOWN = 40  # characters of what was not understood


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set: its text or its amount, and the query string of the list without it.

    Of a facet, all values that are chosen, or one of them.
    """

    name: str
    text: str
    amount: Money | None
    rest: str
    label: Any = ""  # of the facet


@dataclass(frozen=True)
class SearchRequest:
    """A list's query string (`params`). The form is validated only when the page is rendered, the query is cached."""

    kind: List
    params: QueryDict

    @property
    def query(self) -> SearchQuery:
        """The query of its valid filters.

        Its amounts are in the currency that the page names, and are compared with those of both currencies. A form
        sends that currency always, so without an amount it asks for nothing.
        """
        query = _parse_query_string(self.kind, self.params.urlencode(), vocabulary().until)
        if query.amounts:
            return replace(query, currency=query.currency or page_currency(), is_converted=True)
        return query.without("currency")

    @cached_property
    def expanded(self) -> list[str]:
        """The names of the facets of which the page shows every option (`all`)."""
        names = {name for value in self.params.getlist("all") for name in value.split(",")}
        return [facet.name for facet in FACETS[self.kind] if facet.name in names]

    def shows_all(self, facet: ListedFacet) -> bool:
        """Whether the page shows every option of a facet: asked for, or needed for one that is chosen."""
        return facet.name in self.expanded or any(option.is_chosen for option in facet.folded)

    def with_all(self, facet: ListedFacet) -> str:
        """The query string of the list with every option of a facet."""
        return self.query.query_string(all=",".join([*self.expanded, facet.name]))

    @property
    def address(self) -> str:
        """The query string that a browser's form is led to."""
        return self.query.query_string(all=",".join(self.expanded))

    @property
    def is_form(self) -> bool:
        """Whether a browser wrote it from a form: with empty parameters, or several of one name."""
        return any(len(values) > 1 or not values[0] for _, values in self.params.lists())

    @cached_property
    def form(self) -> Form:
        """The validated filter form; the page shows which fields are invalid.

        The best jobs for no words at all are the newest: there the two orders are one choice.
        """
        params = self.params.copy()
        params["currency"] = self.query.currency or page_currency()
        form = _validated_form(self.kind, params)
        if self.kind == "jobs" and not self.query.q:
            labels = dict(form.fields["ordering"].choices)  # type: ignore[attr-defined]
            labels[BEST] = labels["newest"]
            del labels[BEST if self.query.ordering == "newest" else "newest"]
            form.fields["ordering"].choices = list(labels.items())  # type: ignore[attr-defined]
        return form

    @property
    def ignored(self) -> list[str]:
        """What was not understood of the query, field by field."""
        return [self._describe_ignored(name) for name in self.form.errors if name in self.form.fields]

    def _describe_ignored(self, name: str) -> str:
        refused = (self.form.errors.as_data()[name][0].params or {}).get("value")  # of several values the wrong one
        typed = refused if isinstance(refused, str) else self.params.get(name, "")
        text = clip(" ".join(typed.split()), MOST_SHOWN)
        if name == "q":
            return _("“%(words)s” (%(most)s characters at most)") % {
                "words": text,
                "most": format_number(LONGEST_QUERY, locale.language()),
            }
        return f"{self.form.fields[name].label}: {text}"

    @property
    def chips(self) -> list[Chip]:
        """The active filters."""
        return [_chip(self.query, name) for name in self.query.active]

    @property
    def words_only(self) -> str:
        """The query string without any filter."""
        return self.query.only("q").query_string()

    @cached_property
    def removable(self) -> list[Chip]:
        """The active filters but the words, each value of a facet by itself."""
        facets = {facet.name: values for facet, values in chosen(self.query).items()}
        names = [name for name in self.query.active if name != "q"]
        return [chip for name in names for chip in _removable(self.query, name, facets.get(name, []))]

    @property
    def carried(self) -> dict[str, str]:
        """Parameters that the search box sends along as hidden inputs."""
        return dict(parse_qsl(self.query.without("q", "exact").query_string()))

    @property
    def order_text(self) -> Any:
        """The label of the ordering."""
        return dict(self.form.fields["ordering"].choices)[self.query.ordering]  # type: ignore[attr-defined]

    @property
    def other(self) -> str:
        """The query string of the same search in the other list."""
        return other_query(self.query).query_string()


def page_currency() -> str:
    """The currency of amounts that are typed on a page, unless another one is chosen there: taka on Bangla pages."""
    return "BDT" if locale.language() == "bn" else "USD"


@lru_cache(MOST_CACHED)
def _parse_query_string(kind: List, query_string: str, catalogue: object) -> SearchQuery:
    """The query of a query string. `catalogue` identifies the vocabulary's version, for the cache."""
    return SHAPES[kind][1].of(_validated_form(kind, QueryDict(query_string)).cleaned_data)


def _validated_form(kind: List, params: QueryDict) -> Form:
    form = SHAPES[kind][0].form_of(params)
    form.is_valid()  # invalid fields are left out of cleaned_data
    return form


def _chip(query: SearchQuery, name: str) -> Chip:
    value: Any = getattr(query, name)
    rest = query.without(name).query_string()
    if isinstance(value, Decimal):
        return Chip(name, "", Money(value, query.currency or "USD"), rest)
    for facet, values in chosen(query).items():
        if facet.name == name:
            return Chip(name, ", ".join(label_of(facet, each) for each in values), None, rest, LABELS[name])
    fields = SHAPES[query.kind][0].base_filters
    choices = dict(getattr(fields[name], "extra", {}).get("choices") or [])
    return Chip(name, str(choices.get(value, value)), None, rest)


def _removable(query: SearchQuery, name: str, values: list[str]) -> list[Chip]:
    """The chip of a filter, or of a facet with several values one for each of them."""
    if len(values) < 2:
        return [_chip(query, name)]
    only = [replace(query, **{name: value}) for value in values]  # type: ignore[arg-type]
    others = [replace(query, **{name: ",".join(each for each in values if each != value)}) for value in values]  # type: ignore[arg-type]
    return [replace(_chip(one, name), rest=rest.query_string()) for one, rest in zip(only, others, strict=True)]
