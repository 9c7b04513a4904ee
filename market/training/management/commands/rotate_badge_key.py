"""Sign badges with a new key from now on."""

from typing import Any

from django.core.management.base import BaseCommand

from market.training.badges.actions import rotate_signing_key


class Command(BaseCommand):
    help = "Sign badges with a new key from now on. What the old one signed can be checked as before."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the key."""
        self.stdout.write(rotate_signing_key().kid)
