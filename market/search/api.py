"""The lists of people, jobs and services, and suggestions: open to all."""

from collections.abc import Iterable
from typing import Any

import django_filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, Open, Pages
from market.core.web.throttles import searches, suggestions
from market.jobs.mixins import CreateJobMixin
from market.jobs.representations import JobCardSerializer
from market.profiles.representations import ProfileCardSerializer
from market.search.actions import drop_saved, keep_profile, keep_service
from market.search.filters import AmountFilter, JobFilter, ListFilter, NumberFilter, ServiceFilter, TalentFilter
from market.search.lists import Rows, listing, saved_profiles, saved_services, seen_by
from market.search.queries import JobQuery, SearchQuery, ServiceQuery, TalentQuery
from market.search.serializers import SuggestionsSerializer
from market.search.suggestions import suggest
from market.search.vocabulary import vocabulary
from market.services.mixins import CreateServiceMixin
from market.services.representations import ServiceCardSerializer

BY_SLUG = ("topic", "skill", "district")  # too many to be listed in the description


def parameters(asked: type[ListFilter]) -> list[OpenApiParameter]:
    """The filters of a list, and its page, as the API's description tells them."""
    return [
        *(_parameter(name, each) for name, each in asked.base_filters.items()),
        OpenApiParameter("page", OpenApiTypes.INT),
    ]


def _parameter(name: str, asked: django_filters.Filter) -> OpenApiParameter:
    if isinstance(asked, AmountFilter):
        return OpenApiParameter(name, OpenApiTypes.DECIMAL, description=_MEANINGS[name])
    if isinstance(asked, NumberFilter):
        return OpenApiParameter(name, OpenApiTypes.INT, description=_MEANINGS[name])
    choices: Iterable[Any] = () if name in BY_SLUG else asked.extra.get("choices", ())
    kinds = [value for value, _ in choices] or None
    return OpenApiParameter(name, OpenApiTypes.STR, enum=kinds, description=_MEANINGS[name])


_MEANINGS = {
    "q": "Words, in Bangla, English or romanised Bangla.",
    "topic": "The slug of a topic.",
    "skill": "The slug of a skill.",
    "district": "The slug of a district.",
    "language": "A language that she works in.",
    "availability": "Whether she takes work.",
    "currency": "Of the amounts asked for; USD if they stand alone.",
    "rate_max": "Her work starts at this amount at most.",
    "budget_min": "With budget_max: the job's budget touches this range; jobs without a budget are left out.",
    "budget_max": "See budget_min.",
    "price_min": "With price_max: the cheapest package's price lies in this range.",
    "price_max": "See price_min.",
    "days_max": "Her quickest package takes so many days at most.",
    "ordering": "The order.",
}


def answer(
    request: Request, asked: ListFilter, shape: type[SearchQuery], card: type[serializers.Serializer[Any]]
) -> Response:
    """A page of a list. Raises ValidationError at the filters not understood, NotFound for a page past the end."""
    searches.keep(request)
    if not asked.form.is_valid():
        raise ValidationError(asked.form.errors)
    number = request.query_params.get(Pages.page_query_param, "1")
    found = listing(seen_by(shape.of(asked.form.cleaned_data), request.user), number)
    if str(found.page.number) != number.lstrip("0"):
        raise NotFound
    pages = Pages()
    rows = pages.paginate_queryset(Rows(found.rows, found.found.count), request)
    return pages.get_paginated_response(card(rows, many=True).data)


class ProfileList(Open):
    """The graduates who can be hired."""

    @extend_schema(
        operation_id="profiles_list", parameters=parameters(TalentFilter), responses=ProfileCardSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """Those that fit, best first."""
        return answer(request, TalentFilter(request.query_params), TalentQuery, ProfileCardSerializer)


class JobList(CreateJobMixin):
    """The jobs that take bids, and posting one."""

    @extend_schema(
        operation_id="jobs_list", parameters=parameters(JobFilter), responses=JobCardSerializer(many=True), auth=[]
    )
    def get(self, request: Request) -> Response:
        """Those that fit, best first."""
        return answer(request, JobFilter(request.query_params), JobQuery, JobCardSerializer)


class ServiceList(CreateServiceMixin):
    """The services that can be ordered, and offering one."""

    @extend_schema(
        operation_id="services_list",
        parameters=parameters(ServiceFilter),
        responses=ServiceCardSerializer(many=True),
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """Those that fit, best first."""
        return answer(request, ServiceFilter(request.query_params), ServiceQuery, ServiceCardSerializer)


class Suggest(Open):
    """What a search box offers while somebody types."""

    @extend_schema(
        operation_id="search_suggest",
        parameters=[OpenApiParameter("q", OpenApiTypes.STR, description="The beginning of a name, in either script.")],
        responses=SuggestionsSerializer,
    )
    def get(self, request: Request) -> Response:
        """Skills, topics and districts, at most eight; the topics for an empty beginning."""
        suggestions.keep(request)
        found = suggest(request.query_params.get("q", ""), vocabulary())
        response = Response(SuggestionsSerializer({"results": found}).data)
        response["Cache-Control"] = "public, max-age=300"
        return response


class SaveProfile(DomainView):
    """Keep a freelancer for later; she is not told."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: MemberRequest, profile_id: int) -> Response:
        """Kept."""
        keep_profile(by=request.user, profile_id=profile_id)
        return Response(status=204)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest, profile_id: int) -> Response:
        """Off the list."""
        drop_saved(by=request.user, profile=profile_id)
        return Response(status=204)


class SaveService(DomainView):
    """Keep a service for later."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: MemberRequest, service_id: int) -> Response:
        """Kept."""
        keep_service(by=request.user, service_id=service_id)
        return Response(status=204)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest, service_id: int) -> Response:
        """Off the list."""
        drop_saved(by=request.user, service=service_id)
        return Response(status=204)


class SavedProfiles(DomainView):
    """The freelancers whom the caller saved."""

    @extend_schema(responses=ProfileCardSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The last one first."""
        return self.page_of(saved_profiles(request.user), ProfileCardSerializer)


class SavedServices(DomainView):
    """The services that the caller saved."""

    @extend_schema(responses=ServiceCardSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The last one first."""
        return self.page_of(saved_services(request.user), ServiceCardSerializer)
