"""django-allauth: accounts, addresses, second factors."""

from market.settings.authentication import PROOF
from market.settings.base import PRODUCTION

_FORMS = "market.accounts.sign_in.forms"

ACCOUNT_ADAPTER = "market.accounts.sign_in.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}  # with the password; codes by SMS are ours: accounts.phone
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.LoginForm",
    "signup": f"{_FORMS}.SignupForm",
    "reset_password": f"{_FORMS}.ResetPasswordForm",
    "reset_password_from_key": f"{_FORMS}.ResetPasswordKeyForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
}
ACCOUNT_SIGNUP_FORM_CLASS = "market.accounts.forms.SignUpForm"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_RATE_LIMITS = False  # our own counter in the database: see core.base.limits
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(PROOF.total_seconds())

# Google: who comes from there, and what follows, is decided in accounts.google; see docs/decisions/0053.
SOCIALACCOUNT_ADAPTER = "market.accounts.google.adapter.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {"google": {"provider_class": "market.accounts.google.provider.GoogleProvider"}}
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "market.accounts.sign_in.passkeys.MFAAdapter"
MFA_FORMS = {
    "authenticate": "market.accounts.sign_in.code_forms.AuthenticateForm",
    "reauthenticate": "market.accounts.sign_in.code_forms.ReauthenticateForm",
    "login_webauthn": "market.accounts.sign_in.passkeys.LoginKeyForm",
    "add_webauthn": "market.accounts.sign_in.passkeys.AddKeyForm",
    "edit_webauthn": "market.accounts.sign_in.passkeys.RenameKeyForm",
}
MFA_TOTP_ISSUER = "Amar Kaj"
MFA_TOTP_TOLERANCE = 1  # the code before and after also counts (RFC 6238, 5.2): clocks differ, typing takes time
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # browsers make passkeys over http for localhost alone
