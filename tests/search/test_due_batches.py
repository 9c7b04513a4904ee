"""What falls due for thousands of people in one hour is handed to the jobs at once, batch after batch."""

import pytest

from market.core.base import clock, row_deadlines
from market.notifications.inbox import actions as inbox_actions
from market.notifications.models import NewsSettings, Notification
from market.search.alerts import telling_actions
from market.search.alerts.actions import save_search
from market.search.fits import actions as fits_actions
from market.search.fits.models import JobSuggestion
from market.search.models import SavedSearch
from tests import make


@pytest.mark.parametrize("column", ["digest_due_at", "mail_due_at", "push_due_at", "search", "suggestion"])
def test_batches_of_one_hour_are_processed_without_an_error(db, carla, farida, rina, monkeypatch, caplog, column):
    for module in (row_deadlines, inbox_actions, telling_actions, fits_actions):
        monkeypatch.setattr(module, "BATCH", 1)
    people, at = (carla, farida, rina), clock.now()
    if column == "digest_due_at":
        rows = [NewsSettings.objects.update_or_create(user=user, defaults={column: at})[0] for user in people]
    elif column == "search":
        column = "due_at"
        rows = [save_search(by=user, kind="jobs", query="q=logo", frequency="weekly") for user in people]
        SavedSearch.objects.update(due_at=at)
    elif column == "suggestion":
        column, job = "due_at", make.make_job(make.make_person("paul"))
        rows = [JobSuggestion.objects.create(user=user, job=job, created_at=at, due_at=at) for user in people]
    else:
        rows = [
            Notification.objects.create(user=user, kind="job.invited", url="/", created_at=at, **{column: at})
            for user in people
        ]
    clock.run_due()
    assert "did not process" not in caplog.text
    assert not type(rows[0]).objects.filter(**{f"{column}__lte": clock.now()}).exists()
