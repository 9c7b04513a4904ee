from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "market.disputes"
    label = "disputes"
    default_auto_field = "django.db.models.BigAutoField"
