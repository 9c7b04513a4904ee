from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SandboxConfig(AppConfig):
    name = "market.sandbox"
    label = "sandbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signal receivers."""
        autodiscover_modules("receivers")
