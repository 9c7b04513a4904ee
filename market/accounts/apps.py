from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "market.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Used codes are noted in the database: allauth notes them in the memory of one process."""
        from allauth.mfa.totp.internal.auth import TOTP  # noqa: PLC0415  # models are loaded by now

        from market.accounts.sign_in.code_actions import mark_code_used  # noqa: PLC0415

        TOTP._mark_code_used = mark_code_used  # private: allauth has no setting for it
