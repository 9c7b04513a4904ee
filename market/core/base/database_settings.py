"""Django's settings of the database, from its address."""

from typing import Any

import dj_database_url

# Of every connection, unless the address says otherwise: a server that is gone without a word is noticed in time.
OPTIONS = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


def settings(url: str) -> dict[str, Any]:
    """The entry of DATABASES; what the address asks for (`?sslmode=verify-full`) goes before our own options."""
    parsed = dj_database_url.parse(url, engine="market.core.postgresql", conn_max_age=600, conn_health_checks=True)
    return {**parsed, "OPTIONS": {**OPTIONS, **parsed.get("OPTIONS", {})}}
