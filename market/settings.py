"""The one settings file. What differs between sites comes from the environment; a bad value stops the start."""

import secrets
from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from market.core import embedded, env
from market.core.lifecycle import Lifecycle

BASE_DIR = Path(__file__).resolve().parent.parent
MARKET_ENV = env.choice("MARKET_ENV", ("development", "production"))
PRODUCTION = MARKET_ENV == "production"
DEBUG = False  # errors are logged, never shown: a page is the same for us as for the people who use it
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / ".data")))
PORT = env.integer("PORT", 8000, least=1)
LIFECYCLE = Lifecycle.from_environment()


def development_secret() -> str:
    """A secret of this checkout, made once and kept beside its data."""
    path = DATA_DIR / "secret-key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


if PRODUCTION:
    SECRET_KEY = env.required("SECRET_KEY", "sessions and links are signed with it; give 50 random characters.")
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or [env.required("ALLOWED_HOSTS", "name the site's hosts.")]
    STRIPE_SECRET_KEY = env.required("STRIPE_SECRET_KEY", "payments need the key of a Stripe platform account.")
    STRIPE_WEBHOOK_SECRET = env.required("STRIPE_WEBHOOK_SECRET", "Stripe's news are trusted by their signature.")
    STRIPE_API_BASE = "https://api.stripe.com"
    EMAIL_URL = env.required("EMAIL_URL", "people are told by mail; give smtp://user:password@host:port.")
    SITE_URL = env.text("SITE_URL", f"https://{ALLOWED_HOSTS[0]}")
else:
    SECRET_KEY = env.text("SECRET_KEY") or development_secret()
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *env.words("ALLOWED_HOSTS")]
    SITE_URL = env.text("SITE_URL", f"http://localhost:{PORT}")
    # Without a key of its own a development site talks to the sandbox that it serves itself.
    STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY", "sk_test_sandbox")
    STRIPE_WEBHOOK_SECRET = env.text("STRIPE_WEBHOOK_SECRET", "whsec_sandbox")
    sandboxed = STRIPE_SECRET_KEY == "sk_test_sandbox"  # noqa: S105  # no secret: the sandbox takes any key
    STRIPE_API_BASE = f"http://127.0.0.1:{PORT}/sandbox/stripe" if sandboxed else "https://api.stripe.com"
    EMAIL_URL = env.text("EMAIL_URL")
STRIPE_CURRENCIES = env.words("MARKET_STRIPE_CURRENCIES", "USD")

INSTALLED_APPS = [
    "market.site",
    "market.search",
    "market.payments",
    "market.contracts",
    "market.bids",
    "market.jobs",
    "market.messaging",
    "market.profiles",
    "market.training",
    "market.notifications",
    "market.realtime",
    "market.files",
    "market.accounts",
    "market.core",
    *([] if PRODUCTION else ["market.sandbox"]),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "knox",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "procrastinate.contrib.django",
]

CSRF_FAILURE_VIEW = "market.core.refusals.csrf_refused"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "market.accounts.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "market.accounts.middleware.SecondFactorMiddleware",
    "market.core.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "market.urls"
WSGI_APPLICATION = "market.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "market.core.jinja.environment",
            "context_processors": ["market.core.jinja.context"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "django.forms.renderers.Jinja2"

DATABASE_URL = env.text("DATABASE_URL") or embedded.url(DATA_DIR)
DATABASES = {"default": {**dj_database_url.parse(DATABASE_URL), "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "work"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("bn", "বাংলা")]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
FORMAT_MODULE_PATH = ["market.core.locale_formats"]
TIME_ZONE = "Asia/Dhaka"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(DATA_DIR / "media")))
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

SESSION_COOKIE_AGE = 14 * 86400
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Paying leads through our own form to the provider's page.
        "form-action": [SELF, "https://checkout.stripe.com", "https://connect.stripe.com"],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]

DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Amar Kaj <hello@amarkaj.test>")
if EMAIL_URL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    vars().update(env.smtp("EMAIL_URL", EMAIL_URL))
else:
    EMAIL_BACKEND = "market.core.mail.KeptMailBackend"

REDIS_URL = env.text("REDIS_URL")
CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "market.accounts.authentication.BearerAuthentication",
        "market.accounts.authentication.BrowserSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["market.core.parsers.JsonParser"],
    "DEFAULT_PAGINATION_CLASS": "market.core.api.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "market.core.problems.problem_response",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "PAGE_SIZE": 20,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Amar Kaj",
    "DESCRIPTION": "A marketplace for freelance work. Money is {amount, currency}; errors are problem details.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "JobState": "market.jobs.models.Job.State",
        "BidState": "market.bids.models.Bid.State",
        "ContractState": "market.contracts.models.Contract.State",
        "MilestoneState": "market.contracts.models.Milestone.State",
        "CertificateState": "market.training.models.Certificate.State",
        "ProfileState": "market.profiles.models.Profile.State",
        "PayoutState": "market.payments.models.Payout.State",
        "ReleaseState": "market.payments.models.Release.State",
    },
    "SCHEMA_PATH_PREFIX": "/api/v1",
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=30), "AUTH_HEADER_PREFIX": "Bearer"}

ACCOUNT_ADAPTER = "market.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "login": "market.accounts.doors.LoginForm",
    "signup": "market.accounts.doors.SignupForm",
    "reset_password": "market.accounts.doors.ResetPasswordForm",
    "reset_password_from_key": "market.accounts.doors.ResetPasswordKeyForm",
    "change_password": "market.accounts.doors.ChangePasswordForm",
}
ACCOUNT_SIGNUP_FORM_CLASS = "market.accounts.forms.SignUpForm"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
CONSENT_VERSION = "2026-11"  # of the terms and the privacy page; a new one asks again
ACCOUNT_RATE_LIMITS = False  # our own counter in the database: see core.limits
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Amar Kaj"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "structlog.stdlib.ProcessorFormatter", "processor": "structlog.dev.ConsoleRenderer"}},
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
