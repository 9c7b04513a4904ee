"""The ticket for a socket."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.realtime.actions import issue_ticket


class TicketSerializer(serializers.Serializer[Any]):
    """`{"ticket": "…"}`: open `/ws/?ticket=…` with it, once, within 30 seconds."""

    ticket = serializers.CharField()


class WsTicket(DomainView):
    """Tickets."""

    keeps_answers = False

    @extend_schema(request=None, responses={201: TicketSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Give a ticket."""
        token = getattr(request.auth, "digest", "")
        session = "" if token else request.session.session_key or ""
        ticket = issue_ticket(by=request.user, session_key=session, token_digest=token)
        return self.respond({"ticket": ticket}, TicketSerializer, status=201)
