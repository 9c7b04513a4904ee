"""SSLCOMMERZ, by which clients pay in taka. Without a store of its own a development site talks to the stand-in that it
serves itself; a real site does not use it.
"""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from market.core.base import env
from market.settings.base import PORT, PRODUCTION

# SSLCOMMERZ gives one address with test stores, whose passwords end in "@ssl", and another with live ones, in "live".
SSLCOMMERZ_LIVE, SSLCOMMERZ_TEST = "https://securepay.sslcommerz.com", "https://sandbox.sslcommerz.com"
_LOCAL_STORE = "sslcommerz_sandbox"
SSLCOMMERZ_STORE_ID, SSLCOMMERZ_STORE_PASSWORD = env.text("SSLCOMMERZ_STORE_ID"), env.text("SSLCOMMERZ_STORE_PASSWORD")
if SSLCOMMERZ_STORE_ID or SSLCOMMERZ_STORE_PASSWORD:
    env.required("SSLCOMMERZ_STORE_ID", "the password of SSLCOMMERZ_STORE_PASSWORD belongs to a store.")
    env.required("SSLCOMMERZ_STORE_PASSWORD", "SSLCOMMERZ gives one with the store of SSLCOMMERZ_STORE_ID.")
SSLCOMMERZ_CONFIGURED = bool(SSLCOMMERZ_STORE_ID) or not PRODUCTION
SSLCOMMERZ_API_BASE = env.web_address("SSLCOMMERZ_API_BASE", secure=PRODUCTION).rstrip("/") or (
    SSLCOMMERZ_LIVE if PRODUCTION else SSLCOMMERZ_TEST
)
if PRODUCTION and SSLCOMMERZ_API_BASE != SSLCOMMERZ_LIVE:
    raise ImproperlyConfigured(f"SSLCOMMERZ_API_BASE is not {SSLCOMMERZ_LIVE}: a real site takes real money.")
if PRODUCTION and (SSLCOMMERZ_STORE_PASSWORD.endswith("@ssl") or SSLCOMMERZ_STORE_ID in ("testbox", _LOCAL_STORE)):
    raise ImproperlyConfigured("SSLCOMMERZ_STORE_ID is a test store: a real site needs a live one.")
if not PRODUCTION and SSLCOMMERZ_STORE_ID.endswith("live"):
    raise ImproperlyConfigured("SSLCOMMERZ_STORE_ID is a live store: a development site takes no real money.")
if not PRODUCTION and urlsplit(SSLCOMMERZ_API_BASE).hostname == urlsplit(SSLCOMMERZ_LIVE).hostname:
    raise ImproperlyConfigured(f"SSLCOMMERZ_API_BASE is {SSLCOMMERZ_LIVE}: a development site takes no real money.")
if not PRODUCTION and not SSLCOMMERZ_STORE_ID:
    SSLCOMMERZ_STORE_ID, SSLCOMMERZ_STORE_PASSWORD = _LOCAL_STORE, "sslcommerz_sandbox_password"
    SSLCOMMERZ_API_BASE = f"http://127.0.0.1:{PORT}/sandbox/sslcommerz"
