import threading
from datetime import timedelta

import pytest
from django.db import connection

from market.core.base import limits
from market.core.base.errors import TooMany
from market.core.models import LimitCounter

HOUR = timedelta(hours=1)


def test_exceeded_limit_raises_with_retry_after(db):
    for _ in range(3):
        limits.spend("test", "a", times=3, per=HOUR)
    with pytest.raises(TooMany) as refused:
        limits.spend("test", "a", times=3, per=HOUR)
    assert 0 < refused.value.retry_after <= 3600
    limits.spend("test", "b", times=3, per=HOUR)


def test_counter_keys_contain_no_email_address_or_phone_number(db):
    for who in ("carla@demo.test", "carla@demo.test", "01712345678", 7):
        limits.spend("test", who, times=3, per=HOUR)
    counters = dict(LimitCounter.objects.values_list("key", "used"))
    assert sorted(counters.values()) == [1, 1, 2]
    assert counters["test:7"] == 1
    assert not any("carla" in key or "0171" in key for key in counters)


def test_give_back_refunds_the_counter(db):
    for _ in range(5):
        limits.spend("test", "a", times=1, per=HOUR)
        limits.give_back("test", "a", per=HOUR)
    assert LimitCounter.objects.get().used == 0


@pytest.mark.django_db(transaction=True)
def test_concurrent_spends_never_exceed_the_limit():
    passed, start = [], threading.Barrier(50)

    def spend_once() -> None:
        start.wait()
        try:
            limits.spend("race", "a", times=7, per=timedelta(days=1))
            passed.append(1)
        except TooMany:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=spend_once) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 7
