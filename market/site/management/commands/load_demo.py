import random
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.transaction import atomic
from django.utils import translation

from market.accounts.models import User
from market.contracts.models import Contract
from market.core import clock
from market.core.jobs import run_deferred
from market.notifications.models import Notification
from market.site.demo import cast, crowd, graduates, jobs, particulars, pictures, provider, register, stories
from market.site.demo.crowd import SEED
from market.site.demo.stage import Stage
from market.site.demo.texts import Texts
from market.standing.actions import note_deeds


class Command(BaseCommand):
    """`manage.py load_demo`."""

    help = "Loads the demonstration data: the cast, graduates of all districts, jobs, and contracts in every state."

    def add_arguments(self, parser: CommandParser) -> None:
        """How much there is beside the cast."""
        parser.add_argument("--profiles", type=int, default=300, help="graduates with profiles (default 300)")
        parser.add_argument("--jobs", type=int, default=120, help="jobs (default 120)")

    def handle(self, *args: Any, **options: Any) -> None:
        """The cast and its stories once; graduates and jobs until there are as many as asked for.

        What fails before the stories begin is made by the next call.
        """
        if settings.PRODUCTION:
            raise CommandError("Demonstration data is for development sites only.")
        call_command("load_catalogues", verbosity=0)
        texts = Texts(random.Random(SEED))  # noqa: S311  # seeded on purpose
        with translation.override("en"):
            people = cast.known_cast() or self._cast(texts)
            crowd.fill(profiles=options["profiles"], jobs=options["jobs"])
            begins = not Contract.objects.exists()
            if begins:
                graduates.revoke_one(people["oli"])
                pictures.make_pictures(people, texts)
            with crowd.made_findable():
                if begins:
                    self._stories(Stage(people, texts))
            if begins:
                particulars.make_particulars(people)
                register.make_register(people)
        self.stdout.write("The demonstration data is loaded.")

    @atomic
    def _cast(self, texts: Texts) -> dict[str, User]:
        people = cast.make_cast()
        graduates.make_cast_graduates(people, graduates.make_batches(people["tahmina"]), texts)
        jobs.make_clients(people, texts)
        return people

    def _stories(self, stage: Stage) -> None:
        """The stories begin two months ago and end now; news older than a week has been read."""
        clock.set_back(timedelta(days=stories.DAYS))
        with provider.served():
            stories.tell(stage)
        run_deferred()
        # The record begins with deeds of today (the cast), which its readers would wait for; counted late is the same.
        while note_deeds():
            pass
        clock.run_due()
        Notification.objects.filter(created_at__lt=clock.now() - timedelta(days=7)).update(read_at=clock.now())
