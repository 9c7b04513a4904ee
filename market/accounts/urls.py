"""Addresses of accounts: allauth's pages that we show, and our own."""

from allauth.account import views as account
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from market.accounts import api, views

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
    # allauth leads here after changes; addresses and first passwords are not changed on this site yet.
    path("email/", RedirectView.as_view(pattern_name="settings"), name="account_email"),
    path("password/set/", RedirectView.as_view(pattern_name="account_change_password"), name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
]
urlpatterns = [
    path("accounts/", include(allauth_pages)),
    path("language/<str:language>/", views.set_language, name="set_language"),
    path("settings/", views.account_settings, name="settings"),
]
api_urlpatterns = [
    path("auth/token/", api.Tokens.as_view()),
    path("accounts/", api.CreateAccount.as_view()),
    path("accounts/confirm/", api.ConfirmEmail.as_view()),
    path("me/", api.Me.as_view()),
]
