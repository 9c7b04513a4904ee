from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "market.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every app register what it adds to the pages, the socket, the notices and the clocks of lower ones."""
        autodiscover_modules("catalogue", "panels", "frames", "notices", "hooks", "personal", "outcomes", "tasks")
