from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class SearchConfig(AppConfig):
    name = "market.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load what the worker does for a search engine, where one is set."""
        if settings.ELASTICSEARCH_URLS:
            import_module("market.search.backends.elastic.tasks")
