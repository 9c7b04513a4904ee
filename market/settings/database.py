"""The database: the embedded PostgreSQL, or the one of DATABASE_URL."""

from typing import Any

import dj_database_url

from market.core.base import env
from market.runtime import embedded
from market.settings.base import DATA_DIR

# Of every connection, unless the address says otherwise: a server that is gone without a word is noticed in time.
CONNECTION_OPTIONS = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


def database_settings(url: str) -> dict[str, Any]:
    """The entry of DATABASES; what the address asks for (`?sslmode=verify-full`) goes before our own options."""
    parsed = dj_database_url.parse(url, engine="market.core.postgresql", conn_max_age=600, conn_health_checks=True)
    return {**parsed, "OPTIONS": {**CONNECTION_OPTIONS, **parsed.get("OPTIONS", {})}}


DATABASE_URL = env.text("DATABASE_URL") or embedded.url(DATA_DIR)
DATABASES = {"default": database_settings(DATABASE_URL)}
