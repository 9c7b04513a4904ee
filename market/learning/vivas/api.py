"""The API of vivas, for trainers and officers."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import MemberRequest
from market.learning.exams.desk_api import Runners
from market.learning.vivas import actions as viva_actions
from market.learning.vivas.models import Viva
from market.learning.vivas.serializers import CallVivaFields, DecideVivaFields, RunVivaSerializer


class Vivas(Runners):
    """Talks about papers of exams that the caller runs."""

    @extend_schema(responses=RunVivaSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Those that are not decided, the earliest first."""
        rows = Viva.objects.run_by(request.user).waiting().select_related("sitting__user")
        return self.page_of(rows, RunVivaSerializer)


class CallViva(Runners):
    """A talk about a paper."""

    fields = CallVivaFields

    @extend_schema(request=CallVivaFields, responses=RunVivaSerializer)
    def post(self, request: MemberRequest, run_sitting_id: int) -> Response:
        """Call it; again, it is another time. The results of the exam wait for it."""
        row = viva_actions.call_viva(by=request.user, sitting_id=run_sitting_id, **self.parsed())
        return self.respond(row, RunVivaSerializer)


class DecideViva(Runners):
    """What came of a talk."""

    fields = DecideVivaFields

    @extend_schema(request=DecideVivaFields, responses=RunVivaSerializer)
    def post(self, request: MemberRequest, viva_id: int) -> Response:
        """Say whether the paper counts. That it does not, another person says than who called it."""
        row = viva_actions.decide_viva(by=request.user, viva_id=viva_id, **self.parsed())
        return self.respond(row, RunVivaSerializer)
