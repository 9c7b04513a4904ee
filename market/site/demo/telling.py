"""Telling the stories: side by side, in order of time, in a past of their own, while people may use the site already.

Each step is one transaction. So nobody sees half a step, no worker takes its jobs, and what a step locks is free again
within a moment.
"""

import heapq
import itertools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db.transaction import atomic

from market.core.base import clock, demonstration
from market.core.base.jobs import run_deferred
from market.core.base.log_cursor import RIPE
from market.core.base.past import Past, entered
from market.notifications.models import Notification
from market.site.demo import moderation, provider, stories
from market.site.demo.latest import DAYS
from market.site.demo.stage import Stage, Story
from market.standing.actions import note_all_deeds

log = logging.getLogger(__name__)
BEAT = timedelta(minutes=30)  # of the clocks: what a story does in one go has its consequences in one go
ALL = timedelta(days=DAYS)
NEWS = timedelta(days=7)  # news older than this have been read
Progress = Callable[[float], object]  # is told the part that is done, from 0 to 1; what it raises ends the telling


@dataclass(slots=True)
class Telling:
    """One telling of all stories. `careful`: people act beside it, and a story that they spoil is left out."""

    stage: Stage
    progress: Progress
    careful: bool = False

    def tell(self) -> None:
        """They begin two months ago and end now; the site's clocks run in them as they did, and then see what came."""
        with demonstration.clocks_held():
            now = clock.offset()
            then = Past(now - ALL)
            with entered(then), provider.served(then) as server:
                self._side_by_side(server)
            Notification.objects.filter(created_at__lt=clock.now() - NEWS).update(read_at=clock.now())
            with entered(Past(now + RIPE)):  # by then every deed can be read: standings show from the first minute,
                note_all_deeds()
                moderation.let_rules_look()  # and what the rules find is there before the moderators look through it
            while clock.run_due():
                pass
            moderation.look_through_alike(self.stage)

    def _side_by_side(self, server: provider.Server) -> None:
        order = itertools.count()
        waiting = [(timedelta(0), next(order), story(self.stage)) for story in stories.STORIES]
        passed = timedelta(0)
        while waiting:
            at, _, story = heapq.heappop(waiting)
            self.progress(passed / ALL)
            self._wait(server, at - passed)
            passed = at
            days = self._next(server, story)
            if days is not None and days == int(days):
                days += self.stage.texts.chance.uniform(-0.4, 0.4)  # nobody works by the minute
            if days is not None and at + timedelta(days=days) < ALL:
                heapq.heappush(waiting, (at + timedelta(days=days), next(order), story))
        self._wait(server, ALL - passed)

    def _wait(self, server: provider.Server, by: timedelta) -> None:
        with _step(server):
            clock.advance(by, between=_work_off, beat=BEAT)

    def _next(self, server: provider.Server, story: Story) -> float | None:
        try:
            with _step(server):
                days = next(story, None)
                _work_off()  # what is left at the end of a step would be done by the site's worker, as of today
                return days
        except Exception:
            if not self.careful:
                raise
            log.exception("A story of the demonstration data is left out from here.")
            return None


@contextmanager
def _step(server: provider.Server) -> Iterator[None]:
    with atomic():
        yield
        server.let_go()


def _work_off() -> int:
    """What a live site would have done by then; news that are old by now need no mail any more."""
    if clock.offset() < -NEWS:
        Notification.objects.filter(read_at=None, created_at__lte=clock.now()).update(read_at=clock.now())
    return run_deferred()
