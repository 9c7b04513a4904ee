"""However outages are entered, extended and ended, and deadlines set anew or moved on meanwhile: a deadline is later by
the time that is dark while it runs, counted once, and never later than what bounds it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from market.training.district_outages import moving_actions as moving
from market.training.models import District, DistrictOutage

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BASE = datetime(2027, 1, 1, tzinfo=UTC)
numbers = count(1)

hours, which = st.integers(1, 12), st.integers(0, 3)
CREATE = st.tuples(st.just("create"), st.integers(-4, 4), hours)
STEPS = st.lists(
    st.one_of(
        CREATE,
        CREATE,
        st.tuples(st.just("extend"), which, hours),
        st.tuples(st.just("end"), which, hours),
        st.tuples(st.just("set"), which, st.integers(2, 20)),
        st.tuples(st.just("move_on"), which, st.integers(1, 5)),
        st.tuples(st.just("wait"), which, hours),
        st.tuples(st.just("freeze"), which, hours),
    ),
    max_size=12,
)


@dataclass
class Story:
    """A deadline whose rows are real, in a time of its own."""

    latest: datetime
    row: int = field(default_factory=lambda: next(numbers))
    now: datetime = BASE
    since: datetime = BASE  # when it was set
    own: datetime = BASE + 10 * HOUR  # without outages
    due: datetime = BASE + 10 * HOUR
    outages: list[DistrictOutage] = field(default_factory=list)
    frozen: list[tuple[datetime, datetime]] = field(default_factory=list)
    is_frozen: bool = False

    def deadline(self) -> moving.Deadline:
        return moving.Deadline("test", list, "due", "", "", self.take, self.write, lambda _row: self.latest)

    def take(self, pk: int) -> "Story | None":
        return self if self.due > self.now and not self.is_frozen else None

    def write(self, row: "Story", due: datetime, by: timedelta) -> None:
        assert due - self.due == by
        self.due = due

    def create(self, begins: int, length: int) -> None:
        """Entered before it begins, or after it: but never before the deadline was set, which no row says."""
        starts = max(self.now + begins * HOUR, self.since)
        until = max(starts, self.now) + length * HOUR
        self.outages.append(
            DistrictOutage.objects.create(
                district=District.objects.all()[0], reason="power", from_at=starts, until_at=until, look_at=starts
            )
        )

    def change(self, number: int, until: datetime) -> None:
        running = [each for each in self.outages if each.until_at > self.now]
        if running:
            outage = running[number % len(running)]
            outage.until_at = max(until, outage.from_at)
            outage.save()

    def extend(self, number: int, length: int) -> None:
        running = [each for each in self.outages if each.until_at > self.now]
        if running:
            self.change(number, running[number % len(running)].until_at + length * HOUR)

    def end(self, number: int, length: int) -> None:
        self.change(number, self.now)

    def set(self, number: int, length: int) -> None:
        self.since = self.now
        self.own = self.due = self.now + length * HOUR + self.row * timedelta(microseconds=1 + next(numbers))

    def move_on(self, number: int, length: int) -> None:
        """Whatever else moves it keeps within the bound by itself."""
        if self.now < self.due <= self.latest - length * HOUR:
            self.own, self.due = self.own + length * HOUR, self.due + length * HOUR
            moving.move_along("test", self.row, self.due, length * HOUR)

    def freeze(self, number: int, length: int) -> None:
        """A bank's review: the deadline stands still, and nothing looks at it."""
        since, self.is_frozen = self.now, True
        self.wait(number, length)
        self.is_frozen = False
        by = moving.stood_still("test", self.row, self.due, since, self.now)
        by = min(by, max(self.latest - self.due, timedelta(0)))
        self.due += by
        moving.move_along("test", self.row, self.due, by, still=(since, self.now))
        self.frozen.append((since, self.now))
        for each in self.outages:
            each.refresh_from_db()

    def wait(self, number: int, length: int) -> None:
        for _half in range(2 * length):
            self.now += 30 * MINUTE
            self.look()

    def look(self) -> None:
        """As the half-hourly looks do: each outage that has begun, until it was looked at after its end."""
        for each in self.outages:
            if each.look_at is not None and each.from_at <= self.now:
                moving.move(each, self.deadline(), self.row)
                each.seen_until = min(self.now, each.until_at)
                each.look_at = None if self.now >= each.until_at else self.now
                each.save()

    def expected(self) -> datetime:
        """Its time runs only while it is not dark: walk over the edges of what is dark since it was set."""
        begun = [each for each in self.outages if each.from_at <= self.now]
        spans = [(max(each.from_at, self.since), each.until_at) for each in begun]
        spans += [each for each in self.frozen if each[0] >= self.since]
        left, at = self.own - self.since, self.since
        while True:
            ends = [until for starts, until in spans if starts <= at < until]
            if ends and left > timedelta(0):
                at = max(ends)
                continue
            step = min([starts - at for starts, until in spans if at < starts < until], default=left)
            if step >= left:
                return min(at + left, max(self.latest, self.own))
            left, at = left - step, at + step


@pytest.mark.django_db
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, bound=st.integers(12, 60))
def test_a_deadline_is_later_by_the_dark_time_while_it_runs(db, steps, bound):
    story = Story(BASE + bound * HOUR)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moving, "clock", SimpleNamespace(now=lambda: story.now))
        patch.setitem(moving._deadlines, "test", story.deadline())
        for what, *numbers_of_step in steps:
            if what in ("set", "move_on") or story.due > story.now:
                getattr(story, what)(*numbers_of_step)
            story.look()
            if story.due <= story.now:  # over: only one that is set anew goes on
                continue
            assert story.due == story.expected(), what
