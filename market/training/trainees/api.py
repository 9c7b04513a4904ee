"""The API of trainees over batches, for officers."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.core.api.views import MemberRequest, Pagination
from market.core.base.audit import log_access
from market.core.base.errors import Invalid
from market.training.issuing.api import Desk
from market.training.models import Enrolment
from market.training.trainees.filters import TraineeFilter
from market.training.trainees.queries import stands_of, trainees
from market.training.trainees.serializers import TraineeStandSerializer

PARAMETERS = ("q", "phase", "district", "topic", "batch", "state", "stands")


class AllTrainees(Desk):
    """Trainees of all batches."""

    @extend_schema(
        parameters=[OpenApiParameter(name) for name in PARAMETERS], responses=TraineeStandSerializer(many=True)
    )
    def get(self, request: MemberRequest) -> Response:
        """By batch and seat, with how each stands; `stands` is behind, ready, lacking, prepared or issued."""
        matches = TraineeFilter(request.query_params, queryset=trainees(request.user))
        if not matches.form.is_valid():
            errors: dict[str, list[Any]] = {name: list(each) for name, each in matches.form.errors.items()}
            raise Invalid(errors=errors)
        log_access("trainees.taken", by=request.user, on=request.user, query=request.query_params.urlencode()[:200])
        pages = Pagination()
        places: list[Enrolment] = pages.paginate_queryset(matches.qs, request, view=self) or []
        return pages.get_paginated_response(TraineeStandSerializer(stands_of(places), many=True).data)
