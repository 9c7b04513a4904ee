"""The API of support."""

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.models import User
from market.coaching.models import Support
from market.coaching.support import actions as support_actions
from market.coaching.support.queries import figures_in, support_in, support_of
from market.coaching.support.serializers import BatchSupportSerializer, SupportSerializer
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.messaging.representations import ConversationSerializer
from market.training.models import Batch, Enrolment


class SupportDetail(DomainView):
    """The conversation of a trainee with the trainers of the batch."""

    @extend_schema(operation_id="places_support", responses=SupportSerializer)
    def get(self, request: MemberRequest, enrolment_id: int) -> Response:
        """Whether it is open, and since when a message waits for an answer."""
        place = fetch(Enrolment.objects.visible_to(request.user), enrolment_id)
        return self.respond(support_of(place) or Support(enrolment=place), SupportSerializer)

    @extend_schema(operation_id="places_support_open", request=None, responses={201: ConversationSerializer})
    def post(self, request: MemberRequest, enrolment_id: int) -> Response:
        """The conversation, opened if there is none; the same one each time. For the trainee and the trainers."""
        conversation = support_actions.open_support(by=request.user, enrolment_id=enrolment_id)
        return self.respond(conversation, ConversationSerializer, status=201)


class BatchSupport(DomainView):
    """Support in a batch."""

    @extend_schema(operation_id="batches_support", responses=BatchSupportSerializer)
    def get(self, request: MemberRequest, batch_id: int) -> Response:
        """Who waits for an answer, and how long answers take. For its trainers and officers."""
        if not request.user.has_role(User.Role.OFFICER, User.Role.TRAINER):
            raise NotFound
        batch = fetch(Batch.objects.visible_to(request.user), batch_id)
        figures = figures_in(batch)
        shown = {"goal_hours": settings.LIFECYCLE.support_hours, "figures": figures, "trainees": support_in(batch)}
        return self.respond(shown, BatchSupportSerializer)
