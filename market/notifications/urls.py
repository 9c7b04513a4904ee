"""URLs of the notifications."""

from django.urls import path

from market.notifications import api, views
from market.notifications.channels import webhooks

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/read/", views.read_notifications, name="read_notifications"),
    path("notifications/<int:notification_id>/", views.open_notification, name="open_notification"),
    path("notifications/<int:notification_id>/read/", views.read_notification, name="read_notification"),
    path("settings/notifications/", views.notification_settings, name="notification_settings"),
    path("settings/notifications/resume/", views.resume_mail, name="resume_mail"),
    path("settings/notifications/devices/<int:subscription_id>/", views.remove_device, name="remove_device"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("webhooks/mail/", webhooks.mail_webhook, name="mail_webhook"),
]
api_urlpatterns = [
    path("notifications/", api.NotificationList.as_view()),
    path("notifications/read/", api.ReadNotifications.as_view()),
    path("notifications/<int:notification_id>/read/", api.ReadNotification.as_view()),
    path("notifications/settings/", api.MyNotificationSettings.as_view()),
    path("push-subscriptions/", api.PushSubscriptionList.as_view()),
    path("push-subscriptions/<int:subscription_id>/", api.PushSubscriptionDetail.as_view()),
]
