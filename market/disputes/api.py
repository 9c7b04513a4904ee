"""The API of disputes as their parties and moderators see them."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.mixins import StaffView
from market.accounts.models import User
from market.core.api.views import MemberRequest
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.disputes.claims.serializers import StatementFields
from market.disputes.models import Dispute
from market.disputes.queries import disputes_of, whole
from market.disputes.rulings.queries import queue_of
from market.disputes.serializers import DisputeRecordSerializer, DisputeSerializer


class DisputeView(StaffView):
    """Staff see disputes of others with a second factor only; parties see their own."""

    roles = (User.Role.MODERATOR, User.Role.LEAD)
    others_allowed = True

    def answer(self, dispute: Dispute, status: int = 200) -> Response:
        """The dispute as it stands now."""
        fresh, context = fetch(whole(Dispute.objects.all()), dispute.pk), {"request": self.request}
        return Response(DisputeSerializer(fresh, context=context).data, status=status)


class DisputeList(DisputeView):
    """The caller's disputes; for moderators without any of their own, those that wait for a ruling."""

    @extend_schema(operation_id="disputes_list", responses=DisputeSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20: a party's newest first, a moderator's by deadline."""
        if request.user.has_role(User.Role.MODERATOR, User.Role.LEAD):
            return self.page_of(whole(queue_of(request.user, "all")), DisputeSerializer)
        return self.page_of(disputes_of(request.user), DisputeSerializer)


class DisputeDetail(DisputeView):
    """One dispute with all that was said and decided."""

    @extend_schema(operation_id="disputes_retrieve", responses=DisputeRecordSerializer)
    def get(self, request: MemberRequest, dispute_id: int) -> Response:
        """The whole record."""
        dispute = fetch(whole(Dispute.objects.visible_to(request.user)), dispute_id)
        if Dispute.objects.on_desk(request.user).filter(pk=dispute.pk).exists():
            assigned = "yes" if request.user.pk == dispute.moderator_id else "no"
            log_access("dispute.record_opened", by=request.user, on=dispute, assigned=assigned)
        return self.respond(dispute, DisputeRecordSerializer)


class StatementView(DisputeView):
    """Something said in a dispute."""

    fields = StatementFields
    act: Any = None

    @extend_schema(request=StatementFields, responses=DisputeSerializer)
    def post(self, request: MemberRequest, dispute_id: int) -> Response:
        """The dispute."""
        return self.answer(type(self).act(by=request.user, dispute_id=dispute_id, **self.parsed()))
