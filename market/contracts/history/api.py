"""The API of a contract's log, and of a freelancer's past work."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.contracts.history.log import describe_entry, log_of
from market.contracts.history.serializers import LogEntrySerializer, PastWorkSerializer
from market.contracts.history.work import describe_work, paid_contracts
from market.contracts.queries import contracts_of
from market.core.api.views import DomainView, MemberRequest, Pagination, PublicView
from market.core.base.db import fetch
from market.profiles.models import Profile


class ContractLog(DomainView):
    """What was done in a contract, by whom, and when."""

    @extend_schema(responses=LogEntrySerializer(many=True))
    def get(self, request: MemberRequest, contract_id: int) -> Response:
        """A page of 20, newest first."""
        contract = fetch(contracts_of(request.user), contract_id)
        entries = log_of(contract, request.user)
        pages = Pagination()
        page = pages.paginate_queryset(entries, request, view=self)
        log = [describe_entry(entry, contract, request.user) for entry in page or []]
        return pages.get_paginated_response(LogEntrySerializer(instance=log, many=True).data)


class WorkHistory(PublicView):
    """Paid work of a freelancer whose profile is shown."""

    @extend_schema(responses=PastWorkSerializer(many=True))
    def get(self, request: MemberRequest, profile_id: int) -> Response:
        """A page of 20, newest first."""
        profile = fetch(Profile.objects.visible_to(request.user), profile_id)
        pages = Pagination()
        page = pages.paginate_queryset(paid_contracts(profile.user_id), request, view=self)
        works: Any = [describe_work(each) for each in page or []]
        return pages.get_paginated_response(PastWorkSerializer(works, many=True).data)
