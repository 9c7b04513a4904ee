"""The site: its environment, secret key and hosts, apps, middleware, templates, languages, processes."""

import secrets
from pathlib import Path

from market.core.base import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
MARKET_ENV = env.choice("MARKET_ENV", ("development", "production"))
PRODUCTION = MARKET_ENV == "production"
DEBUG = False  # errors are logged, never shown: a page is the same for developers and for users
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / ".data")))
PORT = env.integer("PORT", 8000, least=1)


def _development_secret() -> str:
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
    SITE_URL = env.text("SITE_URL", f"https://{ALLOWED_HOSTS[0]}")
else:
    SECRET_KEY = env.text("SECRET_KEY") or _development_secret()
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *env.words("ALLOWED_HOSTS")]
    SITE_URL = env.text("SITE_URL", f"http://localhost:{PORT}")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")  # what was signed with them stays valid
# Without a key of its own the register of certificates derives one: training/certificates/register_key.py
REGISTER_KEY = env.text("REGISTER_KEY")
REGISTER_OLD_KEYS = env.words("REGISTER_OLD_KEYS")

# From the lowest layer up: an app knows those before it. `runtime`, which starts and watches the site, is no layer of
# the product: where it stands, pyproject.toml says.
APPS = (
    *("core", "accounts", "files", "realtime", "safety", "notifications", "documents", "integrations", "training"),
    "learning",
    *("profiles", "messaging", "jobs", "bids", "coaching", "contracts", "payments", "disputes", "reviews", "services"),
    *("standing", "search", "moderation", "site", "runtime"),
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
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
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
    "market.files.own_host.FilesHostMiddleware",
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
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("bn", "বাংলা")]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE_COOKIE_NAME = "time_zone"  # the zone of the browser's clock: core/device.js says it
USE_I18N = True
FORMAT_MODULE_PATH = ["market.core.locale_formats"]
TIME_ZONE = "Asia/Dhaka"  # of the site's calendar, and of readers who said none
USE_TZ = True

PROCRASTINATE_WORKER_DEFAULTS = {
    "delete_jobs": "successful"
}  # for sites with a worker of their own, not `manage.py work`
TEMPORARY_MEGABYTES = env.integer(
    "MARKET_TEMPORARY_MEGABYTES", 512, least=1
)  # of request and response bodies under way
REDIS_URL = env.text("REDIS_URL")  # carries hints between processes, and what became invalid in their caches
