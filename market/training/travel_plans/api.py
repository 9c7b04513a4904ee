"""Journeys over HTTP."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.accounts.models import User
from market.core.api.views import DomainView, MemberRequest, Pagination
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.training.issuing.api import Desk
from market.training.issuing.filters import strict
from market.training.models import ClassSession, TravelPlan
from market.training.travel_plans import actions
from market.training.travel_plans.actions import Journey
from market.training.travel_plans.filters import filtered
from market.training.travel_plans.queries import arrivals, own_plans
from market.training.travel_plans.serializers import (
    ArrivalSerializer,
    TravelFields,
    TravelPlanDetailSerializer,
    TravelPlanSerializer,
)


def _detail(view: DomainView, request: MemberRequest, plan_id: int, status: int = 200) -> Response:
    rows = TravelPlan.objects.visible_to(request.user).with_fit().select_related("batch", "trainer", "current")
    return view.respond(fetch(rows.prefetch_related("versions__classes"), plan_id), TravelPlanDetailSerializer, status)


class MyTravel(DomainView):
    """Own journeys."""

    @extend_schema(responses=TravelPlanSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Those that are not withdrawn, the last one first. For trainers."""
        if not request.user.has_role(User.Role.TRAINER):
            raise NotFound
        return self.page_of(own_plans(request.user).prefetch_related("current__classes"), TravelPlanSerializer)


class PlanTravel(DomainView):
    """The journey to a face-to-face class."""

    fields = TravelFields

    @extend_schema(request=TravelFields, responses={201: TravelPlanDetailSerializer})
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The planned journey, also to classes of the batch that follow. For the trainer who gives them."""
        session = fetch(ClassSession.objects.visible_to(request.user), session_id)
        journey = Journey(**self.parsed())
        plan = actions.plan_travel(by=request.user, batch_id=session.batch_id, journey=journey)
        return _detail(self, request, plan.pk, 201)


class TravelPlanDetail(DomainView):
    """A journey."""

    @extend_schema(responses=TravelPlanDetailSerializer)
    def get(self, request: MemberRequest, plan_id: int) -> Response:
        """It, with every version. For its trainer and officers."""
        plan = fetch(TravelPlan.objects.visible_to(request.user), plan_id)
        if plan.trainer_id != request.user.pk:
            log_access("travel.seen", by=request.user, on=plan)
        return _detail(self, request, plan_id)


class ChangeTravel(DomainView):
    """Change a journey."""

    fields = TravelFields

    @extend_schema(request=TravelFields, responses=TravelPlanDetailSerializer)
    def put(self, request: MemberRequest, plan_id: int) -> Response:
        """The changed journey; what it was stays among its versions."""
        actions.change_travel(by=request.user, plan_id=plan_id, journey=Journey(**self.parsed()))
        return _detail(self, request, plan_id)


class WithdrawTravel(DomainView):
    """Withdraw a journey."""

    @extend_schema(request=None, responses=TravelPlanDetailSerializer)
    def post(self, request: MemberRequest, plan_id: int) -> Response:
        """The withdrawn journey."""
        actions.withdraw_travel(by=request.user, plan_id=plan_id)
        return _detail(self, request, plan_id)


class TravelDesk(Desk):
    """Face-to-face classes to come, with the journeys to them."""

    @extend_schema(
        parameters=[OpenApiParameter(name) for name in ("district", "since", "until", "state")],
        responses=ArrivalSerializer(many=True),
    )
    def get(self, request: MemberRequest) -> Response:
        """By date. `state`: `missing` or `planned`."""
        pages = Pagination()
        sessions = pages.paginate_queryset(strict(filtered(request.query_params)), request, view=self) or []
        return pages.get_paginated_response(ArrivalSerializer(arrivals(sessions), many=True).data)
