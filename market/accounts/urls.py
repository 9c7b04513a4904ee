"""Addresses of accounts: allauth's pages that we show, and our own."""

from allauth.account import views as account
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from market.accounts import api, views
from market.accounts.emergencies import views as emergencies_views
from market.accounts.privacy import api as privacy_api
from market.accounts.privacy import views as privacy_views
from market.accounts.sign_in import idling, kept_forms
from market.accounts.terms import views as terms_views

allauth_pages = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    # allauth leads here after changes.
    path("email/", RedirectView.as_view(pattern_name="address"), name="account_email"),
    path("password/set/", RedirectView.as_view(pattern_name="account_change_password"), name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("not-me/<str:key>/", views.not_me, name="not_me"),
    path("address/<str:key>/", privacy_views.address_link, name="address_link"),
    path("closed/", privacy_views.account_closed, name="account_closed"),
    path("keep/<str:key>/", privacy_views.keep_account, name="keep_account"),
]
urlpatterns = [
    path("accounts/", include(allauth_pages)),
    path("language/<str:language>/", views.set_language, name="set_language"),
    path("staff/emergencies/", emergencies_views.emergencies, name="emergencies"),
    path("staff/emergencies/<int:right_id>/", emergencies_views.emergency, name="emergency"),
    path("staff/emergencies/<int:right_id>/end/", emergencies_views.end_emergency_right, name="end_emergency_right"),
    path("kept/", kept_forms.kept_form, name="kept_form"),
    path("go-on/", idling.extend_session, name="extend_session"),
    path("agreement/", terms_views.agreement, name="agreement"),
    path("settings/", views.account_settings, name="account_settings"),
    path("settings/side/", views.choose_side, name="choose_side"),
    path("settings/devices/", views.devices, name="devices"),
    path("settings/devices/end/", views.end_other_devices, name="end_other_devices"),
    path("settings/devices/<int:device_id>/end/", views.end_device, name="end_device"),
    path("settings/tokens/", views.tokens, name="tokens"),
    path("settings/tokens/<int:token_id>/revoke/", views.revoke_api_token, name="revoke_api_token"),
    path("settings/address/", privacy_views.address, name="address"),
    path("settings/address/cancel/", privacy_views.cancel_address, name="cancel_address"),
    path("settings/data/", privacy_views.own_data, name="own_data"),
    path("settings/data/ask/", privacy_views.ask_export, name="ask_export"),
    path("settings/data/<int:export_id>/", privacy_views.export_file, name="export_file"),
    path("settings/close/", privacy_views.close_account, name="close_account"),
]
api_urlpatterns = [
    path("auth/token/", api.Tokens.as_view()),
    path("auth/token/confirm/", api.ConfirmToken.as_view()),
    path("accounts/", api.CreateAccount.as_view()),
    path("accounts/confirm/", api.ConfirmEmail.as_view()),
    path("me/", api.Me.as_view()),
    path("me/agreement/", api.Agreement.as_view()),
    path("me/devices/", privacy_api.Devices.as_view()),
    path("me/devices/end/", privacy_api.EndOtherDevices.as_view()),
    path("me/devices/<int:device_id>/", privacy_api.DeviceDetail.as_view()),
    path("me/tokens/", privacy_api.ApiTokens.as_view()),
    path("me/tokens/<int:token_id>/", privacy_api.ApiTokenDetail.as_view()),
    path("me/address/", privacy_api.Address.as_view()),
    path("me/exports/", privacy_api.Exports.as_view()),
    path("me/exports/<int:export_id>/file/", privacy_api.ExportFile.as_view()),
    path("me/closing/", privacy_api.CloseAccount.as_view()),
]
