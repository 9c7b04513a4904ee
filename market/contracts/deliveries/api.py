"""Deliveries: read by both parties of the contract."""

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.contracts.deliveries.queries import deliveries_of
from market.contracts.deliveries.serializers import DeliveredWorkSerializer
from market.contracts.models import Milestone
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.files.archives import send_archive


class Deliveries(DomainView):
    """What was delivered for a milestone."""

    @extend_schema(responses=DeliveredWorkSerializer(many=True))
    def get(self, request: MemberRequest, milestone_id: int) -> Response:
        """In order, the last one last; a page of 20."""
        milestone = fetch(Milestone.objects.visible_to(request.user), milestone_id)
        return self.page_of(deliveries_of(request.user).filter(milestone=milestone), DeliveredWorkSerializer)


class DeliveryArchive(DomainView):
    """Take all files of a delivery."""

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: MemberRequest, delivery_id: int) -> StreamingHttpResponse:
        """A ZIP, made while it is sent. 409 `too_much_at_once` where the files are too large together."""
        delivery = fetch(deliveries_of(request.user), delivery_id)
        return send_archive(request.user, delivery.files.all(), delivery.archive_name)
