"""A phase before it is saved: what an officer typed, and the calendars and conflicts of it. It writes nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.errors import Invalid
from market.training.classes.bookings import Booking, Conflict, find_conflicts
from market.training.districts.tiles import short_name
from market.training.models import Batch, District, PlanTemplate, Programme, Topic, Venue
from market.training.periods.queries import special_days
from market.training.plans.calendar import IN_PERSON, Calendar, Hours, day_start, make_calendar

MOST_BATCHES = 16
SMALL_WORDS = {"and", "of"}


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """A batch that is to be. Without a trainer or a venue it waits for one."""

    district: District
    topic: Topic
    trainer: User | None = None
    venue: Venue | None = None
    # When its classes begin; None: when the template says.
    class_at: time | None = None
    in_person_at: time | None = None

    @property
    def hours(self) -> Hours:
        """Its own hours."""
        return Hours(self.class_at, self.in_person_at)


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """A phase that is to be. Trainees apply from `opens_on` until `closes_on`, both days included."""

    programme: Programme
    number: int
    template: PlanTemplate
    first_day: date
    opens_on: date
    closes_on: date
    batches: Sequence[BatchPlan]

    @property
    def applications(self) -> tuple[datetime, datetime]:
        """The instants between which trainees apply."""
        return day_start(self.opens_on), day_start(self.closes_on + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class BatchPreview:
    """A batch as it would be: its code, its calendar, and where its classes meet others."""

    code: str
    plan: BatchPlan
    calendar: Calendar
    bookings: list[Booking]
    conflicts: list[Conflict]


def trainers() -> QuerySet[User]:
    """All active trainers, by name."""
    return User.objects.filter(roles__contains=[User.Role.TRAINER], is_active=True).order_by("display_name", "pk")


def preview_phase(plan: PhasePlan) -> list[BatchPreview]:
    """Each batch with its calendar and its conflicts. Raises Invalid for what no calendar can be made from."""
    _check(plan)
    days = special_days(plan.first_day)
    codes = _codes(plan.batches)
    planned = dict(zip(codes, plan.batches, strict=True))
    calendars = {
        code: make_calendar(plan.template, plan.first_day, days, hours=each.hours) for code, each in planned.items()
    }
    bookings = {code: _bookings(code, each, calendars[code]) for code, each in planned.items()}
    conflicts = find_conflicts([each for group in bookings.values() for each in group])
    met = {code: [each for each in conflicts if each.booking.batch == code] for code in codes}
    return [BatchPreview(code, each, calendars[code], bookings[code], met[code]) for code, each in planned.items()]


def _bookings(code: str, batch: BatchPlan, calendar: Calendar) -> list[Booking]:
    trainer = batch.trainer.pk if batch.trainer else None
    venue = batch.venue.pk if batch.venue else None
    return [Booking(code, *slot, trainer, venue if slot.kind == IN_PERSON else None) for slot in calendar.slots]


def _codes(batches: Sequence[BatchPlan]) -> list[str]:
    """A free code for each: the district, the topic and the next number, such as RAN-GD-7."""
    stems = [f"{short_name(each.district)}-{_initials(each.topic)}-" for each in batches]
    taken = {code for stem in set(stems) for code in Batch.objects.filter(code__startswith=stem).values_list("code")}
    last = Counter({stem: max((_number(code, stem) for (code,) in taken), default=0) for stem in set(stems)})
    codes = []
    for stem in stems:
        last[stem] += 1
        codes.append(f"{stem}{last[stem]}")
    return codes


def _number(code: str, stem: str) -> int:
    rest = code.removeprefix(stem)
    return int(rest) if rest != code and rest.isdecimal() else 0


def _initials(topic: Topic) -> str:
    words = [word for word in topic.slug.split("-") if word not in SMALL_WORDS]
    return "".join(word[0] for word in words).upper()


def _check(plan: PhasePlan) -> None:
    errors: dict[str, list[object]] = {}
    today = clock.local(clock.now()).date()
    if not max(today, plan.programme.starts_on) <= plan.first_day <= plan.programme.ends_on:
        errors["first_day"] = [_("Choose a day from today on, within the programme.")]
    if plan.closes_on < plan.opens_on:
        errors["closes_on"] = [_("The last day comes after the first.")]
    elif plan.closes_on >= plan.first_day:
        errors["closes_on"] = [_("Applications end before the first class.")]
    if not 1 <= plan.number <= 99 or plan.programme.phases.filter(number=plan.number).exists():
        errors["number"] = [_("Choose a number from 1 to 99 that no other phase of the programme has.")]
    if not 1 <= len(plan.batches) <= MOST_BATCHES:
        errors["batches"] = [_("Choose a district and a topic for 1 to %(most)s batches.") % {"most": MOST_BATCHES}]
    for row, each in enumerate(plan.batches):
        errors |= {f"batches.{row}.{field}": [text] for field, text in _row_errors(plan, each)}
    if errors:
        raise Invalid(errors=errors)


def _row_errors(plan: PhasePlan, row: BatchPlan) -> Iterator[tuple[str, object]]:
    if sum((each.district, each.topic) == (row.district, row.topic) for each in plan.batches) > 1:
        yield "topic", _("Two batches have the same district and topic.")
    if row.venue is not None and row.venue.district_id != row.district.pk:
        yield "venue", _("This place is in another district.")
    if row.trainer is not None and not row.trainer.has_own_role(User.Role.TRAINER):
        yield "trainer", _("This person is no trainer.")
