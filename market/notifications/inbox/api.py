"""The API of notifications."""

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.notifications.filters import NotificationFilter
from market.notifications.inbox.reading_actions import read_notification, read_notifications
from market.notifications.inbox.serializers import NotificationSerializer, ReadNotificationsFields
from market.notifications.models import Notification


class NotificationList(DomainView):
    """The caller's notifications, newest first."""

    @extend_schema(responses=NotificationSerializer(many=True), filters=True)
    def get(self, request: MemberRequest) -> Response:
        """A page of 20; `?unread=true` and `?group=money` leave fewer."""
        filtered = NotificationFilter(request.query_params, Notification.objects.visible_to(request.user))
        if not filtered.is_valid():
            raise ValidationError(filtered.errors)
        return self.page_of(filtered.qs, NotificationSerializer)


class ReadNotifications(DomainView):
    """Note what has been read."""

    fields = ReadNotificationsFields

    @extend_schema(request=ReadNotificationsFields, responses={204: None})
    def post(self, request: MemberRequest) -> Response:
        """204, no content."""
        read_notifications(by=request.user, **self.parsed())
        return Response(status=204)


class ReadNotification(DomainView):
    """Mark one notification as read."""

    @extend_schema(operation_id="notification_read", request=None, responses=NotificationSerializer)
    def post(self, request: MemberRequest, notification_id: int) -> Response:
        """The notification."""
        notification = read_notification(by=request.user, notification_id=notification_id)
        return self.respond(notification, NotificationSerializer)
