"""The API of batches: recorded by officers, and the statistics of their graduates."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.training.batch_statistics import outcomes_of
from market.training.batches.serializers import BatchFields, BatchSerializer, OutcomesSerializer
from market.training.certificates.actions import add_batch
from market.training.models import Batch


class Batches(DomainView):
    """A trainer's batches, or all of them for officers, who record new ones."""

    fields = BatchFields

    @extend_schema(operation_id="batches_create", request=BatchFields, responses={201: BatchSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The recorded batch. For officers."""
        fields = self.parsed()
        dates = (fields.pop("started_on"), fields.pop("ended_on"))
        return self.respond(add_batch(by=request.user, dates=dates, **fields), BatchSerializer, status=201)

    @extend_schema(operation_id="batches_list", responses=BatchSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The newest first; an empty list for others."""
        rows = Batch.objects.visible_to(request.user).select_related("topic", "district")
        return self.page_of(rows.order_by("-ended_on", "code"), BatchSerializer)


class BatchDetail(DomainView):
    """Statistics of the graduates of a batch."""

    @extend_schema(responses=OutcomesSerializer)
    def get(self, request: MemberRequest, batch_id: int) -> Response:
        """Counts of at least five people; smaller ones, and those that could be had by subtracting, are null."""
        batch = fetch(Batch.objects.visible_to(request.user).select_related("topic", "district"), batch_id)
        outcomes = outcomes_of(batch)
        shown = {name: getattr(outcomes, name) for name in ("issued", "steps", "incomes", "days_to_first_pay")}
        return self.respond({"batch": batch, **shown}, OutcomesSerializer)
