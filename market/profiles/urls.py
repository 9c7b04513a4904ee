"""Addresses of the profiles. The lists are search's."""

from django.urls import path

from market.profiles import api, api_clients, api_portfolio, views, views_own, views_portfolio

urlpatterns = [
    path("talent/<int:profile_id>/", views.profile, name="profile"),
    path("talent/<int:profile_id>/card.png", views.profile_card, name="profile_card"),
    path("talent/<int:profile_id>/pictures/<str:name>", views_portfolio.profile_picture, name="profile_picture"),
    path("talent/<int:profile_id>/works/<int:case_id>/", views_portfolio.portfolio_case, name="portfolio_case"),
    path("talent/@<str:name>/", views.named_profile, name="named_profile"),
    path("profile/", views.edit_profile, name="edit_profile"),
    path("profile/publish/", views.publish, name="publish_profile"),
    path("profile/hide/", views.hide, name="hide_profile"),
    path("profile/hours/", views_own.hours, name="hours"),
    path("profile/away/", views_own.away, name="go_away"),
    path("profile/back/", views_own.back, name="come_back"),
    path("profile/share/", views_own.share, name="share_profile"),
    path("profile/preview/", views_own.preview, name="preview_profile"),
    path("profile/portfolio/", views_portfolio.portfolio, name="portfolio"),
    path("profile/portfolio/<int:case_id>/", views_portfolio.edit_case, name="edit_case"),
    path("profile/portfolio/<int:case_id>/pictures/", views_portfolio.add_case_picture, name="add_case_picture"),
    path("profile/portfolio/<int:case_id>/arrange/", views_portfolio.arrange_case, name="arrange_case"),
    path("profile/pictures/<int:picture_id>/", views_portfolio.change_picture, name="change_picture"),
    path("profile/face/", views_portfolio.face, name="profile_face"),
    path("clients/<int:user_id>/", views.client, name="client"),
    path("settings/client/", views.client_settings, name="client_settings"),
]
api_urlpatterns = [
    path("profiles/<int:profile_id>/", api.ProfileDetail.as_view(), name="api_profile"),
    path("me/profile/", api.MyProfile.as_view(), name="api_my_profile"),
    path("clients/<int:user_id>/", api_clients.ClientDetail.as_view(), name="api_client"),
    path("me/client-profile/", api_clients.MyClient.as_view(), name="api_my_client_profile"),
    path("me/profile/away/", api.MyAbsence.as_view(), name="api_my_absence"),
    path("me/profile/address/", api.MyAddress.as_view(), name="api_my_address"),
    path("me/profile/cases/", api_portfolio.MyCases.as_view(), name="api_my_cases"),
    path("me/profile/cases/<int:case_id>/", api_portfolio.MyCase.as_view(), name="api_my_case"),
    path("me/profile/cases/<int:case_id>/pictures/", api_portfolio.CasePictures.as_view(), name="api_case_pictures"),
    path("me/profile/pictures/<int:picture_id>/", api_portfolio.MyPicture.as_view(), name="api_my_picture"),
]
