"""Rows that the tests of a module share: made once, in a transaction around those of its tests, which never commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connections, transaction

from market.sandbox import webhooks
from market.search.finding import query_cache
from tests.provider import Provider, Server

HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@contextmanager
def shared_rows(server: Server, media: Path) -> Iterator[Provider]:
    """While this is open, what is written stays for every test, and nothing of it afterwards; with the provider."""
    connection = connections["default"]
    provider = Provider(f"http://127.0.0.1:{server.server_port}/sandbox/stripe")
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        for name, value in {"PASSWORD_HASHERS": HASHERS, "MEDIA_ROOT": media, "STRIPE_API_BASE": provider.base}.items():
            patch.setattr(site, name, value)
        patch.setattr(webhooks, "post_to_site", provider.post)
        patch.setattr(query_cache, "TIMES", 0)
        patch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
        connection.inc_thread_sharing()
        server.borrowed = connection
        yield provider
        server.end_answers()
        server.borrowed = None
        connection.dec_thread_sharing()
        transaction.set_rollback(True)
