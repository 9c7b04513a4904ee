"""Cookies, security headers, and whom the site trusts or calls."""

from csp.constants import NONE, SELF

from market.core.base import env
from market.settings.base import PRODUCTION
from market.settings.google import GOOGLE_CLIENT_ID
from market.settings.sslcommerz import SSLCOMMERZ_API_BASE, SSLCOMMERZ_CONFIGURED

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
DEVICE_COOKIE_NAME = "device"  # names a browser across its sessions
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
        # Paying and signing in by Google lead through our own form to the provider's page.
        "form-action": [
            *(SELF, "https://checkout.stripe.com", "https://connect.stripe.com"),
            *(["https://*.sslcommerz.com"] if SSLCOMMERZ_CONFIGURED and SSLCOMMERZ_API_BASE.endswith(".com") else []),
            *(["https://accounts.google.com"] if GOOGLE_CLIENT_ID else []),
        ],
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

# A header in which the site's own proxy names the country of a request, such as CF-IPCountry.
COUNTRY_HEADER = env.text("COUNTRY_HEADER")
# Whose X-Forwarded-For is believed: see core/web/clients.py. Under `manage.py serve` uvicorn reads the same.
TRUSTED_PROXIES = env.networks("FORWARDED_ALLOW_IPS", "127.0.0.1")
# Browsers name the address to which pushes go: only known services are called.
PUSH_HOSTS = env.words(
    "MARKET_PUSH_HOSTS",
    "fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com",
)
PUSH_HOSTS += [] if PRODUCTION else ["127.0.0.1"]
