"""Double bookings: a trainer, a venue or a batch has one class at a time. Every write of a class goes through `booked`.

Locks are taken in this order: batch, trainers, venues.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db import IntegrityError, connection
from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.errors import DomainError
from market.core.text.formats import format_number, format_when
from market.core.text.locale import language
from market.training.classes.models import class_name
from market.training.models import ClassSession, Venue

TRAINER, VENUE, BATCH = "trainer", "venue", "batch"
FEW = 3  # so many are said one by one
Key = tuple[str, int | str]
CONSTRAINTS = "trainer_gives_one_class_at_a_time, venue_has_one_class_at_a_time, batch_has_one_class_at_a_time"


@dataclass(frozen=True, slots=True)
class Booking:
    """A class as it is to be. `batch` is the code; `pk` of the class that it changes, None for a new one."""

    batch: str
    kind: str
    number: int
    starts_at: datetime
    ends_at: datetime
    trainer_id: int | None = None
    venue_id: int | None = None
    pk: int | None = None

    @property
    def keys(self) -> list[Key]:
        """What it needs for itself as long as it lasts."""
        every = ((BATCH, self.batch), (TRAINER, self.trainer_id), (VENUE, self.venue_id))
        return [(what, value) for what, value in every if value is not None]

    @property
    def name(self) -> str:
        """Its kind and number, in the language that is active now."""
        return class_name(self.kind, self.number)

    def overlaps(self, other: "Booking") -> bool:
        """Whether there is a time at which both are."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def booking_of(session: ClassSession, **changes: object) -> Booking:
    """A class as it is, or with changes."""
    fields: dict[str, object] = {
        name: getattr(session, name) for name in Booking.__dataclass_fields__ if name not in ("batch", "pk")
    }
    return Booking(batch=session.batch.code, pk=session.pk, **(fields | changes))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two classes that need the same at the same time: `what` it is, and its `name` for a trainer or a venue."""

    booking: Booking
    other: Booking
    what: str
    name: str = ""

    def __str__(self) -> str:
        """The class, its time, and the other one, in the language that is active now."""
        facts = {
            "class": self.booking.name,
            "batch": self.booking.batch,
            "when": format_when(clock.local(self.booking.starts_at), language()),
            "other": self.other.name,
            "other_batch": self.other.batch,
            "name": self.name,
        }
        if self.what == TRAINER:
            text = gettext(
                "%(class)s of %(batch)s, %(when)s: %(name)s gives %(other)s of %(other_batch)s at that time."
            )
        elif self.what == VENUE:
            text = gettext("%(class)s of %(batch)s, %(when)s: %(name)s has %(other)s of %(other_batch)s at that time.")
        else:
            text = gettext("%(class)s of %(batch)s, %(when)s: the batch has %(other)s at that time.")
        return text % facts


class DoubleBooked(DomainError):
    """A trainer, a venue or a batch would have two classes at a time: `conflicts` says which, each a sentence."""

    help = "programme#conflicts"
    code = "double_booked"
    sentence = _("A trainer or a place would have two classes at the same time.")

    def __init__(self, conflicts: Sequence[Conflict], field: str) -> None:
        super().__init__(errors={field: in_short(conflicts)})
        self.conflicts = list(conflicts)


def in_short(conflicts: Sequence[Conflict]) -> list[str]:
    """The first few as sentences, and how many more there are."""
    shown, more = [str(each) for each in conflicts[:FEW]], len(conflicts) - FEW
    if more > 0:
        text = ngettext("And %(num)s more.", "And %(num)s more.", more)
        shown.append(text % {"num": format_number(more, language())})
    return shown


def find_conflicts(bookings: Sequence[Booking]) -> list[Conflict]:
    """Where these classes meet planned ones, or each other: one for each pair, in the order of time."""
    pairs: dict[tuple[int, Booking], tuple[Booking, str, int | str]] = {}
    by_key: dict[Key, list[Booking]] = defaultdict(list)
    for other in _planned_beside(bookings):
        for key in other.keys:
            by_key[key].append(other)
    for at, booking in enumerate(bookings):
        for key in booking.keys:
            for other in by_key[key]:
                if booking.overlaps(other):
                    pairs.setdefault((at, other), (booking, *key))
            by_key[key].append(booking)
    names = _names({(what, value) for _booking, what, value in pairs.values()})
    conflicts = [
        Conflict(booking, other, what, names.get((what, value), ""))
        for (_at, other), (booking, what, value) in pairs.items()
    ]
    return sorted(conflicts, key=lambda each: each.booking.starts_at)


def _planned_beside(bookings: Sequence[Booking]) -> list[Booking]:
    """The planned classes of the same time that need the same, but those that are changed."""
    if not bookings:
        return []
    values: dict[str, set[int | str]] = defaultdict(set)
    for what, value in chain.from_iterable(each.keys for each in bookings):
        values[what].add(value)
    same = Q(trainer__in=values[TRAINER]) | Q(venue__in=values[VENUE]) | Q(batch__code__in=values[BATCH])
    rows = ClassSession.objects.planned().filter(
        same,
        ends_at__gt=min(each.starts_at for each in bookings),
        starts_at__lt=max(each.ends_at for each in bookings),
    )
    rows = rows.exclude(pk__in=[each.pk for each in bookings if each.pk is not None])
    return [booking_of(each) for each in rows.select_related("batch")]


def _names(keys: Iterable[Key]) -> dict[Key, str]:
    trainers = [value for what, value in keys if what == TRAINER]
    venues = [value for what, value in keys if what == VENUE]
    names: dict[Key, str] = {(TRAINER, each.pk): each.shown_name for each in User.objects.filter(pk__in=trainers)}
    return names | {(VENUE, each.pk): each.name for each in Venue.objects.filter(pk__in=venues)}


@contextmanager
def booked(bookings: Sequence[Booking], *, field: str = "starts_at") -> Iterator[None]:
    """Inside, save these classes. Whom and what they need is locked before.

    Raises DoubleBooked at the field where two classes would meet: also where only the database sees it.
    """
    _lock(bookings)
    _require_free(bookings, field)
    try:
        with atomic():
            yield
            _check_constraints()
    except IntegrityError:
        _require_free(bookings, field)
        raise


def _require_free(bookings: Sequence[Booking], field: str) -> None:
    if conflicts := find_conflicts(bookings):
        raise DoubleBooked(conflicts, field)


def _lock(bookings: Sequence[Booking]) -> None:
    """Two that plan for the same trainer or venue wait for each other here."""
    trainers = {each.trainer_id for each in bookings if each.trainer_id is not None}
    venues = {each.venue_id for each in bookings if each.venue_id is not None}
    list(User.objects.filter(pk__in=trainers).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    list(Venue.objects.filter(pk__in=venues).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _check_constraints() -> None:
    """The database looks at commit; here it looks now, so that a refusal can still be said."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {CONSTRAINTS} IMMEDIATE; SET CONSTRAINTS {CONSTRAINTS} DEFERRED")
