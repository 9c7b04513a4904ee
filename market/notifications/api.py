"""News over the API."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api import DomainView, MemberRequest
from market.notifications.actions import read_notifications
from market.notifications.models import Notification
from market.notifications.serializers import NotificationSerializer, ReadNotificationsFields


class NotificationList(DomainView):
    """The caller's news, newest first."""

    @extend_schema(responses=NotificationSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20."""
        return self.page_of(Notification.objects.visible_to(request.user), NotificationSerializer)


class ReadNotifications(DomainView):
    """Note what has been read."""

    fields = ReadNotificationsFields

    @extend_schema(request=ReadNotificationsFields, responses={204: None})
    def post(self, request: MemberRequest) -> Response:
        """Nothing."""
        read_notifications(by=request.user, **self.parsed())
        return Response(status=204)
