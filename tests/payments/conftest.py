"""What tests of money share."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection


@pytest.fixture
def second_connection(transactional_db) -> Iterator["psycopg.Connection[Any]"]:
    """Another connection to the test's database, without a transaction of its own."""
    known = connection.get_connection_params()
    keys = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{key: known[key] for key in keys if known.get(key)}, autocommit=True) as other:
        yield other
