"""Google: signing in and up by it (OpenID Connect). Without GOOGLE_CLIENT_ID a real site has no such button; a
development site without one talks to the stand-in that it serves itself, at /sandbox/google/.
"""

from market.core.base import env
from market.settings.base import PORT, PRODUCTION

GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET = env.text("GOOGLE_CLIENT_ID"), env.text("GOOGLE_CLIENT_SECRET")
if GOOGLE_CLIENT_ID or GOOGLE_CLIENT_SECRET:
    GOOGLE_CLIENT_ID = env.required("GOOGLE_CLIENT_ID", "the secret of GOOGLE_CLIENT_SECRET belongs to a client of it.")
    GOOGLE_CLIENT_SECRET = env.required("GOOGLE_CLIENT_SECRET", "Google gives one with the client of GOOGLE_CLIENT_ID.")
GOOGLE_ISSUER = "https://accounts.google.com"
GOOGLE_AUTHORIZE_URL = "https://accounts.google.com/o/oauth2/v2/auth"
GOOGLE_TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105  # an address
GOOGLE_KEYS_URL = "https://www.googleapis.com/oauth2/v3/certs"
if not PRODUCTION and not GOOGLE_CLIENT_ID:
    GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET = "google_sandbox", "google_sandbox_secret"
    GOOGLE_ISSUER = f"http://127.0.0.1:{PORT}/sandbox/google"
    GOOGLE_AUTHORIZE_URL = "/sandbox/google/"  # of the host that the browser is on
    GOOGLE_TOKEN_URL, GOOGLE_KEYS_URL = f"{GOOGLE_ISSUER}/token/", f"{GOOGLE_ISSUER}/keys/"
