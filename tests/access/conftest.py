"""The world, built once for all lines of the matrix, in a transaction that is rolled back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connections, transaction

from market.sandbox import webhooks
from market.search.finding import query_cache
from tests.access import cast
from tests.access.probe import World, write_counts
from tests.access.world import build
from tests.provider import Provider

HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def media(tmp_path_factory) -> Path:
    """The folder of the world's files."""
    return tmp_path_factory.mktemp("access")


@pytest.fixture(scope="module")
def shared_world(django_db_setup, django_db_blocker, provider_server, media) -> Iterator[World]:
    """All users and objects, with a browser for each user."""
    connection = connections["default"]
    provider = Provider(f"http://127.0.0.1:{provider_server.server_port}/sandbox/stripe")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        for name, value in {"PASSWORD_HASHERS": HASHERS, "MEDIA_ROOT": media, "STRIPE_API_BASE": provider.base}.items():
            patch.setattr(site, name, value)
        patch.setattr(webhooks, "post_to_site", provider.post)
        patch.setattr(query_cache, "TIMES", 0)
        patch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
        patch.setattr(connection, "check_constraints", lambda *args: None)  # it would run after each test
        connection.inc_thread_sharing()
        provider_server.borrowed = connection
        people = cast.make_people()
        things = build(people, provider)
        browsers = {letter: cast.browser(user, staff=letter in cast.STAFF) for letter, user in people.items()}
        cast.suspend(people[cast.SUSPENDED])
        yield World(things, browsers, writes=write_counts())
        provider_server.end_answers()
        provider_server.borrowed = None
        connection.dec_thread_sharing()
        transaction.set_rollback(True)


@pytest.fixture
def world(_plain_settings, shared_world, media, settings, provider_server) -> World:
    """`shared_world` with the settings of its files and payment provider."""
    settings.MEDIA_ROOT = media
    settings.STRIPE_API_BASE = f"http://127.0.0.1:{provider_server.server_port}/sandbox/stripe"
    return shared_world
