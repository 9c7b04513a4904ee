from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "market.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every app register its slots, frames, notifications, webhook events, personal data and deadlines."""
        autodiscover_modules("catalogue", "slots", "frames", "notices", "hooks", "personal", "outcomes", "tasks")
        for app in apps.get_app_configs():
            if app.name.startswith("market."):
                for name in _actions(Path(app.path)):
                    import_module(f"{app.name}.{name}")


def _actions(app: Path) -> list[str]:
    """The modules of an app's actions, by their names in it: some register what they do for actions of lower apps."""
    return sorted(".".join(path.relative_to(app).with_suffix("").parts) for path in app.rglob("*actions.py"))
