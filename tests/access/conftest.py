"""The world, once for all lines of the table: in one transaction that is never committed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connections, transaction

from market.sandbox import webhooks
from market.search import query_cache
from tests.access import cast
from tests.access.probe import World, written
from tests.access.world import build
from tests.provider import Provider

HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def media(tmp_path_factory) -> Path:
    """Where the world's files stand."""
    return tmp_path_factory.mktemp("access")


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, provider_server, media) -> Iterator[World]:
    """Everybody and everything, with a browser for each person."""
    connection = connections["default"]
    found = Provider(f"http://127.0.0.1:{provider_server.server_port}/sandbox/stripe")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        for name, value in {"PASSWORD_HASHERS": HASHERS, "MEDIA_ROOT": media, "STRIPE_API_BASE": found.base}.items():
            patch.setattr(site, name, value)
        patch.setattr(webhooks, "post_to_site", found.post)
        patch.setattr(query_cache, "TIMES", 0)
        patch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
        patch.setattr(connection, "check_constraints", lambda *args: None)  # after each test, of a world that stays
        connection.inc_thread_sharing()
        provider_server.borrowed = connection
        people = cast.gather()
        things = build(people, found)
        browsers = {letter: cast.browser(user, staff=letter in cast.STAFF) for letter, user in people.items()}
        cast.suspend(people[cast.SUSPENDED])
        yield World(things, browsers, writes=written())
        provider_server.end_answers()
        provider_server.borrowed = None
        connection.dec_thread_sharing()
        transaction.set_rollback(True)


@pytest.fixture
def world(_plain_settings, made, media, settings, provider_server) -> World:
    """The same, with its files and its provider."""
    settings.MEDIA_ROOT = media
    settings.STRIPE_API_BASE = f"http://127.0.0.1:{provider_server.server_port}/sandbox/stripe"
    return made
