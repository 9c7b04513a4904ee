"""Addresses of webhooks."""

from django.urls import path

from market.integrations import api, views

urlpatterns = [
    path("settings/webhooks/", views.webhooks, name="webhooks"),
    path("settings/webhooks/<int:endpoint_id>/", views.webhook, name="webhook"),
    path("settings/webhooks/<int:endpoint_id>/turn/", views.toggle_webhook, name="toggle_webhook"),
    path("settings/webhooks/<int:endpoint_id>/secret/", views.renew_webhook_secret, name="renew_webhook_secret"),
    path("settings/webhooks/<int:endpoint_id>/test/", views.test_webhook, name="test_webhook"),
    path("settings/webhooks/<int:endpoint_id>/delete/", views.delete_webhook, name="delete_webhook"),
    path(
        "settings/webhooks/<int:endpoint_id>/deliveries/<int:delivery_id>/",
        views.webhook_delivery,
        name="webhook_delivery",
    ),
]
api_urlpatterns = [
    path("webhooks/", api.WebhookList.as_view()),
    path("webhooks/events/", api.WebhookEvents.as_view()),
    path("webhooks/<int:endpoint_id>/", api.WebhookDetail.as_view()),
    path("webhooks/<int:endpoint_id>/secret/", api.RenewWebhookSecret.as_view()),
    path("webhooks/<int:endpoint_id>/test/", api.TestWebhook.as_view()),
    path("webhooks/<int:endpoint_id>/deliveries/", api.WebhookDeliveries.as_view()),
    path("webhooks/deliveries/<int:delivery_id>/replay/", api.ReplayWebhookDelivery.as_view()),
]
