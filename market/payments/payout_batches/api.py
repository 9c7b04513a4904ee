"""The API of batches of payouts: what operators do on their pages."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.accounts.mixins import StaffView
from market.accounts.models import User
from market.core.api.views import MemberRequest
from market.core.base.db import fetch
from market.payments.models import PayoutBatch
from market.payments.payout_batches import actions as batches_actions
from market.payments.payout_batches.bank_file import TYPES, take_file
from market.payments.payout_batches.queries import lines_of
from market.payments.payout_batches.return_actions import apply_returns, check_returns
from market.payments.payout_batches.return_file import parse_returns
from market.payments.payout_batches.serializers import (
    BatchLineSerializer,
    GiveUpFields,
    PayoutBatchSerializer,
    ReturnsFields,
    ReturnsSerializer,
    SentFields,
)


class BatchView(StaffView):
    """A batch, or all of them."""

    roles = (User.Role.OPERATOR,)

    def batch(self, request: MemberRequest, batch_id: int) -> PayoutBatch:
        """The batch. Raises NotFound."""
        return fetch(PayoutBatch.objects.visible_to(request.user), batch_id)

    def answer(self, batch: PayoutBatch, status: int = 200) -> Response:
        """The batch as it is now."""
        return self.respond(batch, PayoutBatchSerializer, status=status)


class PayoutBatches(BatchView):
    """All batches."""

    @extend_schema(operation_id="payout_batches_list", responses=PayoutBatchSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, newest first."""
        return self.page_of(PayoutBatch.objects.visible_to(request.user), PayoutBatchSerializer)

    @extend_schema(request=None, responses={201: PayoutBatchSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Put all payouts that wait into a batch."""
        return self.answer(batches_actions.make_payout_batch(by=request.user), status=201)


class PayoutBatchLines(BatchView):
    """The payouts in a batch."""

    @extend_schema(operation_id="payout_batches_lines", responses=BatchLineSerializer(many=True))
    def get(self, request: MemberRequest, batch_id: int) -> Response:
        """A page of 20, in the order of the file."""
        return self.page_of(lines_of(self.batch(request, batch_id)), BatchLineSerializer)


class ApprovePayoutBatch(BatchView):
    """The second operator approves it: its file may go to the bank."""

    @extend_schema(request=None, responses=PayoutBatchSerializer)
    def post(self, request: MemberRequest, batch_id: int) -> Response:
        """The batch."""
        return self.answer(batches_actions.approve_payout_batch(by=request.user, batch_id=batch_id))


class CancelPayoutBatch(BatchView):
    """Give it up before it is approved."""

    fields = GiveUpFields

    @extend_schema(request=GiveUpFields, responses=PayoutBatchSerializer)
    def post(self, request: MemberRequest, batch_id: int) -> Response:
        """The batch."""
        return self.answer(batches_actions.cancel_payout_batch(by=request.user, batch_id=batch_id, **self.parsed()))


class SendPayoutBatch(BatchView):
    """The bank has the file."""

    fields = SentFields

    @extend_schema(request=SentFields, responses=PayoutBatchSerializer)
    def post(self, request: MemberRequest, batch_id: int) -> Response:
        """The batch."""
        return self.answer(batches_actions.send_payout_batch(by=request.user, batch_id=batch_id, **self.parsed()))


class RefusePayoutBatch(BatchView):
    """The bank took none of it."""

    fields = GiveUpFields

    @extend_schema(request=GiveUpFields, responses=PayoutBatchSerializer)
    def post(self, request: MemberRequest, batch_id: int) -> Response:
        """The batch."""
        return self.answer(batches_actions.refuse_payout_batch(by=request.user, batch_id=batch_id, **self.parsed()))


class PayoutBatchFile(BatchView):
    """The file for the bank, once two have seen it."""

    @extend_schema(
        parameters=[OpenApiParameter("kind", enum=list(TYPES), default="csv")],
        responses={(200, kind.partition(";")[0]): OpenApiTypes.BINARY for kind in TYPES.values()},
    )
    def get(self, request: MemberRequest, batch_id: int) -> HttpResponse:
        """As CSV or XLSX. That it was taken is logged."""
        kind = request.query_params.get("kind", "csv")
        content = take_file(by=request.user, batch=self.batch(request, batch_id), kind=kind)
        response = HttpResponse(content, content_type=TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="payouts-{batch_id}.{kind}"'
        response["Cache-Control"] = "private, no-store"
        return response


class ImportPayoutReturns(BatchView):
    """The bank's return file."""

    fields = ReturnsFields

    @extend_schema(request=ReturnsFields, responses=ReturnsSerializer)
    def post(self, request: MemberRequest, batch_id: int) -> Response:
        """Look at each line, and apply them where `apply` says so: all, or without the wrong ones."""
        batch, fields = self.batch(request, batch_id), self.parsed()
        lines = parse_returns(fields["text"])
        checked = check_returns(batch, lines, by=request.user)
        counts: dict[str, Any] = {"new": None, "recorded": None, "left_out": None}
        if fields["apply"]:
            without_wrong = fields["without_wrong"]
            done = apply_returns(by=request.user, batch_id=batch_id, lines=lines, without_wrong=without_wrong)
            counts = {"new": done.new, "recorded": done.recorded, "left_out": done.left_out}
        return self.respond({"lines": checked, **counts}, ReturnsSerializer)
