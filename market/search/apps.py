from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    name = "market.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signal receivers, and what the worker does for a search engine where one is set."""
        autodiscover_modules("receivers")
        if settings.ELASTICSEARCH_URLS:
            import_module("market.search.backends.elastic.tasks")
