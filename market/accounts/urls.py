"""Addresses of accounts: allauth's pages that we show, and our own."""

from allauth.account import views as account
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from market.accounts.address import api as address_api
from market.accounts.address import views as address_views
from market.accounts.emergencies import views as emergencies_views
from market.accounts.google import api as google_api
from market.accounts.google import sign_in_views as google_sign_in_views
from market.accounts.google import views as google_views
from market.accounts.people import api as people_api
from market.accounts.people import views as people_views
from market.accounts.phone import api as phone_api
from market.accounts.phone import sign_in_views as phone_sign_in_views
from market.accounts.phone import views as phone_views
from market.accounts.privacy import api as privacy_api
from market.accounts.privacy import views as privacy_views
from market.accounts.sign_in import api as sign_in_api
from market.accounts.sign_in import idling, kept_forms
from market.accounts.sign_in import views as sign_in_views
from market.accounts.sign_in.confirming import AccountConfirmEmail, AccountEmailVerificationSent
from market.accounts.sign_in.proof import first_key
from market.accounts.terms import api as terms_api
from market.accounts.terms import views as terms_views
from market.accounts.tokens import api as tokens_api
from market.accounts.tokens import views as tokens_views

allauth_pages = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("confirm-email/", AccountEmailVerificationSent.as_view(), name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", AccountConfirmEmail.as_view(), name="account_confirm_email"),
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
    path("password/set/", google_sign_in_views.account_set_password, name="account_set_password"),
    path("2fa/totp/activate/", first_key(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", first_key(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("phone/", phone_sign_in_views.ask_phone_code, name="ask_phone_code"),
    path("phone/code/", phone_sign_in_views.enter_phone_code, name="enter_phone_code"),
    path("google/login/", google_sign_in_views.google_login, name="google_login"),
    path("google/login/callback/", google_sign_in_views.google_callback, name="google_callback"),
    path("google/join/", google_sign_in_views.join_by_google, name="join_by_google"),
    path("google/confirm/", google_sign_in_views.confirm_google, name="confirm_google"),
    path("not-me/<str:key>/", sign_in_views.not_me, name="not_me"),
    path("address/<str:key>/", address_views.address_link, name="address_link"),
    path("closed/", privacy_views.account_closed, name="account_closed"),
    path("keep/<str:key>/", privacy_views.keep_account, name="keep_account"),
]
urlpatterns = [
    path("accounts/", include(allauth_pages)),
    path("language/<str:language>/", people_views.set_language, name="set_language"),
    path("staff/emergencies/", emergencies_views.emergencies, name="emergencies"),
    path("staff/emergencies/<int:right_id>/", emergencies_views.emergency, name="emergency"),
    path("staff/emergencies/<int:right_id>/end/", emergencies_views.end_emergency_right, name="end_emergency_right"),
    path("kept/", kept_forms.kept_form, name="kept_form"),
    path("go-on/", idling.extend_session, name="extend_session"),
    path("agreement/", terms_views.agreement, name="agreement"),
    path("settings/", people_views.account_settings, name="account_settings"),
    path("settings/suggested-name/", people_views.answer_suggested_name, name="answer_suggested_name"),
    path("settings/side/", people_views.choose_side, name="choose_side"),
    path("settings/devices/", sign_in_views.devices, name="devices"),
    path("settings/devices/end/", sign_in_views.end_other_devices, name="end_other_devices"),
    path("settings/devices/<int:device_id>/end/", sign_in_views.end_device, name="end_device"),
    path("settings/tokens/", tokens_views.tokens, name="tokens"),
    path("settings/tokens/<int:token_id>/revoke/", tokens_views.revoke_api_token, name="revoke_api_token"),
    path("settings/address/", address_views.address, name="address"),
    path("settings/address/cancel/", address_views.cancel_address, name="cancel_address"),
    path("settings/phone/", phone_views.phone, name="phone"),
    path("settings/phone/confirm/", phone_views.confirm_phone, name="confirm_phone"),
    path("settings/phone/resend/", phone_views.resend_phone_code, name="resend_phone_code"),
    path("settings/phone/cancel/", phone_views.cancel_phone, name="cancel_phone"),
    path("settings/phone/remove/", phone_views.remove_phone, name="remove_phone"),
    path("settings/google/", google_views.google, name="google"),
    path("settings/google/connect/", google_views.connect_google, name="connect_google"),
    path("settings/google/disconnect/", google_views.disconnect_google, name="disconnect_google"),
    path("settings/data/", privacy_views.own_data, name="own_data"),
    path("settings/data/ask/", privacy_views.ask_export, name="ask_export"),
    path("settings/data/<int:export_id>/", privacy_views.export_file, name="export_file"),
    path("settings/close/", privacy_views.close_account, name="close_account"),
]
api_urlpatterns = [
    path("auth/token/", tokens_api.Tokens.as_view()),
    path("auth/token/confirm/", tokens_api.ConfirmToken.as_view()),
    path("accounts/", people_api.CreateAccount.as_view()),
    path("accounts/confirm/", people_api.ConfirmEmail.as_view()),
    path("me/", people_api.Me.as_view()),
    path("me/agreement/", terms_api.Agreement.as_view()),
    path("me/devices/", sign_in_api.Devices.as_view()),
    path("me/devices/end/", sign_in_api.EndOtherDevices.as_view()),
    path("me/devices/<int:device_id>/", sign_in_api.DeviceDetail.as_view()),
    path("me/tokens/", tokens_api.ApiTokens.as_view()),
    path("me/tokens/<int:token_id>/", tokens_api.ApiTokenDetail.as_view()),
    path("me/address/", address_api.Address.as_view()),
    path("me/phone/", phone_api.Phone.as_view()),
    path("me/phone/confirm/", phone_api.ConfirmPhone.as_view()),
    path("me/phone/waiting/", phone_api.WaitingPhone.as_view()),
    path("me/connections/", google_api.Connections.as_view()),
    path("me/connections/google/", google_api.GoogleConnection.as_view()),
    path("me/exports/", privacy_api.Exports.as_view()),
    path("me/exports/<int:export_id>/file/", privacy_api.ExportFile.as_view()),
    path("me/closing/", privacy_api.CloseAccount.as_view()),
]
