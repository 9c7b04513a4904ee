"""The API of appeals: a graduate's, and the officers'."""

from django.db.models import F
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.training.appeals import actions as appeals_actions
from market.training.appeals.actions import open_appeal
from market.training.appeals.serializers import (
    AppealDecisionFields,
    AppealFields,
    AppealSerializer,
    DeskAppealSerializer,
)
from market.training.issuing.api import Desk
from market.training.models import Appeal


class MyAppeal(DomainView):
    """An appeal against the revocation of the caller's certificate."""

    fields = AppealFields

    @extend_schema(request=AppealFields, responses={201: AppealSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The appeal; another officer than the one who revoked decides on it."""
        return self.respond(open_appeal(by=request.user, **self.parsed()), AppealSerializer, status=201)


class RegisterAppeals(Desk):
    """Appeals against revocations."""

    @extend_schema(responses=DeskAppealSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Open ones first, the most urgent on top."""
        rows = Appeal.objects.visible_to(request.user).order_by(F("decided_at").desc(nulls_first=True), "due_at")
        return self.page_of(rows, DeskAppealSerializer)


class DecideAppeal(Desk):
    """Decide on an appeal."""

    fields = AppealDecisionFields

    @extend_schema(request=AppealDecisionFields, responses=DeskAppealSerializer)
    def post(self, request: MemberRequest, appeal_id: int) -> Response:
        """The decided appeal; lifted, the certificate counts again under a new number."""
        appeal = appeals_actions.decide_appeal(by=request.user, appeal_id=appeal_id, **self.parsed())
        return self.respond(appeal, DeskAppealSerializer)
