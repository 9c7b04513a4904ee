"""The caches: how a group of values is invalidated, also from another process, and pages without Redis."""

import logging
import os
import signal
import subprocess
import sys
from time import monotonic

import pytest
from django.core.cache import caches as django_caches
from django.core.cache.backends import locmem
from django.db import transaction

from market.core.web import caches
from market.core.web.caches import CacheGroup, key_of
from market.settings.caches import REDIS_ANSWERS_WITHIN, cache_settings

SECRET = "secret" * 10
CLEAR = """
import django
django.setup()
from market.core.web.caches import CacheGroup
CacheGroup("tests").clear()
"""


class Numbers:
    """Computes 1, 2, 3 …, one for each time that the cache has none."""

    def __init__(self) -> None:
        self.last = 0

    def compute(self) -> int:
        self.last += 1
        return self.last

    def get(self, group: CacheGroup, key: str = "a", seconds: float = 60) -> int:
        return group.get_or_compute(key, self.compute, lifetime=lambda took: seconds)


@pytest.fixture
def numbers(monkeypatch) -> Numbers:
    monkeypatch.setattr(caches, "shared", caches.SharedCache())
    monkeypatch.setattr(caches, "KNOWN", 0)  # as if the second were over
    CacheGroup("tests").clear()
    return Numbers()


@pytest.fixture
def with_redis(settings, redis_server, numbers):
    settings.CACHES = cache_settings(redis_server.url, SECRET)
    yield redis_server
    django_caches["shared"].close()


@pytest.fixture(params=["memory", "redis"])
def group(request) -> CacheGroup:
    request.getfixturevalue("numbers" if request.param == "memory" else "with_redis")
    return CacheGroup("tests")


def test_cached_value_is_computed_once(group, numbers):
    assert [numbers.get(group), numbers.get(group), numbers.get(group, "b"), numbers.get(group)] == [1, 1, 2, 1]


def test_cached_value_expires_after_its_lifetime(group, numbers):
    assert [numbers.get(group, seconds=0), numbers.get(group, seconds=0)] == [1, 2]


def test_clearing_a_group_invalidates_its_values_only(group, numbers):
    assert (numbers.get(group), numbers.get(group, "b")) == (1, 2)
    group.clear()
    assert (numbers.get(group), numbers.get(group, "b")) == (3, 4)
    assert numbers.get(CacheGroup("others")) == 5


def test_value_computed_during_an_invalidation_is_not_cached(group, numbers):
    def clear_then_compute() -> int:
        group.clear()
        return 0

    assert group.get_or_compute("a", clear_then_compute, lifetime=lambda took: 60) == 0
    assert numbers.get(group) == 1


@pytest.mark.django_db(transaction=True)
def test_invalidation_takes_effect_on_commit(group, numbers):
    assert numbers.get(group) == 1
    with transaction.atomic():
        group.clear_now_and_on_commit()
        meanwhile = numbers.get(group)  # without the change
    assert numbers.get(group) == meanwhile + 1


@pytest.mark.django_db(transaction=True)
def test_transaction_tells_other_processes_once(numbers, monkeypatch):
    group, clears = CacheGroup("tests"), []
    monkeypatch.setattr(group, "clear", lambda: clears.append("clear"))
    with transaction.atomic():
        savepoint = transaction.savepoint()
        group.clear_now_and_on_commit()
        transaction.savepoint_rollback(savepoint)
        group.clear_now_and_on_commit()
        group.clear_now_and_on_commit()
        assert clears == []
    assert clears == ["clear"]
    group.clear_now_and_on_commit()
    assert clears == ["clear"] * 2


def test_invalidation_in_another_process_takes_effect_here(with_redis, numbers):
    group = CacheGroup("tests")
    assert (numbers.get(group), numbers.get(group)) == (1, 1)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "market.settings"}
    env |= {"REDIS_URL": with_redis.url, "MARKET_ENV": "development", "SECRET_KEY": SECRET}
    subprocess.run([sys.executable, "-c", CLEAR], env=env, check=True)
    assert (numbers.get(group), numbers.get(group)) == (2, 2)


def test_shared_generation_is_read_once_a_second(with_redis, numbers, monkeypatch):
    monkeypatch.setattr(caches, "KNOWN", 60)
    group, queries = CacheGroup("tests"), []
    monkeypatch.setattr(caches.shared, "ask", lambda question: queries.append(question) or ("a", True))
    assert [numbers.get(group, key) for key in "aabbab"] == [1, 1, 2, 2, 1, 2]
    assert len(queries) == 1
    group.clear()
    assert len(queries) == 2


def test_sites_with_different_secrets_share_no_cache_keys(with_redis, numbers, settings):
    assert numbers.get(CacheGroup("tests")) == 1
    settings.CACHES = cache_settings(with_redis.url, "another secret")
    assert numbers.get(CacheGroup("tests")) == 2


def test_redis_failure_falls_back_to_memory_and_is_logged_once(with_redis, numbers, caplog):
    group = CacheGroup("tests")
    assert numbers.get(group) == 1
    with_redis.kill()
    assert [numbers.get(group), numbers.get(group)] == [2, 2]
    group.clear()
    assert numbers.get(group) == 3
    assert [each.levelno for each in caplog.records] == [logging.WARNING]


def test_hung_redis_times_out(with_redis, numbers):
    group = CacheGroup("tests")
    with_redis.process.send_signal(signal.SIGSTOP)
    try:
        began = monotonic()
        assert [numbers.get(group) for _ in range(50)] == [1] * 50
        assert monotonic() - began < 30 * REDIS_ANSWERS_WITHIN, "not each one waits"
    finally:
        with_redis.process.send_signal(signal.SIGCONT)


def test_invalidation_during_a_redis_outage_counts_after_it(with_redis, numbers, monkeypatch):
    group = CacheGroup("tests")
    assert numbers.get(group) == 1
    with monkeypatch.context() as away:
        away.setattr(caches.shared, "_away_until", monotonic() + 100)
        group.clear()
    assert numbers.get(group) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/jobs/", "/how-holding-works/", "/accounts/login/"])
def test_pages_are_shown_without_redis(path, with_redis, client):
    with_redis.kill()
    assert client.get(path).status_code == 200
    assert isinstance(django_caches["default"], locmem.LocMemCache)  # the cache that libraries use


def test_each_memory_cache_has_a_maximum_size():
    in_memory = {name: each for name, each in cache_settings("", SECRET).items() if name != "shared"}
    assert all(each["OPTIONS"]["MAX_ENTRIES"] <= 2000 for each in in_memory.values())
    places = [each["LOCATION"] for each in in_memory.values()]
    assert len(set(places)) == len(places)


def test_cache_key_differs_for_different_arguments():
    assert key_of("a", "b") == key_of("a", "b")
    assert len({key_of("a", "b"), key_of("ab"), key_of("a,b"), key_of("a", None), key_of("a", "None")}) == 5
