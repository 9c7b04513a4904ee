"""The API of batches: recorded by officers, and the statistics of their graduates."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.training.batch_statistics import outcomes_of
from market.training.batches.serializers import BatchFields, BatchSerializer, OutcomesSerializer
from market.training.certificates.actions import add_batch
from market.training.issuing.filters import strict
from market.training.models import Batch
from market.training.trainees.filters import TIMES, TrainersBatchFilter

PARAMETERS = [
    OpenApiParameter("q", str, description="A part of the code."),
    OpenApiParameter("phase", int),
    OpenApiParameter("district", str, description="The slug of a district."),
    OpenApiParameter("topic", str, description="The slug of a topic."),
    OpenApiParameter("trainer", int, description="Whoever leads or teaches it now."),
    OpenApiParameter("time", str, enum=[value for value, _label in TIMES]),
]


class Batches(DomainView):
    """A trainer's batches, or all of them for officers, who record new ones."""

    fields = BatchFields

    @extend_schema(operation_id="batches_create", request=BatchFields, responses={201: BatchSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The recorded batch. For officers."""
        fields = self.parsed()
        dates = (fields.pop("started_on"), fields.pop("ended_on"))
        return self.respond(add_batch(by=request.user, dates=dates, **fields), BatchSerializer, status=201)

    @extend_schema(operation_id="batches_list", parameters=PARAMETERS, responses=BatchSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The newest first; an empty list for others."""
        rows = Batch.objects.visible_to(request.user).select_related("topic", "district").order_by("-ended_on", "code")
        return self.page_of(strict(TrainersBatchFilter(request.query_params, queryset=rows)), BatchSerializer)


class BatchDetail(DomainView):
    """Statistics of the graduates of a batch."""

    @extend_schema(responses=OutcomesSerializer)
    def get(self, request: MemberRequest, batch_id: int) -> Response:
        """Counts of at least five people; smaller ones, and those that could be had by subtracting, are null."""
        batch = fetch(Batch.objects.visible_to(request.user).select_related("topic", "district"), batch_id)
        outcomes = outcomes_of(batch)
        shown = {name: getattr(outcomes, name) for name in ("issued", "steps", "incomes", "days_to_first_pay")}
        return self.respond({"batch": batch, **shown}, OutcomesSerializer)
