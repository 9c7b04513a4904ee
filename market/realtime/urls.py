"""The ticket's address. The socket itself is at /ws/: see market/asgi.py."""

from django.urls import path

from market.realtime import api

api_urlpatterns = [path("ws-ticket/", api.WsTicket.as_view())]
