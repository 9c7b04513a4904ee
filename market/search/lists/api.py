"""The lists of people, jobs and services: open to all."""

from typing import Any

import django_filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import PublicView
from market.core.web.throttles import searches
from market.jobs.mixins import CreateJobMixin
from market.search.finding.facets import EntryFacet
from market.search.finding.queries import JobQuery, SearchQuery, ServiceQuery, TalentQuery
from market.search.lists.filters import (
    AmountFilter,
    FacetFilter,
    JobFilter,
    ListFilter,
    NumberFilter,
    ServiceFilter,
    TalentFilter,
)
from market.search.lists.list_pages import ListPages
from market.search.lists.listing import MOST_ROWS, Rows, as_of, for_viewer, search_page
from market.search.lists.refusals import BehindTheLastPage
from market.search.lists.serializers import JobResultSerializer, ProfileResultSerializer, ServiceResultSerializer
from market.services.mixins import CreateServiceMixin


def parameters(filter_set: type[ListFilter]) -> list[OpenApiParameter]:
    """The OpenAPI parameters of a list: its filters, the page, and whether it is explained."""
    return [
        *(_parameter(name, field) for name, field in filter_set.base_filters.items()),
        OpenApiParameter("page", OpenApiTypes.INT, description=f"The first {MOST_ROWS} rows have pages."),
        OpenApiParameter(
            "at", OpenApiTypes.INT, description="When the first page was found: `next` and `previous` say."
        ),
        OpenApiParameter("facets", OpenApiTypes.BOOL, description="Whether the answer has the counts of the filters."),
        OpenApiParameter("explain", OpenApiTypes.STR, enum=["1"], description="1: each result says why it is here."),
    ]


def _parameter(name: str, field: django_filters.Filter) -> OpenApiParameter:
    if isinstance(field, AmountFilter):
        return OpenApiParameter(name, OpenApiTypes.DECIMAL, description=_DESCRIPTIONS[name])
    if isinstance(field, NumberFilter):
        return OpenApiParameter(name, OpenApiTypes.INT, description=_DESCRIPTIONS[name])
    if isinstance(field, django_filters.BooleanFilter):
        return OpenApiParameter(name, OpenApiTypes.BOOL, description=_DESCRIPTIONS[name])
    if isinstance(field, FacetFilter):
        values = {} if isinstance(field.facet, EntryFacet) else {"enum": field.facet.values}
        several = {"type": "array", "items": {"type": "string", **values}}
        return OpenApiParameter(name, several, explode=False, description=_DESCRIPTIONS[name])
    kinds = [value for value, _ in field.extra.get("choices", ())] or None
    return OpenApiParameter(name, OpenApiTypes.STR, enum=kinds, description=_DESCRIPTIONS[name])


_DESCRIPTIONS = {
    "q": "Words, in Bangla, English or romanised Bangla.",
    "topic": "The slugs of topics.",
    "skill": "The slugs of skills.",
    "district": "The slugs of districts.",
    "language": "Languages that the freelancer works in.",
    "availability": "Whether the freelancer takes work.",
    "price": "Ranges of the price from which the work starts, roughly in USD: a taka is the 120th part of one.",
    "rating": "The least mean of the freelancer's reviews.",
    "jobs_done": "Ranges of the number of jobs that the freelancer has done here.",
    "exam": "`passed`: an exam of a topic is passed on this site.",
    "currency": "Of the amounts asked for; USD if they stand alone.",
    "rate_max": "The freelancer works from this amount at most (`price_from`): what they say that their work starts at;"
    " without it, the price of their cheapest service. Who has neither, or a price in the other currency, is left out.",
    "budget": "Ranges of the upper end of the budget, roughly in USD; `none`: freelancers make an offer.",
    "budget_min": "With budget_max: the job's budget overlaps this range; jobs without a budget are left out.",
    "budget_max": "See budget_min.",
    "posted": "The job was published in the last so many days.",
    "bids": "Ranges of the number of bids.",
    "payment": "`proven`: a payment of the client has arrived.",
    "hires": "Ranges of the number of freelancers whom the client has hired.",
    "client_rating": "The least mean of the client's reviews.",
    "price_min": "With price_max: the cheapest package's price lies in this range.",
    "price_max": "See price_min.",
    "delivery": "The quickest package takes so many days at most.",
    "days_max": "The same, for any number of days.",
    "ordering": "The order.",
    "exact": "The words are meant as they are: no spelling is corrected.",
}


def list_response(
    request: Request, filters: type[ListFilter], shape: type[SearchQuery], card: type[serializers.Serializer[Any]]
) -> Response:
    """A page of a list. Raises ValidationError for invalid filters, NotFound for a page past the end."""
    searches.check(request)
    form: Any = filters.form_of(request.query_params)
    if not form.is_valid():
        raise ValidationError(form.errors)
    number, at = (request.query_params.get(name) for name in (ListPages.page_query_param, "at"))
    query = as_of(for_viewer(shape.of(form.cleaned_data), request.user), at)
    listing = search_page(query, number or "1")
    if str(listing.page.number) != (number or "1").lstrip("0"):
        raise BehindTheLastPage(last=listing.page.number) if listing.ends_early else NotFound
    if request.query_params.get("explain") == "1":
        for row in listing.rows:
            row.why = listing.why(row)
    pages = ListPages(listing)
    rows = pages.paginate_queryset(Rows(listing.rows, listing.result.count), request)
    return pages.get_paginated_response(card(rows, many=True).data)


class ProfileList(PublicView):
    """The graduates who can be hired."""

    pagination_class = ListPages

    @extend_schema(
        operation_id="profiles_list", parameters=parameters(TalentFilter), responses=ProfileResultSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """Those that match, best first."""
        return list_response(request, TalentFilter, TalentQuery, ProfileResultSerializer)


class JobList(CreateJobMixin):
    """The jobs that take bids, and posting one."""

    pagination_class = ListPages

    @extend_schema(
        operation_id="jobs_list", parameters=parameters(JobFilter), responses=JobResultSerializer(many=True), auth=[]
    )
    def get(self, request: Request) -> Response:
        """Those that match, best first."""
        return list_response(request, JobFilter, JobQuery, JobResultSerializer)


class ServiceList(CreateServiceMixin):
    """The services that can be ordered, and offering one."""

    pagination_class = ListPages

    @extend_schema(
        operation_id="services_list",
        parameters=parameters(ServiceFilter),
        responses=ServiceResultSerializer(many=True),
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """Those that match, best first."""
        return list_response(request, ServiceFilter, ServiceQuery, ServiceResultSerializer)
