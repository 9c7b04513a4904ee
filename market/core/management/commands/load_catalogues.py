"""Load the districts, topics and skills."""

from typing import Any

from django.core.management.base import BaseCommand

from market.core.base import reference_data


class Command(BaseCommand):
    """`load_catalogues`: bring the catalogues up to date with the files of the apps; may run at every start."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Name each catalogue that was loaded."""
        for module in reference_data.load_all():
            if options["verbosity"]:
                self.stdout.write(f"loaded {module}")
