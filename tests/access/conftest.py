"""The world, built once for all lines of the matrix, in a transaction that is rolled back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.access import cast
from tests.access.probe import World, write_counts
from tests.access.world import build
from tests.sharing import shared_rows


@pytest.fixture(scope="module")
def media(tmp_path_factory) -> Path:
    """The folder of the world's files."""
    return tmp_path_factory.mktemp("access")


@pytest.fixture(scope="module")
def shared_world(django_db_setup, django_db_blocker, provider_server, media) -> Iterator[World]:
    """All users and objects, with a browser for each user."""
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        shared_rows(provider_server, media) as provider,
    ):
        patch.setattr(connection, "check_constraints", lambda *args: None)  # it would run after each test
        people = cast.make_people()
        things = build(people, provider)
        browsers = {letter: cast.browser(user, staff=letter in cast.STAFF) for letter, user in people.items()}
        cast.suspend(people[cast.SUSPENDED])
        connection.run_on_commit.clear()  # nothing is committed, and each rollback would look through all of it
        yield World(things, browsers, writes=write_counts())


@pytest.fixture
def world(_plain_settings, shared_world, media, settings, provider_server) -> World:
    """`shared_world` with the settings of its files and payment provider. All signed in when it was built, which on a
    slow machine is a while ago."""
    settings.MEDIA_ROOT = media
    settings.PROOF = timedelta(days=1)
    settings.STRIPE_API_BASE = f"http://127.0.0.1:{provider_server.server_port}/sandbox/stripe"
    return shared_world
