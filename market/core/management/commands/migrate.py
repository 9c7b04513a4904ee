from typing import Any

from django.core.management.commands import migrate

from market.core.migrating import LightExecutor
from market.core.preparing import alone


class Command(migrate.Command):
    """`manage.py migrate`: Django's, quicker (`market.core.migrating`) and one at a time (`market.core.preparing`)."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the tables up to date."""
        setattr(migrate, "MigrationExecutor", LightExecutor)  # noqa: B010  # Django has no other place for it
        with alone(self.stdout.write):
            super().handle(*args, **options)
