"""Addresses of the profiles. The lists are search's."""

from django.urls import path

from market.profiles import api, views

urlpatterns = [
    path("talent/<int:profile_id>/", views.profile, name="profile"),
    path("talent/<int:profile_id>/pictures/<str:name>", views.profile_picture, name="profile_picture"),
    path("profile/", views.edit_profile, name="edit_profile"),
    path("profile/publish/", views.publish, name="publish_profile"),
    path("profile/hide/", views.hide, name="hide_profile"),
    path("profile/pictures/", views.pictures, name="profile_pictures"),
    path("profile/pictures/<int:picture_id>/", views.change_picture, name="change_picture"),
    path("profile/face/", views.face, name="profile_face"),
    path("clients/<int:user_id>/", views.client, name="client"),
    path("settings/client/", views.client_settings, name="client_settings"),
]
api_urlpatterns = [
    path("profiles/<int:profile_id>/", api.ProfileDetail.as_view(), name="api_profile"),
    path("me/profile/", api.MyProfile.as_view(), name="api_my_profile"),
]
