"""Pages of the lists in the API: `next` and `previous` continue the list as of its first page; facets on demand.

What is no parameter of a list stays without effect, since programs may send more than a list knows. But the page names
it: a misspelled filter would show everybody, unnoticed.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from market.core.api.views import Pagination
from market.search.lists.listing import Listing, ListPaginator

_OPTION = {"value": {"type": "string"}, "label": {"type": "string"}, "count": {"type": "integer"}}
_FACET = {
    "type": "object",
    "required": ["label", "values"],
    "properties": {
        "label": {"type": "string"},
        "values": {
            "type": "array",
            "items": {
                "type": "object",
                "required": [*_OPTION, "is_chosen"],
                "properties": {**_OPTION, "is_chosen": {"type": "boolean"}},
            },
        },
    },
}
_NAME = {"type": "string"}
_IGNORED = {
    "type": "array",
    "items": {"type": "object", "required": ["name", "nearest"], "properties": {"name": _NAME, "nearest": _NAME}},
    "description": "Parameters of the request that this list does not know, if any, and what each may have meant.",
}
OPTIONS = (
    "exact",
    "ordering",
    "page",
    "at",
    "facets",
    "explain",
    "lang",
    "format",
)  # of every list, beside its filters
MOST_IGNORED, LONGEST_IGNORED = 10, 50


def ignored(sent: Iterable[str], filters: Iterable[str]) -> list[dict[str, str]]:
    """Of the names that were sent those that are no parameter of a list with these filters, each with the nearest one
    ("": none is near)."""
    parameters = [*filters, *OPTIONS]
    names = list(dict.fromkeys(name[:LONGEST_IGNORED] for name in sent if name not in parameters))[:MOST_IGNORED]
    return [{"name": name, "nearest": "".join(get_close_matches(name.casefold(), parameters, 1))} for name in names]


class ListPages(Pagination):
    """`count next previous results`, `facets` for `?facets=true`: by the name of the filter, and `ignored` where
    something is."""

    django_paginator_class = ListPaginator

    def __init__(self, listing: Listing | None = None) -> None:
        self.listing = listing

    def get_next_link(self) -> str | None:
        """The address of the next page."""
        return self._continued(super().get_next_link())

    def get_previous_link(self) -> str | None:
        """The address of the page before."""
        return self._continued(super().get_previous_link())

    def _continued(self, address: str | None) -> str | None:
        """The address as of the time of the first page, with those parameters alone that the list knows."""
        if address is None or self.listing is None:
            return address
        scheme, host, path, query, fragment = urlsplit(address)
        parameters = (*self.listing.query.names, *OPTIONS)
        sent = [(name, value) for name, value in parse_qsl(query) if name in parameters]
        plain = urlunsplit((scheme, host, path, urlencode(sent), fragment))
        return replace_query_param(plain, "at", self.listing.query.at or self.listing.result.at)

    def get_paginated_response(self, data: Any) -> Response:
        """A page, with its facets where they are asked for."""
        response = super().get_paginated_response(data)
        request = self.request
        if self.listing is None or not request:
            return response
        if unknown := ignored(request.query_params, self.listing.query.names):
            response.data["ignored"] = unknown
        if request.query_params.get("facets") in ("1", "true"):
            response.data["facets"] = {
                facet.name: {
                    "label": facet.label,
                    "values": [
                        {"value": each.value, "label": each.label, "count": each.count, "is_chosen": each.is_chosen}
                        for each in facet.options
                    ],
                }
                for facet in self.listing.facets
            }
        return response

    def get_paginated_response_schema(self, schema: Any) -> Any:
        """The schema of a page."""
        page = super().get_paginated_response_schema(schema)
        facets = {"type": "object", "additionalProperties": _FACET, "description": "Filters that split the list."}
        return {**page, "properties": {**page["properties"], "facets": facets, "ignored": _IGNORED}}
