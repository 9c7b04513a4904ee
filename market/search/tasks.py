"""What a worker does at its start where no search engine is set."""

from django.conf import settings

from market.core.base import startup
from market.search.indexing.change_log import forget_indexes


@startup.at_start
def forget_unused_indexes() -> None:
    """Changes are logged for an engine only while one is set: what was built before has missed some."""
    if not settings.ELASTICSEARCH_URLS:
        forget_indexes()
