"""The API of a user's conversations, and of opening one with a freelancer."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import MemberRequest
from market.jobs.questions.actions import start_conversation
from market.jobs.questions.serializers import TalkFields
from market.messaging.mixins import ListConversationsMixin
from market.messaging.representations import ConversationSerializer


class Conversations(ListConversationsMixin):
    """The caller's conversations, and opening one."""

    fields = TalkFields

    @extend_schema(operation_id="conversations_open", request=TalkFields, responses={201: ConversationSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The conversation with a freelancer, opened if there is none; the same one each time."""
        fields = self.parsed()
        conversation = start_conversation(
            by=request.user,
            profile_id=fields["profile"],
            job_id=fields.get("job"),
            service_id=fields.get("service"),
        )
        return self.respond(conversation, ConversationSerializer, status=201)
