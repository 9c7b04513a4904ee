"""The API of figures."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import PublicView
from market.core.base.errors import NotFound
from market.training.figures.queries import Grouping, figure_programmes, figures_by
from market.training.figures.serializers import FiguresSerializer


class ProgrammeFigures(PublicView):
    """How far people came."""

    @extend_schema(
        parameters=[
            OpenApiParameter("by", enum=Grouping.values, description="Without it by phase."),
            OpenApiParameter("programme", int, description="A programme; the newest one with figures without it."),
        ],
        responses=FiguresSerializer,
    )
    def get(self, request: Request) -> Response:
        """Counts of at least five people, as of the last night. 404 before there are any."""
        by, key = request.GET.get("by", Grouping.PHASE.value), request.GET.get("programme", "")
        programmes = [each for each in figure_programmes() if key in ("", str(each.pk))]
        if not programmes or by not in Grouping.values:
            raise NotFound
        return self.respond(figures_by(programmes[0], by), FiguresSerializer)
