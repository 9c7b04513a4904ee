"""The API of sittings. A program that sits an exam makes a key for its device, and numbers its answers."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.learning.marking import actions as marking_actions
from market.learning.models import Sitting
from market.learning.sittings import actions, answer_actions, contact_actions
from market.learning.sittings.answer_actions import SentAnswer
from market.learning.sittings.devices import device_of
from market.learning.sittings.refusals import ResultsNotOut
from market.learning.sittings.serializers import (
    BeginExamFields,
    DeviceFields,
    InterruptionSerializer,
    LostTimeFields,
    PaperSerializer,
    ReceiptsSerializer,
    RemarkFields,
    RemarkSerializer,
    ResultSerializer,
    SentAnswersFields,
    SittingSerializer,
    SubmitFields,
)


def own_sitting(request: MemberRequest, sitting_id: int) -> Sitting:
    """One of the caller's. Raises NotFound."""
    return fetch(Sitting.objects.of(request.user).select_related("exam__course", "viva"), sitting_id)


class BeginExam(DomainView):
    """Sit an exam."""

    fields = BeginExamFields

    @extend_schema(request=BeginExamFields, responses={201: PaperSerializer})
    def post(self, request: MemberRequest, exam_id: int) -> Response:
        """Begin it, or go on on the device on which it was begun. The response has the whole paper."""
        row = actions.begin(by=request.user, exam_id=exam_id, **self.parsed())
        return self.respond(row, PaperSerializer, status=201)


class MySittings(DomainView):
    """The caller's sittings."""

    @extend_schema(responses=SittingSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The newest first."""
        rows = Sitting.objects.of(request.user).select_related("exam", "viva").order_by("-pk")
        return self.page_of(rows.prefetch_related("interruptions", "devices"), SittingSerializer)


class SittingDetail(DomainView):
    """One sitting of the caller."""

    @extend_schema(responses=PaperSerializer)
    def get(self, request: MemberRequest, sitting_id: int) -> Response:
        """With its paper while it runs."""
        return self.respond(own_sitting(request, sitting_id), PaperSerializer)


class StoreAnswers(DomainView):
    """Answers of a sitting, which are only added."""

    fields = SentAnswersFields

    @extend_schema(request=SentAnswersFields, responses=ReceiptsSerializer)
    def post(self, request: MemberRequest, sitting_id: int) -> Response:
        """A receipt for each. Sent again under its number, an answer is stored once."""
        sent = self.parsed()
        rows = [SentAnswer(**each) for each in sent["answers"]]
        key = sent.get("key") or device_of(request)
        arrived = answer_actions.store_answers(
            by=request.user, sitting_id=sitting_id, device=sent["device"], key=key, answers=rows
        )
        body: Any = {"receipts": arrived.receipts, "clock": arrived}
        return Response(ReceiptsSerializer(body).data)


class TakeOverSitting(DomainView):
    """Go on on another device."""

    fields = DeviceFields

    @extend_schema(request=DeviceFields, responses=PaperSerializer)
    def post(self, request: MemberRequest, sitting_id: int) -> Response:
        """It ends on the one before."""
        actions.take_over(by=request.user, sitting_id=sitting_id, **self.parsed())
        return self.respond(own_sitting(request, sitting_id), PaperSerializer)


class SubmitSitting(DomainView):
    """Submit a sitting."""

    fields = SubmitFields

    @extend_schema(request=SubmitFields, responses=SittingSerializer)
    def post(self, request: MemberRequest, sitting_id: int) -> Response:
        """Nothing can be answered after it; what was answered before may still arrive."""
        row = actions.submit(by=request.user, sitting_id=sitting_id, **self.parsed())
        return self.respond(row, SittingSerializer)


class ResumeSitting(DomainView):
    """Use time that a trainer returned after the end."""

    fields = DeviceFields

    @extend_schema(request=DeviceFields, responses=PaperSerializer)
    def post(self, request: MemberRequest, sitting_id: int) -> Response:
        """It runs from now on."""
        actions.resume(by=request.user, sitting_id=sitting_id, **self.parsed())
        return self.respond(own_sitting(request, sitting_id), PaperSerializer)


class ReportLostTime(DomainView):
    """A time in which nothing was heard of the caller's sitting."""

    fields = LostTimeFields

    @extend_schema(request=LostTimeFields, responses=InterruptionSerializer)
    def post(self, request: MemberRequest, interruption_id: int) -> Response:
        """Report it: up to the limit of the exam it is returned at once."""
        row = contact_actions.report_lost_time(by=request.user, interruption_id=interruption_id, **self.parsed())
        return self.respond(row, InterruptionSerializer)


class SittingResult(DomainView):
    """The result of a sitting, once it is out."""

    @extend_schema(responses=ResultSerializer)
    def get(self, request: MemberRequest, sitting_id: int) -> Response:
        """Each question with what was answered, what is right, and why."""
        row = own_sitting(request, sitting_id)
        if row.points is None or not (row.is_trial or row.exam.released_at):
            raise ResultsNotOut
        return self.respond(row, ResultSerializer)


class RequestRemark(DomainView):
    """Answers of the caller that are to be looked at again."""

    fields = RemarkFields

    @extend_schema(request=RemarkFields, responses={201: RemarkSerializer})
    def post(self, request: MemberRequest, sitting_id: int) -> Response:
        """Ask for it, within seven days after the results are out."""
        sent = self.parsed()
        row = marking_actions.request_remark(
            by=request.user, sitting_id=sitting_id, question_id=sent["question"], reason=sent["reason"]
        )
        return self.respond(row, RemarkSerializer, status=201)
