import threading
from datetime import timedelta

import pytest
from django.db import connection

from market.core.base import limits
from market.core.base.errors import TooMany
from market.core.models import LimitCounter

HOUR = timedelta(hours=1)


def test_room_and_then_when_to_come_back(db):
    for _ in range(3):
        limits.spend("test", "a", times=3, per=HOUR)
    with pytest.raises(TooMany) as refused:
        limits.spend("test", "a", times=3, per=HOUR)
    assert 0 < refused.value.retry_after <= 3600
    limits.spend("test", "b", times=3, per=HOUR)


def test_no_address_stands_in_a_counter(db):
    for who in ("carla@demo.test", "carla@demo.test", "01712345678", 7):
        limits.spend("test", who, times=3, per=HOUR)
    kept = dict(LimitCounter.objects.values_list("key", "used"))
    assert sorted(kept.values()) == [1, 1, 2]
    assert kept["test:7"] == 1
    assert not any("carla" in key or "0171" in key for key in kept)


def test_what_went_well_is_given_back(db):
    for _ in range(5):
        limits.spend("test", "a", times=1, per=HOUR)
        limits.give_back("test", "a", per=HOUR)
    assert LimitCounter.objects.get().used == 0


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_never_pass_the_limit():
    passed, start = [], threading.Barrier(50)

    def one() -> None:
        start.wait()
        try:
            limits.spend("race", "a", times=7, per=timedelta(days=1))
            passed.append(1)
        except TooMany:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 7
