"""The one settings file. What differs between sites comes from the environment; a bad value stops the start."""

import secrets
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from market.accounts.sign_in import allauth_settings
from market.core.api import schema_settings
from market.core.base import database_settings as database
from market.core.base import env
from market.core.base.lifecycle import Lifecycle
from market.runtime import embedded

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
    SECRET_KEY = env.secret("SECRET_KEY", "sessions and links are signed with it; give 50 random characters.")
    ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", "name the site's hosts.")
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
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")  # what they have signed counts still
REGISTER_KEY = env.text(
    "REGISTER_KEY"
)  # without one the register derives its own: training/certificates/register_key.py
REGISTER_OLD_KEYS = env.words("REGISTER_OLD_KEYS")
STRIPE_CURRENCIES = env.words("MARKET_STRIPE_CURRENCIES", "USD")

# From the lowest layer up: an app knows those before it.
APPS = (
    *("core", "accounts", "files", "realtime", "safety", "notifications", "integrations", "training", "profiles"),
    *("messaging", "jobs", "bids", "contracts", "payments", "disputes", "reviews", "services", "standing"),
    *("search", "moderation", "site", "runtime"),
)
INSTALLED_APPS = [
    *(f"market.{name}" for name in reversed(APPS)),
    "market.translation",
    *([] if PRODUCTION else ["market.sandbox"]),
    "django.contrib.admin",
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

CSRF_FAILURE_VIEW = "market.core.web.refusals.csrf_refused"
MIDDLEWARE = [
    "market.core.web.middleware.PlainHeadersMiddleware",
    "market.core.web.standalone.StandaloneMiddleware",
    "market.core.web.anonymous_cache.PlainPagesMiddleware",
    "market.core.web.clients.ClientMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "market.core.web.middleware.PermissionsMiddleware",
    "market.core.web.middleware.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "market.core.web.middleware.RevalidationMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "market.accounts.middleware.LanguageMiddleware",
    "market.core.web.middleware.ReaderMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "market.accounts.sign_in.idling.StaffSessionMiddleware",
    "market.accounts.sign_in.kept_forms.KeptFormMiddleware",
    "market.accounts.middleware.SecondFactorMiddleware",
    "market.accounts.sign_in.presence.DeviceMiddleware",
    "market.accounts.people.suspension.SuspensionMiddleware",
    "market.accounts.terms.views.AgreementMiddleware",
    "market.core.web.form_redirects.LeadBackMiddleware",
    "market.core.web.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "market.urls"
WSGI_APPLICATION = "market.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "market.core.web.jinja.environment",
            "context_processors": ["market.core.web.jinja.context"],
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
DATABASES = {"default": database.settings(DATABASE_URL)}
LEAST_FREE_MEGABYTES = env.integer("MARKET_LEAST_FREE_MEGABYTES", 300)  # on the disks of DATA_DIR and the media
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
DEVICE_COOKIE_NAME = "device"  # names a browser across its sessions
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
        "worker-src": [SELF],
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
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"  # no other host can set these
    DEVICE_COOKIE_NAME = "__Host-device"
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]

DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Amar Kaj <hello@amarkaj.test>")
if EMAIL_URL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    vars().update(env.smtp("EMAIL_URL", EMAIL_URL))
else:
    EMAIL_BACKEND = "market.core.base.mail.KeptMailBackend"

# A header in which the site's own proxy names the country of a request, such as CF-IPCountry.
COUNTRY_HEADER = env.text("COUNTRY_HEADER")
# Who is believed about a client's address: see core/web/clients.py. Under `manage.py serve` uvicorn reads the same.
TRUSTED_PROXIES = env.networks("FORWARDED_ALLOW_IPS", "127.0.0.1")

# The mail of a notification waits so long; read on the site meanwhile, it is not sent. Mails of accounts never wait.
MAIL_DELAY = timedelta(minutes=env.integer("MARKET_MAIL_DELAY_MINUTES", 2 if PRODUCTION else 0))
MAIL_WEBHOOK_SECRET = env.text("MARKET_MAIL_WEBHOOK_SECRET")
# Browsers name the address to which pushes go: only known services are called.
PUSH_HOSTS = env.words(
    "MARKET_PUSH_HOSTS",
    "fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com",
)
PUSH_HOSTS += [] if PRODUCTION else ["127.0.0.1"]

PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}  # for who runs its own worker: ours is `manage.py work`
TEMPORARY_MEGABYTES = env.integer("MARKET_TEMPORARY_MEGABYTES", 512, least=1)  # of bodies and answers under way
REDIS_URL = env.text("REDIS_URL")  # carries news between processes

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "market.accounts.tokens.authentication.BearerAuthentication",
        "market.accounts.tokens.authentication.BrowserSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["market.core.api.parsers.JsonParser"],
    "DEFAULT_PAGINATION_CLASS": "market.core.api.views.Pagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "market.core.api.problems.problem_response",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "PAGE_SIZE": 20,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
KNOX_TOKEN_MODEL = "knox.AuthToken"  # noqa: S105  # no secret: a table
REST_KNOX = {"TOKEN_TTL": timedelta(days=30), "AUTH_HEADER_PREFIX": "Bearer"}

vars().update(allauth_settings.SETTINGS)
vars().update(schema_settings.SETTINGS)
EMERGENCY = timedelta(minutes=env.integer("MARKET_EMERGENCY_MINUTES", 60, least=1))  # a role taken in an emergency
STAFF_IDLE = timedelta(minutes=env.integer("MARKET_STAFF_IDLE_MINUTES", 30, least=1))  # of wall time without any act
SESSION_LIFE = timedelta(days=env.integer("MARKET_SESSION_DAYS", 30, least=1))  # of wall time since signing in
PROOF = timedelta(minutes=env.integer("MARKET_PROOF_MINUTES", 10, least=1))  # before acts of weight: who is it?
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(PROOF.total_seconds())
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
CONSENT_VERSION = env.text("MARKET_TERMS_VERSION", "2026-12")[:20]  # of the terms and the privacy page
CONSENT_SINCE = env.day("MARKET_TERMS_SINCE", "2026-12-01")  # from then on, who agreed to another is asked
# Browsers make passkeys over http for localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "structlog.stdlib.ProcessorFormatter", "processor": "structlog.dev.ConsoleRenderer"}},
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
