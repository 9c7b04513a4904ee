"""What the worker does for the engine. Imported only where ELASTICSEARCH_URL names one."""

import logging
from contextlib import suppress
from datetime import timedelta

from procrastinate.contrib.django import app

from market.core.base import background, jobs, nightly_checks
from market.runtime import health
from market.search.backends.elastic import building, changes, comparison
from market.search.backends.elastic.readiness import engine
from market.search.models import SearchIndex

log = logging.getLogger(__name__)
KIND = "search"
nightly_checks.expect("compare_index", within=timedelta(hours=26))
health.FACTS["search"] = lambda: "by the engine" if engine.is_closed() else f"by PostgreSQL: {engine.why}"


@background.repeat(KIND, every=0.25)
def follow_changes() -> bool:
    """Send changed rows to the engine."""
    return changes.follow_log()


@background.repeat(KIND, every=10)
def build_missing_index() -> bool:
    """Build an index where none of this version of the code is live, or the engine has lost it."""
    if building.is_missing():
        with suppress(building.BeingBuilt):
            building.build_index()
    return False


@app.periodic(cron="40 21 * * *")
@app.task(queue="checks", retry=jobs.RETRY, queueing_lock="compare_index", pass_context=False)
def compare_index(timestamp: int) -> None:
    """Each night, at 3:40 in Dhaka: compare the live index with the database, and repair it."""
    nightly_checks.run("compare_index", _compare)


def _compare() -> str:
    live = SearchIndex.objects.filter(is_live=True).first()
    drifts = comparison.compare_index(live) if live else []
    for drift in drifts:
        log.error("compare_index: %s", drift)
    if live:
        comparison.note_drift(live, drifts)
    return "; ".join(str(drift) for drift in drifts if drift.left)
