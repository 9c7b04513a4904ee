"""Notifications over the API."""

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.web.middleware import is_shared
from market.notifications.channels.device_actions import DeviceIsShared, add_device, push_key, remove_device
from market.notifications.filters import NotificationFilter
from market.notifications.inbox.reading_actions import read_notification, read_notifications
from market.notifications.models import Notification, Subscription
from market.notifications.preferences.actions import change_news_settings
from market.notifications.preferences.channels import settings_of
from market.notifications.serializers import (
    NewsSettingsFields,
    NewsSettingsSerializer,
    NotificationSerializer,
    PushDeviceFields,
    PushDeviceSerializer,
    PushDevicesSerializer,
    ReadNotificationsFields,
)


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
        return Response(NotificationSerializer(notification).data)


class MyNotificationSettings(DomainView):
    """The caller's notification settings."""

    fields = NewsSettingsFields

    @extend_schema(responses=NewsSettingsSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The settings."""
        return Response(NewsSettingsSerializer(settings_of(request.user)).data)

    @extend_schema(request=NewsSettingsFields, responses=NewsSettingsSerializer)
    def patch(self, request: MemberRequest) -> Response:
        """Change some of them."""
        changes = self.parsed()
        changed = change_news_settings(by=request.user, choices=changes.pop("kinds", {}), **changes)
        return Response(NewsSettingsSerializer(changed).data)


class PushSubscriptionList(DomainView):
    """The caller's devices that get pushes."""

    fields = PushDeviceFields

    @extend_schema(responses=PushDevicesSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The site's key and the devices."""
        devices = Subscription.objects.visible_to(request.user)
        return Response(PushDevicesSerializer({"key": push_key().public, "devices": devices}).data)

    @extend_schema(request=PushDeviceFields, responses={201: PushDeviceSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Push to this browser too. 409 where the person said at the sign-in that others use it."""
        if is_shared(request):
            raise DeviceIsShared
        return Response(PushDeviceSerializer(add_device(by=request.user, **self.parsed())).data, status=201)


class PushSubscriptionDetail(DomainView):
    """One device."""

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest, subscription_id: int) -> Response:
        """Push to it no more."""
        remove_device(by=request.user, subscription_id=subscription_id)
        return Response(status=204)
