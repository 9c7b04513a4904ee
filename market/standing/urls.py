"""Addresses of standings."""

from django.urls import path

from market.standing import api, views

urlpatterns = [
    path("standing/", views.my_standing, name="my_standing"),
    path("talent/<int:profile_id>/standing/", views.profile_standing, name="profile_standing"),
    path("clients/<int:user_id>/standing/", views.client_standing, name="client_standing"),
]
api_urlpatterns = [
    path("me/standing/", api.MyStanding.as_view()),
    path("profiles/<int:profile_id>/standing/", api.ProfileStanding.as_view()),
    path("clients/<int:user_id>/standing/", api.ClientStanding.as_view()),
]
