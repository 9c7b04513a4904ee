"""Jobs of search: documents after a change of the vocabulary; and what a worker does at its start without an engine."""

from django.conf import settings

from market.core.base import startup
from market.core.base.jobs import task
from market.search.indexing import renaming
from market.search.indexing.change_log import forget_indexes
from market.search.understanding.vocabulary import clear_vocabulary


@startup.at_start
def forget_unused_indexes() -> None:
    """Changes are logged for an engine only while one is set: what was built before has missed some."""
    if not settings.ELASTICSEARCH_URLS:
        forget_indexes()


@task()
def index_renamed(tsquery: str, skill_ids: str) -> None:
    """Write the documents again that a change of the vocabulary concerns."""
    clear_vocabulary()  # of this process: others have up to a second for it
    renaming.index_renamed(renaming.Renaming(tsquery, tuple(map(int, skill_ids.split()))))
