"""What allauth is told, and where sessions are kept: read by the settings file, which has no room for it."""

from typing import Any

FORMS = "market.accounts.sign_in.forms"
SETTINGS: dict[str, Any] = {
    "SESSION_ENGINE": "market.accounts.sign_in.sessions",
    "ACCOUNT_ADAPTER": "market.accounts.sign_in.adapter.AccountAdapter",
    "ACCOUNT_LOGIN_METHODS": {"email"},
    "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
    "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
    "ACCOUNT_PREVENT_ENUMERATION": True,
    "ACCOUNT_UNIQUE_EMAIL": True,
    "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
    "ACCOUNT_FORMS": {
        "login": f"{FORMS}.LoginForm",
        "signup": f"{FORMS}.SignupForm",
        "reset_password": f"{FORMS}.ResetPasswordForm",
        "reset_password_from_key": f"{FORMS}.ResetPasswordKeyForm",
        "change_password": f"{FORMS}.ChangePasswordForm",
    },
    "ACCOUNT_SIGNUP_FORM_CLASS": "market.accounts.forms.SignUpForm",
    "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
    "ACCOUNT_SESSION_REMEMBER": None,
    "ACCOUNT_LOGOUT_REDIRECT_URL": "/",
    "ACCOUNT_RATE_LIMITS": False,  # our own counter in the database: see core.base.limits
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_ADAPTER": "market.accounts.sign_in.passkeys.MFAAdapter",
    "MFA_FORMS": {
        "authenticate": "market.accounts.sign_in.code_forms.AuthenticateForm",
        "reauthenticate": "market.accounts.sign_in.code_forms.ReauthenticateForm",
        "login_webauthn": "market.accounts.sign_in.passkeys.LoginKeyForm",
        "add_webauthn": "market.accounts.sign_in.passkeys.AddKeyForm",
        "edit_webauthn": "market.accounts.sign_in.passkeys.RenameKeyForm",
    },
    "MFA_TOTP_ISSUER": "Amar Kaj",
    "MFA_TOTP_TOLERANCE": 1,  # the code before and after also counts (RFC 6238, 5.2): clocks differ, typing takes time
}
