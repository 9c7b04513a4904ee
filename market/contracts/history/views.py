"""Work done here, as everybody may see it: all of it by page and by API."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from market.contracts.history.work import PastWork, paid_contracts, told
from market.contracts.models import Contract
from market.core.api.serializers import MoneyField, NameSerializer
from market.core.api.views import MemberRequest, Pagination, PublicView
from market.core.base.db import fetch
from market.profiles.models import Profile


def work_history(request: HttpRequest, profile_id: int) -> HttpResponse:
    """All paid work of a freelancer, newest first."""
    profile = fetch(Profile.objects.with_parts().visible_to(request.user), profile_id)
    page = Paginator(paid_contracts(profile.user_id), 20).get_page(request.GET.get("page"))
    context = {"profile": profile, "page": page, "works": [told(each) for each in page]}
    return render(request, "contracts/history_page.html", context)


class PastWorkSerializer(serializers.Serializer[PastWork]):
    """Paid work. `title` and `client` are empty where they are not told; `least` and `most` bound what was paid."""

    title = serializers.CharField()
    topic = NameSerializer(allow_null=True)
    least = MoneyField(allow_null=True)
    most = MoneyField(allow_null=True)
    state = serializers.ChoiceField(Contract.State.choices)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    client = serializers.CharField()


class WorkHistory(PublicView):
    """Paid work of a freelancer whose profile is shown."""

    @extend_schema(responses=PastWorkSerializer(many=True))
    def get(self, request: MemberRequest, profile_id: int) -> Response:
        """A page of 20, newest first."""
        profile = fetch(Profile.objects.visible_to(request.user), profile_id)
        pages = Pagination()
        page = pages.paginate_queryset(paid_contracts(profile.user_id), request, view=self)
        works: Any = [told(each) for each in page or []]
        return pages.get_paginated_response(PastWorkSerializer(works, many=True).data)
