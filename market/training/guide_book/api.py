"""The API of paper copies of the guide book."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.training.guide_book import actions as guide_actions
from market.training.issuing.api import Desk
from market.training.models import GuideCopy


class GuideCopySerializer(serializers.ModelSerializer[GuideCopy]):
    """A paper copy, by the last word."""

    class Meta:
        model = GuideCopy
        fields = ["enrolment", "state", "changed_at"]
        read_only_fields = fields


class AcknowledgeFields(serializers.Serializer[Any]):
    """Whether the trainee has it."""

    has_it = serializers.BooleanField()


class SentCopiesSerializer(serializers.Serializer[Any]):
    """How many copies were sent."""

    sent = serializers.IntegerField()


class AcknowledgeGuideCopy(DomainView):
    """The trainee has the paper copy, or has not received it."""

    fields = AcknowledgeFields

    @extend_schema(request=AcknowledgeFields, responses=GuideCopySerializer)
    def post(self, request: MemberRequest, enrolment_id: int) -> Response:
        """The copy."""
        row = guide_actions.acknowledge_guide_copy(by=request.user, enrolment_id=enrolment_id, **self.parsed())
        return self.respond(row, GuideCopySerializer)


class SendGuideCopies(Desk):
    """The copies of a batch are sent, of those who have none yet or miss theirs."""

    @extend_schema(request=None, responses=SentCopiesSerializer)
    def post(self, request: MemberRequest, batch_id: int) -> Response:
        """How many; repeated, none."""
        sent = guide_actions.send_guide_copies(by=request.user, batch_id=batch_id)
        return self.respond({"sent": sent}, SentCopiesSerializer)
