"""The API of the ranking's weights, for staff; officers change them."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.mixins import StaffView
from market.accounts.models import User
from market.core.api.views import MemberRequest
from market.search.finding.ranking import DEFAULTS
from market.search.models import RankingVersion
from market.search.weights import actions as weights_actions
from market.search.weights.preview import preview, usual_queries
from market.search.weights.queries import read_weights
from market.search.weights.serializers import (
    ChosenWeights,
    CurrentWeightsSerializer,
    RankingPreviewFields,
    RankingPreviewSerializer,
    WeightsChange,
)


class RankingWeights(StaffView):
    """The weights that all lists are ranked by."""

    roles = User.STAFF
    fields = WeightsChange

    @extend_schema(responses=CurrentWeightsSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The current ones, with their bounds."""
        version = RankingVersion.objects.select_related("by").first()
        return self.respond(version or RankingVersion(number=0, **asdict(DEFAULTS)), CurrentWeightsSerializer)

    @extend_schema(request=WeightsChange, responses={201: CurrentWeightsSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Rank by others from now on; officers only. 409 where somebody changed them meanwhile, or nothing changes."""
        fields = self.parsed()
        weights = ChosenWeights.take_weights(fields)
        version = weights_actions.change_ranking_weights(by=request.user, weights=weights, **fields)
        return self.respond(version, CurrentWeightsSerializer, status=201)


class PreviewRankingWeights(StaffView):
    """What other weights would do to searches."""

    roles = User.STAFF
    fields = RankingPreviewFields
    pagination_class = None

    @extend_schema(request=RankingPreviewFields, responses=RankingPreviewSerializer(many=True))
    def post(self, request: MemberRequest) -> Response:
        """The first page of each search before and after. Nothing is changed."""
        fields = self.parsed()
        weights = ChosenWeights.take_weights(fields)
        weights_actions.check_weights(weights)
        previews = preview(fields["queries"] or usual_queries(), read_weights(), weights)
        return Response(RankingPreviewSerializer(previews, many=True).data)
