"""The addresses of the local payment provider."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
