"""The API of the tracer: of graduates, and of officers who call them."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.audit import log_access_each
from market.training.issuing.api import Desk
from market.training.models import TracerRound
from market.training.tracer import actions
from market.training.tracer.actions import Answers
from market.training.tracer.serializers import (
    DeskTracerRoundSerializer,
    OwnTracerRoundSerializer,
    PhoneTracerFields,
    TracerAnswerSerializer,
    TracerFields,
)


class MyTracer(DomainView):
    """The rounds of a graduate."""

    @extend_schema(responses=OwnTracerRoundSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The newest first, with all answers."""
        rows = TracerRound.objects.filter(certificate__holder=request.user).prefetch_related("answers")
        return self.page_of(rows, OwnTracerRoundSerializer)


class AnswerMyTracer(DomainView):
    """Answer a round."""

    fields = TracerFields

    @extend_schema(request=TracerFields, responses={201: TracerAnswerSerializer})
    def post(self, request: MemberRequest, round_id: int) -> Response:
        """The answer; sent again while the round is open, it replaces the one before."""
        answer = actions.answer_own(by=request.user, round_id=round_id, answers=Answers(**self.parsed()))
        return self.respond(answer, TracerAnswerSerializer, status=201)


class RefuseMyTracer(DomainView):
    """Not to be asked again."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: MemberRequest, round_id: int) -> Response:
        """Nothing; what was answered stays."""
        actions.refuse_own(by=request.user, round_id=round_id)
        return Response(status=204)


class TracerDesk(Desk):
    """Open rounds without an answer."""

    @extend_schema(responses=DeskTracerRoundSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Graduates whom the office may call, those without an account first."""
        answer = self.page_of(TracerRound.objects.to_call().select_related("certificate"), DeskTracerRoundSerializer)
        shown = TracerRound.objects.filter(pk__in=[each["id"] for each in answer.data["results"]])
        log_access_each("tracer.opened", by=request.user, on=shown)
        return answer


class AnswerTracer(Desk):
    """Enter what a graduate said by phone."""

    fields = PhoneTracerFields

    @extend_schema(request=PhoneTracerFields, responses={201: TracerAnswerSerializer})
    def post(self, request: MemberRequest, round_id: int) -> Response:
        """The answer."""
        sent = self.parsed()
        note = sent.pop("note")
        answer = actions.answer_by_phone(by=request.user, round_id=round_id, answers=Answers(**sent), note=note)
        return self.respond(answer, TracerAnswerSerializer, status=201)


class RefuseTracer(Desk):
    """A graduate said by phone not to be asked again."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: MemberRequest, round_id: int) -> Response:
        """Nothing; what was answered stays."""
        actions.refuse_by_phone(by=request.user, round_id=round_id)
        return Response(status=204)
