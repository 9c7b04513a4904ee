from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "market.profiles"
    label = "profiles"
    default_auto_field = "django.db.models.BigAutoField"
