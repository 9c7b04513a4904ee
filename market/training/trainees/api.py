"""The API of trainees over batches, for officers."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.core.api.views import MemberRequest, Pagination
from market.core.base.audit import log_access
from market.training.issuing.api import Desk
from market.training.issuing.filters import strict
from market.training.models import Enrolment
from market.training.trainees.filters import TraineeFilter
from market.training.trainees.queries import stands_of, trainees
from market.training.trainees.serializers import TraineeStandSerializer

PARAMETERS = ("q", "phase", "district", "topic", "batch", "state", "time", "stands")


class AllTrainees(Desk):
    """Trainees of all batches."""

    @extend_schema(
        parameters=[OpenApiParameter(name) for name in PARAMETERS], responses=TraineeStandSerializer(many=True)
    )
    def get(self, request: MemberRequest) -> Response:
        """By batch and seat, with how each stands; `stands` is behind, ready, lacking, prepared or issued. Ready and
        lacking without a phase or batch: of batches that run, or ended within a year. `time`, of the batch, is to_come,
        running or over."""
        matches = TraineeFilter(request.query_params, queryset=trainees(request.user))
        rows = strict(matches)
        log_access("trainees.taken", by=request.user, on=request.user, query=request.query_params.urlencode()[:200])
        pages = Pagination()
        places: list[Enrolment] = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(TraineeStandSerializer(stands_of(places), many=True).data)
