"""Addresses of the profiles. The lists are in the search app."""

from django.urls import path

from market.profiles.clients import api as clients_api
from market.profiles.clients import views as clients_views
from market.profiles.freelancers import api as freelancers_api
from market.profiles.freelancers import views as freelancers_views
from market.profiles.portfolio import api as portfolio_api
from market.profiles.portfolio import project_api, project_views
from market.profiles.portfolio import views as portfolio_views

urlpatterns = [
    path("talent/<int:profile_id>/", freelancers_views.profile, name="profile"),
    path("talent/<int:profile_id>/card.png", freelancers_views.profile_card, name="profile_card"),
    path("talent/<int:profile_id>/pictures/<str:name>", portfolio_views.profile_picture, name="profile_picture"),
    path("talent/<int:profile_id>/works/<int:case_id>/", portfolio_views.portfolio_case, name="portfolio_case"),
    path(
        "talent/<int:profile_id>/works/<int:case_id>/<int:picture_id>/",
        portfolio_views.view_case_picture,
        name="view_case_picture",
    ),
    path("talent/@<str:name>/", freelancers_views.named_profile, name="named_profile"),
    path("profile/", freelancers_views.edit_profile, name="edit_profile"),
    path("profile/publish/", freelancers_views.publish_profile, name="publish_profile"),
    path("profile/hide/", freelancers_views.hide_profile, name="hide_profile"),
    path("profile/exam-marks/", freelancers_views.set_exam_marks, name="set_exam_marks"),
    path("profile/search-engines/", freelancers_views.set_indexable, name="set_indexable"),
    path("profile/hours/", freelancers_views.hours, name="hours"),
    path("profile/away/", freelancers_views.start_absence, name="start_absence"),
    path("profile/back/", freelancers_views.end_absence, name="end_absence"),
    path("profile/share/", freelancers_views.share_profile, name="share_profile"),
    path("profile/preview/", freelancers_views.preview_profile, name="preview_profile"),
    path("profile/portfolio/", portfolio_views.portfolio, name="portfolio"),
    path("profile/portfolio/<int:case_id>/", portfolio_views.edit_case, name="edit_case"),
    path("profile/portfolio/<int:case_id>/pictures/", portfolio_views.add_case_picture, name="add_case_picture"),
    path("profile/portfolio/<int:case_id>/arrange/", portfolio_views.arrange_case, name="arrange_case"),
    path(
        "profile/portfolio/from-project/<int:project_id>/",
        project_views.add_project_case,
        name="add_project_case",
    ),
    path("profile/pictures/<int:picture_id>/", portfolio_views.change_picture, name="change_picture"),
    path("profile/face/", portfolio_views.profile_face, name="profile_face"),
    path("clients/<int:user_id>/", clients_views.client, name="client"),
    path("settings/client/", clients_views.client_settings, name="client_settings"),
]
api_urlpatterns = [
    path("profiles/<int:profile_id>/", freelancers_api.ProfileDetail.as_view(), name="api_profile"),
    path("me/profile/", freelancers_api.MyProfile.as_view(), name="api_my_profile"),
    path("clients/<int:user_id>/", clients_api.ClientDetail.as_view(), name="api_client"),
    path("me/client-profile/", clients_api.MyClientProfile.as_view(), name="api_my_client_profile"),
    path("me/profile/away/", freelancers_api.MyAbsence.as_view(), name="api_my_absence"),
    path("me/profile/address/", freelancers_api.MyAddress.as_view(), name="api_my_address"),
    path("me/profile/cases/", portfolio_api.MyCases.as_view(), name="api_my_cases"),
    path(
        "me/profile/cases/from-project/<int:project_id>/",
        project_api.AddProjectCase.as_view(),
        name="api_add_project_case",
    ),
    path("me/profile/cases/<int:case_id>/", portfolio_api.MyCase.as_view(), name="api_my_case"),
    path("me/profile/cases/<int:case_id>/pictures/", portfolio_api.CasePictures.as_view(), name="api_case_pictures"),
    path("me/profile/pictures/<int:picture_id>/", portfolio_api.MyPicture.as_view(), name="api_my_picture"),
]
