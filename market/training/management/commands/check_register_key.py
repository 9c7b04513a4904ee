"""Check that every key that has signed certificates is configured."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from market.training.certificates.key_actions import forget_register_key, lost_keys, note_register_key


class Command(BaseCommand):
    """`check_register_key [--forget FINGERPRINT]`: exit 1 and name the keys that are missing."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Add `--forget`, for a key that is gone for good."""
        parser.add_argument("--forget", metavar="FINGERPRINT", help="what this key signed shall not count any more")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError for a key that is missing, or one to forget that is not known."""
        if options["forget"] and not forget_register_key(mark=options["forget"]):
            raise CommandError("No key with this fingerprint has signed here.")
        note_register_key()
        if lost := lost_keys():
            raise CommandError(
                "The register's key is missing: give REGISTER_KEY (older ones in REGISTER_OLD_KEYS), or put back "
                f"DATA_DIR/register-key. Missing: {', '.join(lost)}"
            )
        self.stdout.write("The register's keys are here.")
