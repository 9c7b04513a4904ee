"""The lists of people, jobs and services: open to all."""

from collections.abc import Iterable
from typing import Any

import django_filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import Pagination, PublicView
from market.core.web.throttles import searches
from market.jobs.mixins import CreateJobMixin
from market.jobs.representations import JobCardSerializer
from market.profiles.representations import ProfileCardSerializer
from market.search.finding.queries import JobQuery, SearchQuery, ServiceQuery, TalentQuery
from market.search.lists.filters import AmountFilter, JobFilter, ListFilter, NumberFilter, ServiceFilter, TalentFilter
from market.search.lists.listing import Rows, for_viewer, search_page
from market.services.mixins import CreateServiceMixin
from market.services.representations import ServiceCardSerializer

BY_SLUG = ("topic", "skill", "district")  # too many values for an enum


def parameters(filter_set: type[ListFilter]) -> list[OpenApiParameter]:
    """The OpenAPI parameters of a list: its filters, and the page."""
    return [
        *(_parameter(name, field) for name, field in filter_set.base_filters.items()),
        OpenApiParameter("page", OpenApiTypes.INT),
    ]


def _parameter(name: str, field: django_filters.Filter) -> OpenApiParameter:
    if isinstance(field, AmountFilter):
        return OpenApiParameter(name, OpenApiTypes.DECIMAL, description=_DESCRIPTIONS[name])
    if isinstance(field, NumberFilter):
        return OpenApiParameter(name, OpenApiTypes.INT, description=_DESCRIPTIONS[name])
    if isinstance(field, django_filters.BooleanFilter):
        return OpenApiParameter(name, OpenApiTypes.BOOL, description=_DESCRIPTIONS[name])
    choices: Iterable[Any] = () if name in BY_SLUG else field.extra.get("choices", ())
    kinds = [value for value, _ in choices] or None
    return OpenApiParameter(name, OpenApiTypes.STR, enum=kinds, description=_DESCRIPTIONS[name])


_DESCRIPTIONS = {
    "q": "Words, in Bangla, English or romanised Bangla.",
    "topic": "The slug of a topic.",
    "skill": "The slug of a skill.",
    "district": "The slug of a district.",
    "language": "A language that the freelancer works in.",
    "availability": "Whether the freelancer takes work.",
    "currency": "Of the amounts asked for; USD if they stand alone.",
    "rate_max": "The freelancer's work starts at this amount at most.",
    "budget_min": "With budget_max: the job's budget overlaps this range; jobs without a budget are left out.",
    "budget_max": "See budget_min.",
    "price_min": "With price_max: the cheapest package's price lies in this range.",
    "price_max": "See price_min.",
    "days_max": "The quickest package takes so many days at most.",
    "ordering": "The order.",
    "exact": "The words are meant as they are: no spelling is corrected.",
}


def list_response(
    request: Request, filters: ListFilter, shape: type[SearchQuery], card: type[serializers.Serializer[Any]]
) -> Response:
    """A page of a list. Raises ValidationError for invalid filters, NotFound for a page past the end."""
    searches.check(request)
    if not filters.form.is_valid():
        raise ValidationError(filters.form.errors)
    number = request.query_params.get(Pagination.page_query_param, "1")
    listing = search_page(for_viewer(shape.of(filters.form.cleaned_data), request.user), number)
    if str(listing.page.number) != number.lstrip("0"):
        raise NotFound
    pages = Pagination()
    rows = pages.paginate_queryset(Rows(listing.rows, listing.result.count), request)
    return pages.get_paginated_response(card(rows, many=True).data)


class ProfileList(PublicView):
    """The graduates who can be hired."""

    @extend_schema(
        operation_id="profiles_list", parameters=parameters(TalentFilter), responses=ProfileCardSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """Those that match, best first."""
        return list_response(request, TalentFilter(request.query_params), TalentQuery, ProfileCardSerializer)


class JobList(CreateJobMixin):
    """The jobs that take bids, and posting one."""

    @extend_schema(
        operation_id="jobs_list", parameters=parameters(JobFilter), responses=JobCardSerializer(many=True), auth=[]
    )
    def get(self, request: Request) -> Response:
        """Those that match, best first."""
        return list_response(request, JobFilter(request.query_params), JobQuery, JobCardSerializer)


class ServiceList(CreateServiceMixin):
    """The services that can be ordered, and offering one."""

    @extend_schema(
        operation_id="services_list",
        parameters=parameters(ServiceFilter),
        responses=ServiceCardSerializer(many=True),
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """Those that match, best first."""
        return list_response(request, ServiceFilter(request.query_params), ServiceQuery, ServiceCardSerializer)
