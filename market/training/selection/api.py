"""Selections over HTTP: the rule and what is public for everybody, committing, drawing and confirming for officers."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import MemberRequest, Pagination, PublicView
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.training.issuing.api import Desk
from market.training.models import Phase, Selection
from market.training.selection import actions as selection_actions
from market.training.selection.filters import PlaceFilter
from market.training.selection.overviews import desk_view, overview_of
from market.training.selection.queries import listed
from market.training.selection.scoring import MOST_POINTS, PARTS, RULE
from market.training.selection.serializers import (
    PhaseSelectionSerializer,
    RefuseSelectionFields,
    SelectionPlaceSerializer,
    SelectionRuleSerializer,
    SelectionSerializer,
)
from market.training.selection.words import shown_places

FILTERS = [OpenApiParameter(name) for name in ("q", "district", "outcome")]


class SelectionRule(PublicView):
    """The rule of selection."""

    @extend_schema(responses=SelectionRuleSerializer)
    def get(self, request: Request) -> Response:
        """Its parts with their points."""
        return self.respond({"rule": RULE, "most": MOST_POINTS, "parts": PARTS}, SelectionRuleSerializer)


def _one(rows: QuerySet[Selection], phase_id: int) -> Selection:
    row = rows.filter(phase=phase_id).select_related("phase__programme").first()
    if row is None:
        raise NotFound
    return row


class SelectionDetail(PublicView):
    """The selection of a phase."""

    @extend_schema(responses=SelectionSerializer)
    def get(self, request: Request, phase_id: int) -> Response:
        """The hash of its seed; once it is published, the seed and what it gave."""
        return self.respond(overview_of(_one(Selection.objects.all(), phase_id)), SelectionSerializer)


class SelectionPlaces(PublicView):
    """The list of a published selection."""

    @extend_schema(
        operation_id="selection_places_list", parameters=FILTERS, responses=SelectionPlaceSerializer(many=True)
    )
    def get(self, request: Request, phase_id: int) -> Response:
        """A page of 20, by district and rank."""
        row = _one(Selection.objects.filter(state=Selection.State.PUBLISHED), phase_id)
        pages = Pagination()
        matches = PlaceFilter(request.GET, queryset=listed(row)).qs
        shown = shown_places(row, pages.paginate_queryset(matches, request, view=self) or [])
        return pages.get_paginated_response(SelectionPlaceSerializer(shown, many=True).data)


class _OfPhase(Desk):
    """The base of the officers' paths of the selection of a phase."""

    def shown(self, request: MemberRequest, phase_id: int) -> Response:
        """Where the selection stands."""
        phase = fetch(Phase.objects.visible_to(request.user), phase_id)
        return self.respond(desk_view(phase), PhaseSelectionSerializer)


class PhaseSelection(_OfPhase):
    """The selection of a phase, for officers."""

    @extend_schema(responses=PhaseSelectionSerializer)
    def get(self, request: MemberRequest, phase_id: int) -> Response:
        """Where it stands and what is next."""
        return self.shown(request, phase_id)


class CommitSelection(_OfPhase):
    """Commit the seed of a selection."""

    @extend_schema(request=None, responses=PhaseSelectionSerializer)
    def post(self, request: MemberRequest, phase_id: int) -> Response:
        """The selection, its hash public from now on; repeated, nothing changes."""
        selection_actions.commit_selection(by=request.user, phase_id=phase_id)
        return self.shown(request, phase_id)


class DrawSelection(_OfPhase):
    """Draw a selection."""

    @extend_schema(request=None, responses=PhaseSelectionSerializer)
    def post(self, request: MemberRequest, phase_id: int) -> Response:
        """What was drawn; another officer confirms it."""
        selection_actions.draw_selection(by=request.user, phase_id=phase_id)
        return self.shown(request, phase_id)


class ConfirmSelection(_OfPhase):
    """Confirm what another officer has drawn."""

    @extend_schema(request=None, responses=PhaseSelectionSerializer)
    def post(self, request: MemberRequest, phase_id: int) -> Response:
        """The published selection."""
        selection_actions.confirm_selection(by=request.user, phase_id=phase_id)
        return self.shown(request, phase_id)


class RefuseSelection(_OfPhase):
    """Do not confirm a draw."""

    fields = RefuseSelectionFields

    @extend_schema(request=RefuseSelectionFields, responses=PhaseSelectionSerializer)
    def post(self, request: MemberRequest, phase_id: int) -> Response:
        """The selection, to be drawn again with the same seed."""
        selection_actions.refuse_selection(by=request.user, phase_id=phase_id, **self.parsed())
        return self.shown(request, phase_id)
