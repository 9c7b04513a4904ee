"""Where a trainee stands with making up a class, and what is asked of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from market.training.attendance.attending import MISSED, counts_in
from market.training.models import CheckQuestion, CheckSet, CheckTry, ClassSession, Enrolment, Recording


@dataclass(frozen=True)
class MakeUp:
    """A class that a trainee can make up, or could: with the questions that count, and the tries at them so far."""

    session: ClassSession
    place: Enrolment
    check_set: CheckSet
    counts: str
    tries: Sequence[CheckTry] = field(default_factory=list)

    @property
    def is_needed(self) -> bool:
        """Whether the trainee did not attend, as far as is known."""
        return self.counts in MISSED

    @property
    def number(self) -> int:
        """The number of the next try."""
        return len(self.tries) + 1

    @property
    def tries_left(self) -> int:
        """How many tries there are still."""
        return max(settings.LIFECYCLE.made_up_tries - len(self.tries), 0)

    @property
    def next_at(self) -> datetime | None:
        """From when on the next try is possible; None: at once."""
        wait = timedelta(minutes=settings.LIFECYCLE.made_up_wait_minutes)
        return self.tries[-1].at + wait if self.tries else None

    def is_open(self, now: datetime) -> bool:
        """Whether the trainee can still make it up, now or after a wait."""
        return self.is_needed and self.tries_left > 0 and now < self.check_set.until

    def waits(self, now: datetime) -> bool:
        """Whether the next try is not possible yet."""
        return self.next_at is not None and now < self.next_at


@dataclass(frozen=True)
class Asked:
    """A question as a trainee sees it in one try: its choices shuffled. `order`: which of them each one is."""

    question: CheckQuestion
    order: list[int]

    @property
    def choices(self) -> list[str]:
        """The choices in the order in which they are shown."""
        texts = self.question.choices
        return [texts[place] for place in self.order]


def sets_of(sessions: Iterable[ClassSession]) -> dict[int, CheckSet]:
    """The check questions that count for each class (by its id): the newest. One statement."""
    rows = CheckSet.objects.filter(recording__session__in=[each.pk for each in sessions]).order_by("pk")
    return {each.recording.session_id: each for each in rows.select_related("recording__file")}


def make_up_of(place: Enrolment, session: ClassSession) -> MakeUp | None:
    """Where a trainee stands with a class; None without check questions, or while the class is not over."""
    check_set = sets_of([session]).get(session.pk)
    if check_set is None or session.state != ClassSession.State.PLANNED:
        return None
    tries = list(check_set.tries.filter(enrolment=place))
    return MakeUp(session, place, check_set, counts_in(session, place), tries)


def asked_in(make_up: MakeUp) -> list[Asked]:
    """The questions of the next try, they and their choices shuffled: the same each time that the page is loaded."""
    asked = [
        Asked(each, _shuffled(make_up, f"choices {each.position}", len(each.choices)))
        for each in make_up.check_set.questions.all()
    ]
    return [asked[place] for place in _shuffled(make_up, "questions", len(asked))]


def _shuffled(make_up: MakeUp, what: str, count: int) -> list[int]:
    """Places in an order that nobody can foresee."""
    seed = f"{make_up.check_set.pk} {make_up.place.pk} {make_up.number} {what}"

    def mark(place: int) -> str:
        return salted_hmac("market.training.made_up", f"{seed} {place}", algorithm="sha256").hexdigest()

    return sorted(range(count), key=mark)


def without_checks(recordings: "QuerySet[Recording]") -> "QuerySet[Recording]":
    """Those of the recordings whose class has no check questions at all: nobody can make it up."""
    return recordings.exclude(session__recordings__check_sets__isnull=False)
