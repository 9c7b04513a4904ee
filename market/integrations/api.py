"""Webhooks over the API."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.integrations import actions
from market.integrations.models import Delivery, Endpoint
from market.integrations.serializers import (
    DeliverySerializer,
    EndpointChanges,
    EndpointFields,
    EndpointSerializer,
    EventSerializer,
    NewEndpointSerializer,
)
from market.integrations.webhook_events import choices


class WebhookList(DomainView):
    """Addresses that are told."""

    fields = EndpointFields
    keeps_answers = False

    @extend_schema(responses=EndpointSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The caller's endpoints, newest first."""
        return self.page_of(Endpoint.objects.visible_to(request.user), EndpointSerializer)

    @extend_schema(request=EndpointFields, responses={201: NewEndpointSerializer})
    def post(self, request: MemberRequest) -> Response:
        """A new one, its secret shown once."""
        endpoint = actions.create_endpoint(by=request.user, **self.parsed())
        return self.respond(endpoint, NewEndpointSerializer, status=201)


class WebhookEvents(DomainView):
    """What an endpoint may ask for."""

    @extend_schema(responses=EventSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """All events."""
        return self.page_of([{"code": code, "about": about} for code, about in choices()], EventSerializer)


class WebhookDetail(DomainView):
    """One endpoint."""

    fields = EndpointChanges

    @extend_schema(responses=EndpointSerializer)
    def get(self, request: MemberRequest, endpoint_id: int) -> Response:
        """The endpoint."""
        return self.respond(fetch(Endpoint.objects.visible_to(request.user), endpoint_id), EndpointSerializer)

    @extend_schema(request=EndpointChanges, responses=EndpointSerializer)
    def patch(self, request: MemberRequest, endpoint_id: int) -> Response:
        """Change some of it."""
        endpoint = actions.change_endpoint(by=request.user, endpoint_id=endpoint_id, **self.parsed())
        return self.respond(endpoint, EndpointSerializer)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest, endpoint_id: int) -> Response:
        """Take it away."""
        actions.delete_webhook(by=request.user, endpoint_id=endpoint_id)
        return Response(status=204)


class RenewWebhookSecret(DomainView):
    """Another secret."""

    keeps_answers = False

    @extend_schema(request=None, responses=NewEndpointSerializer)
    def post(self, request: MemberRequest, endpoint_id: int) -> Response:
        """The endpoint with its new secret, shown once."""
        return self.respond(actions.renew_secret(by=request.user, endpoint_id=endpoint_id), NewEndpointSerializer)


class TestWebhook(DomainView):
    """A test event."""

    @extend_schema(request=None, responses={202: DeliverySerializer})
    def post(self, request: MemberRequest, endpoint_id: int) -> Response:
        """The delivery, on its way."""
        delivery = actions.test_endpoint(by=request.user, endpoint_id=endpoint_id)
        return self.respond(delivery, DeliverySerializer, status=202)


class WebhookDeliveries(DomainView):
    """The log of an endpoint."""

    @extend_schema(responses=DeliverySerializer(many=True))
    def get(self, request: MemberRequest, endpoint_id: int) -> Response:
        """What was sent, newest first, with every try."""
        endpoint = fetch(Endpoint.objects.visible_to(request.user), endpoint_id)
        sent = Delivery.objects.filter(endpoint=endpoint).prefetch_related("attempts")
        return self.page_of(sent, DeliverySerializer)


class ReplayWebhookDelivery(DomainView):
    """Send it again, under the same id."""

    @extend_schema(request=None, responses={202: DeliverySerializer})
    def post(self, request: MemberRequest, delivery_id: int) -> Response:
        """The delivery, on its way again."""
        delivery = actions.replay_delivery(by=request.user, delivery_id=delivery_id)
        return self.respond(delivery, DeliverySerializer, status=202)
