"""Mail: the server that sends it, or on a development site without one a folder that keeps it."""

from datetime import timedelta

from market.core.base import env
from market.settings.base import PRODUCTION

if PRODUCTION:
    EMAIL_URL = env.required("EMAIL_URL", "people are told by mail; give smtp://user:password@host:port.")
else:
    EMAIL_URL = env.text("EMAIL_URL")
if EMAIL_URL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    _server = env.mail_server("EMAIL_URL", EMAIL_URL)
    EMAIL_HOST, EMAIL_PORT = _server.host, _server.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _server.user, _server.password
    EMAIL_USE_SSL = _server.is_tls
    EMAIL_USE_TLS = bool(_server.user) and not _server.is_tls
    EMAIL_TIMEOUT = 15  # seconds for each command of SMTP; a job of the queue `mail` has longer
else:
    EMAIL_BACKEND = "market.core.base.mail.KeptMailBackend"
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Amar Kaj <hello@amarkaj.test>")

# The mail of a notification waits so long; read on the site meanwhile, it is not sent. Mails of accounts never wait.
MAIL_DELAY = timedelta(minutes=env.integer("MARKET_MAIL_DELAY_MINUTES", 2 if PRODUCTION else 0))
MAIL_WEBHOOK_SECRET = env.text("MARKET_MAIL_WEBHOOK_SECRET")
