"""Users, passwords, and how long a sign-in counts."""

from datetime import timedelta

from market.core.base import env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "market.accounts.backends.SignInBackend",
    "allauth.account.auth_backends.AuthenticationBackend",  # named by sessions that began before the other was there
]
PASSWORD_HASHERS = ["market.core.web.hashing.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "market.accounts.sign_in.passwords.ContextWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "work"
SESSION_ENGINE = "market.accounts.sign_in.sessions"
SESSION_COOKIE_AGE = 14 * 86400

SESSION_LIFE = timedelta(days=env.integer("MARKET_SESSION_DAYS", 30, least=1))  # wall time since signing in
STAFF_IDLE = timedelta(minutes=env.integer("MARKET_STAFF_IDLE_MINUTES", 30, least=1))  # wall time without a request
PROOF = timedelta(minutes=env.integer("MARKET_PROOF_MINUTES", 10, least=1))  # so long re-authentication counts
EMERGENCY = timedelta(minutes=env.integer("MARKET_EMERGENCY_MINUTES", 60, least=1))  # the life of an emergency role
