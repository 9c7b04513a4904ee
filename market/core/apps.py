from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules

from market.core.base.home_tasks import require_registered_facts


class CoreConfig(AppConfig):
    name = "market.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every app declare its events, connect its receivers, and register what it adds to the pages, the socket
        and the deadlines of lower ones."""
        _import_all("*events.py")
        autodiscover_modules("seeds", "slots", "frames", "consumers", "receivers")
        autodiscover_modules(
            "personal", "batch_statistics", "home_tasks", "tasks", "conversation_parts", "programme_parts"
        )
        require_registered_facts()
        _import_all("*actions.py")  # some register what they do for actions of lower apps


def _import_all(pattern: str) -> None:
    """Import the modules of all apps whose file names match, those of lower apps first."""
    for app in reversed(list(apps.get_app_configs())):
        if app.name.startswith("market."):
            for path in sorted(Path(app.path).rglob(pattern)):
                import_module(".".join((app.name, *path.relative_to(app.path).with_suffix("").parts)))
