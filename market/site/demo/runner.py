"""Runs the stories: interleaved in order of time, in a past of their own, while the site may be in use already.

Each step is one transaction: nobody sees half a step, no worker takes its jobs, and its locks end soon.
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
from market.core.base.log_cursor import MIN_AGE
from market.core.base.past import Past, entered
from market.notifications.models import Notification
from market.site.demo import http_server, moderation, stories
from market.site.demo.recent_activity import DAYS
from market.site.demo.stage import Stage, Story
from market.standing.actions import schedule_all_recounts

log = logging.getLogger(__name__)
INTERVAL = timedelta(minutes=30)  # between runs of due deadlines while the story's time advances
SPAN = timedelta(days=DAYS)
UNREAD_FOR = timedelta(days=7)  # older notifications are marked as read
Progress = Callable[[float], object]  # called with the share that is done, 0 to 1; an exception of it ends the run


@dataclass(slots=True)
class StoryRunner:
    """One run of all stories. `careful`: the site is in use meanwhile, and a story that fails is left out."""

    stage: Stage
    progress: Progress
    careful: bool = False

    def run(self) -> None:
        """Run them from two months ago until now, with all deadlines on the way, then those that are due now."""
        with demonstration.deadlines_paused():
            now = clock.offset()
            then = Past(now - SPAN)
            with entered(then), http_server.serve_past(then) as server:
                self._run_interleaved(server)
            Notification.objects.filter(created_at__lt=clock.now() - UNREAD_FOR).update(read_at=clock.now())
            with entered(Past(now + MIN_AGE)):  # when every audit entry can be read
                schedule_all_recounts()
                moderation.run_rules()
            while clock.run_due():
                pass
            moderation.close_copied_by_chance(self.stage)

    def _run_interleaved(self, server: http_server.Server) -> None:
        order = itertools.count()
        waiting = [(timedelta(0), next(order), story(self.stage)) for story in stories.STORIES]
        passed = timedelta(0)
        while waiting:
            at, _, story = heapq.heappop(waiting)
            self.progress(passed / SPAN)
            self._wait(server, at - passed)
            passed = at
            days = self._next(server, story)
            if days is not None and days == int(days):
                days += self.stage.texts.chance.uniform(-0.4, 0.4)  # not by the minute
            if days is not None and at + timedelta(days=days) < SPAN:
                heapq.heappush(waiting, (at + timedelta(days=days), next(order), story))
        self._wait(server, SPAN - passed)

    def _wait(self, server: http_server.Server, by: timedelta) -> None:
        with _transaction(server):
            clock.advance(by, between=_run_due_jobs, beat=INTERVAL)

    def _next(self, server: http_server.Server, story: Story) -> float | None:
        try:
            with _transaction(server):
                days = next(story, None)
                _run_due_jobs()  # jobs left over would be run by the site's worker, as of today
                return days
        except Exception:
            if not self.careful:
                raise
            log.exception("A story of the demonstration data is left out from here.")
            return None


@contextmanager
def _transaction(server: http_server.Server) -> Iterator[None]:
    with atomic():
        yield
        server.wait_until_idle()


def _run_due_jobs() -> int:
    """Run deferred jobs. Old notifications are marked as read first, so that they cause no mail, and wait for none."""
    if clock.offset() < -UNREAD_FOR:
        unread = Notification.objects.filter(read_at=None, created_at__lte=clock.now())
        unread.update(read_at=clock.now(), mail_due_at=None, push_due_at=None)
    return run_deferred()
