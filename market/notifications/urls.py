"""URLs of the notifications."""

from django.urls import path

from market.notifications.channels import api as channels_api
from market.notifications.channels import views as channels_views
from market.notifications.channels import webhooks
from market.notifications.inbox import api as inbox_api
from market.notifications.inbox import views as inbox_views
from market.notifications.preferences import api as preferences_api
from market.notifications.preferences import views as preferences_views

urlpatterns = [
    path("notifications/", inbox_views.notifications, name="notifications"),
    path("notifications/read/", inbox_views.read_notifications, name="read_notifications"),
    path("notifications/<int:notification_id>/", inbox_views.open_notification, name="open_notification"),
    path("notifications/<int:notification_id>/read/", inbox_views.read_notification, name="read_notification"),
    path("settings/notifications/", preferences_views.notification_settings, name="notification_settings"),
    path("settings/notifications/resume/", channels_views.resume_mail, name="resume_mail"),
    path("settings/notifications/devices/<int:subscription_id>/", channels_views.remove_device, name="remove_device"),
    path("unsubscribe/<str:token>/", preferences_views.unsubscribe, name="unsubscribe"),
    path("webhooks/mail/", webhooks.mail_webhook, name="mail_webhook"),
]
api_urlpatterns = [
    path("notifications/", inbox_api.NotificationList.as_view()),
    path("notifications/read/", inbox_api.ReadNotifications.as_view()),
    path("notifications/<int:notification_id>/read/", inbox_api.ReadNotification.as_view()),
    path("notifications/settings/", preferences_api.MyNotificationSettings.as_view()),
    path("push-subscriptions/", channels_api.PushSubscriptionList.as_view()),
    path("push-subscriptions/<int:subscription_id>/", channels_api.PushSubscriptionDetail.as_view()),
]
