from typing import Any

from django.core.management.commands import migrate

from market.runtime.migrating import LightExecutor
from market.runtime.migration_lock import hold


class Command(migrate.Command):
    """`manage.py migrate`: Django's, quicker (`runtime.migrating`) and one at a time (`runtime.migration_lock`)."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the tables up to date."""
        setattr(migrate, "MigrationExecutor", LightExecutor)  # noqa: B010  # Django has no other place for it
        with hold(self.stdout.write):
            super().handle(*args, **options)
