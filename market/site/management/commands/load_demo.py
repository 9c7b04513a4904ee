import random
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.transaction import atomic
from django.utils import translation

from market.accounts.models import User
from market.core import clock
from market.core.jobs import run_deferred
from market.notifications.models import Notification
from market.site.demo import cast, graduates, jobs, pictures, provider, stories
from market.site.demo.stage import Stage
from market.site.demo.texts import Texts

SEED = 2018


class Command(BaseCommand):
    """`manage.py load_demo`."""

    help = "Loads the demonstration data: the cast, graduates of all districts, jobs, and contracts in every state."

    def add_arguments(self, parser: CommandParser) -> None:
        """How much there is beside the cast."""
        parser.add_argument("--profiles", type=int, default=300, help="graduates with profiles (default 300)")
        parser.add_argument("--jobs", type=int, default=120, help="jobs (default 120)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it all; once."""
        if settings.PRODUCTION:
            raise CommandError("Demonstration data is for development sites only.")
        if User.objects.filter(email="carla@demo.test").exists():
            self.stdout.write("The demonstration data is there already.")
            return
        call_command("load_catalogues", verbosity=0)
        texts = Texts(random.Random(SEED))  # noqa: S311  # seeded on purpose
        with translation.override("en"):
            people = self._crowd(texts, options["profiles"], options["jobs"])
            pictures.make_pictures(people, texts)
            self._stories(Stage(people, texts))
        if "reindex" in get_commands():
            call_command("reindex", verbosity=0)
        self.stdout.write("The demonstration data is loaded.")

    @atomic
    def _crowd(self, texts: Texts, profiles: int, jobs_wanted: int) -> dict[str, User]:
        people = cast.make_cast()
        batches = graduates.make_batches(people["tahmina"])
        graduates.make_cast_graduates(people, batches, texts)
        graduates.make_graduates(profiles, batches, texts)
        graduates.revoke_one(people["oli"])
        jobs.make_jobs(jobs_wanted, jobs.make_clients(people, texts), texts)
        return people

    def _stories(self, stage: Stage) -> None:
        """The stories begin two months ago and end now; news older than a week has been read."""
        clock.set_back(timedelta(days=stories.DAYS))
        with provider.served():
            stories.tell(stage)
        run_deferred()
        Notification.objects.filter(created_at__lt=clock.now() - timedelta(days=7)).update(read_at=clock.now())
