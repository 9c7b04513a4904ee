"""The caches: in the process's memory, and one in Redis where there is REDIS_URL. Their rule: `core.web.caches`."""

from hashlib import blake2b
from typing import Any

from market.settings.base import REDIS_URL, SECRET_KEY

# Entries of the caches in memory; a page has about 20 kB, a part of one 60 kB at most, an image 30 kB.
CACHE_ENTRIES = 2000
LOCAL_CACHE_ENTRIES = {"pages": 500, "fragments": 1000, "images": 64}
REDIS_ANSWERS_WITHIN = 0.25  # seconds; then Redis counts as away


def cache_settings(redis_url: str, secret_key: str) -> dict[str, dict[str, Any]]:
    """CACHES: "process" holds values, "shared" what all processes must know of them; without Redis they are the same.

    "default" is what libraries find: in memory, so that no sign-in fails by a Redis that is away. Two sites with the
    same Redis differ by their secret.
    """
    shared = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis_url,
        "KEY_PREFIX": f"amar-kaj:cache:{blake2b(secret_key.encode(), digest_size=6).hexdigest()}",
        "OPTIONS": {"socket_connect_timeout": REDIS_ANSWERS_WITHIN, "socket_timeout": REDIS_ANSWERS_WITHIN},
    }
    return {
        "default": _in_memory("default", CACHE_ENTRIES),
        "shared": shared if redis_url else _in_memory("process", CACHE_ENTRIES),
        "process": _in_memory("process", CACHE_ENTRIES),
        **{name: _in_memory(name, most) for name, most in LOCAL_CACHE_ENTRIES.items()},
    }


def _in_memory(name: str, most: int) -> dict[str, Any]:
    backend = "django.core.cache.backends.locmem.LocMemCache"
    return {"BACKEND": backend, "LOCATION": name, "OPTIONS": {"MAX_ENTRIES": most}}


CACHES = cache_settings(REDIS_URL, SECRET_KEY)
