import random
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.transaction import atomic
from django.utils import translation

from market.accounts.models import User
from market.contracts.models import Contract
from market.core.base import demonstration
from market.core.base.jobs import run_deferred
from market.payments.seals.actions import publish_days
from market.site.demo import (
    cast,
    crowd,
    graduates,
    graduation,
    jobs,
    pictures,
    profile_details,
    register,
)
from market.site.demo.course import make_course
from market.site.demo.crowd import SEED
from market.site.demo.many_programmes import make_programmes
from market.site.demo.runner import StoryRunner
from market.site.demo.stage import Stage
from market.site.demo.texts import Texts, forget_uses

STORY_PERCENTS = 15, 95  # of the progress: where the stories begin and end
Progress = Callable[[int], object]


class Command(BaseCommand):
    """`manage.py load_demo`."""

    help = "Loads the demonstration data: the cast, graduates of all districts, jobs, and contracts in every state."
    stealth_options = ("progress",)

    def add_arguments(self, parser: CommandParser) -> None:
        """The sizes of the crowd."""
        parser.add_argument("--profiles", type=int, default=336, help="graduates with profiles (default 336)")
        parser.add_argument("--jobs", type=int, default=120, help="jobs (default 120)")
        parser.add_argument(
            "--programmes",
            type=int,
            default=1,
            help="training programmes of 2,304 trainees, all but one over (default 1; 44: 100,000 trainees)",
        )
        parser.add_argument(
            "--cast-only", action="store_true", help="only whom one can sign in as; the rest can follow"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the cast and its stories once; graduates and jobs until there are as many as requested.

        What fails before the stories begin is created by the next call. `progress` is passed by a caller that loads
        while the site serves: it is called with the percentage that is done.
        """
        if settings.PRODUCTION:
            raise CommandError("Demonstration data is for development sites only.")
        if demonstration.is_half_told():
            raise CommandError(
                f"{demonstration.HALF_TOLD} Empty the database, delete {demonstration.mark()}, try again."
            )
        call_command("load_catalogues", verbosity=0)
        forget_uses()
        with translation.override("en"):
            people = cast.existing_cast() or self._cast()
            if not options["cast_only"]:
                self._rest(people, options)

    @atomic
    def _cast(self) -> dict[str, User]:
        texts, people = _texts("cast"), cast.make_cast()
        graduation.make_signatories(people)
        graduates.make_cast_graduates(people, graduates.make_batches(people["tahmina"]), texts)
        jobs.make_clients(people, texts)
        return people

    def _rest(self, people: dict[str, User], options: dict[str, Any]) -> None:
        progress: Progress | None = options.get("progress")
        report = progress or (lambda percent: None)
        begins = demonstration.mark().exists() or not Contract.objects.exists()
        crowd.make_crowd(profiles=options["profiles"], jobs=options["jobs"])
        report(STORY_PERCENTS[0])
        if not begins:
            with crowd.indexing():
                pass
        else:
            demonstration.mark().write_text(demonstration.STORIES)
            graduates.revoke_one(people["oli"])
            with crowd.indexing(), crowd.in_background(lambda: pictures.make_pictures(people, _texts("pictures"))):
                first, last = STORY_PERCENTS
                runner = StoryRunner(
                    Stage(people, _texts("stories")),
                    lambda part: report(first + int(part * (last - first))),
                    careful=progress is not None,
                )
                runner.run()
            profile_details.make_profile_details(people)
            register.make_register(people)
            make_course(people, _texts)
            publish_days()
        make_programmes(options["programmes"], people["oli"], _texts)
        demonstration.mark().unlink(missing_ok=True)
        if progress is None:  # else the site's worker runs the jobs, and the caller reports the end
            run_deferred()
            self.stdout.write("The demonstration data is loaded.")


def _texts(part: str) -> Texts:
    return Texts(random.Random(f"{SEED} {part}"))  # noqa: S311  # seeded on purpose
