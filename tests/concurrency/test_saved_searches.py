"""Races of alerts: two workers tell a result once."""

import pytest

from market.notifications.models import Notification
from market.search.alerts.actions import save_search
from market.search.alerts.telling_actions import tell_at_once, tell_gathered
from market.search.models import SavedSearch, SavedSearchResult
from tests import make
from tests.concurrency.test_money import race, winners

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("frequency", ["at_once", "daily"])
def test_workers_that_race_tell_a_result_once(carla, farida, frequency):
    search = save_search(by=farida, kind="jobs", query="topic=graphics-design", frequency=frequency)
    job = make.make_job(carla)
    SavedSearch.objects.update(due_at=None)

    def tell():
        if frequency == "at_once":
            tell_at_once(search_id=search.pk, row_id=job.pk)
        else:
            tell_gathered(user_id=farida.pk)

    assert len(winners(race(tell, tell, tell))) == 3
    assert SavedSearchResult.objects.count() == 1
    assert Notification.objects.filter(user=farida, kind__startswith="search.").count() == 1
