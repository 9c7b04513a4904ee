"""Addresses of the news."""

from django.urls import path

from market.notifications import api, views

urlpatterns = [
    path("notifications/", views.notification_list, name="notifications"),
    path("notifications/read/", views.read_all, name="read_notifications"),
    path("notifications/<int:notification_id>/", views.open_notification, name="open_notification"),
]
api_urlpatterns = [
    path("notifications/", api.NotificationList.as_view()),
    path("notifications/read/", api.ReadNotifications.as_view()),
]
