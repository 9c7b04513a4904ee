from typing import Any

from django.core.management.commands import migrate

from market.core.migrating import LightExecutor


class Command(migrate.Command):
    """`manage.py migrate`: Django's, quicker (see `market.core.migrating`)."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the tables up to date."""
        setattr(migrate, "MigrationExecutor", LightExecutor)  # noqa: B010  # Django has no other place for it
        super().handle(*args, **options)
