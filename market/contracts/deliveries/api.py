"""Deliveries: read by both parties of the contract."""

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.contracts.deliveries.actions import fetch_opened, open_deliveries, replace_delivery
from market.contracts.deliveries.queries import deliveries_of
from market.contracts.deliveries.serializers import DeliveredWorkSerializer, ReplaceDeliveryFields
from market.contracts.models import Milestone
from market.contracts.representations import MilestoneSerializer
from market.core.api.views import DomainView, MemberRequest, Pagination
from market.core.base.db import fetch
from market.files.archives import send_archive


class Deliveries(DomainView):
    """What was delivered for a milestone."""

    @extend_schema(responses=DeliveredWorkSerializer(many=True))
    def get(self, request: MemberRequest, milestone_id: int) -> Response:
        """In order, the last one last; a page of 20. What the client has read so can be replaced no more."""
        milestone = fetch(Milestone.objects.visible_to(request.user), milestone_id)
        rows = deliveries_of(request.user).filter(milestone=milestone)
        pages = Pagination()
        while True:
            page = pages.paginate_queryset(rows.all(), request, view=self) or []
            if open_deliveries(by=request.user, deliveries=page):
                shown = DeliveredWorkSerializer(page, many=True, context={"request": request})
                return pages.get_paginated_response(shown.data)


class DeliveryArchive(DomainView):
    """Take all files of a delivery."""

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: MemberRequest, delivery_id: int) -> StreamingHttpResponse:
        """A ZIP, made while it is sent. 409 `too_much_at_once` where the files are too large together."""
        delivery = fetch_opened(request.user, delivery_id)
        return send_archive(request.user, delivery.files.all(), delivery.archive_name)


class ReplaceDelivery(DomainView):
    """Replace what was delivered last."""

    fields = ReplaceDeliveryFields

    @extend_schema(request=ReplaceDeliveryFields, responses=MilestoneSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The milestone. 409 `delivery_opened` once the client has opened it, `replacing_over` after its time."""
        sent = self.parsed()
        files = [str(each) for each in sent["files"]]
        milestone = replace_delivery(by=request.user, milestone_id=milestone_id, note=sent["note"], file_ids=files)
        return self.respond(milestone, MilestoneSerializer)
