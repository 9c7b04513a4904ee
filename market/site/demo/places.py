"""Places of the batches that have begun: every seat, an open offer, and each way in which a place ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from market.accounts.models import User
from market.core.base import clock
from market.site.demo.cast import copy_people, password_hash
from market.site.demo.graduation import graduating_batch
from market.site.demo.texts import Pair, Texts
from market.training.enrolments.actions import transfer
from market.training.enrolments.queries import free_seats
from market.training.enrolments.terms import reminder_at
from market.training.models import Batch, Enrolment, EnrolmentChange, Programme

State = Enrolment.State
DAY = timedelta(days=1)
LEFT = "একটি চাকরি পেয়েছি, তাই ক্লাসের সময় আর থাকছে না।"
ABSENT = "টানা তিন সপ্তাহ কোনো ক্লাসে ছিলেন না, ফোনও ধরেননি।"
MOVED = "বিয়ের পর অন্য জেলায় থাকেন, সেখানকার ব্যাচে ক্লাস করবেন।"
NOT_NOW = "এই কয় মাস বাড়িতে থাকতে পারব না।"


@dataclass(slots=True)
class Seat:
    """A place that is to be written, and its trainee: a user, or a name for which one is made."""

    batch: Batch
    state: State
    seat: int | None
    name: Pair
    user: User | None = None
    reason: str = ""
    by_officer: bool = False

    @property
    def offered_at(self) -> datetime:
        """Two days after applications closed."""
        assert self.batch.phase is not None  # noqa: S101  # of the plan
        return self.batch.phase.closes_at + 2 * DAY


def make_places(people: dict[str, User], texts: Texts) -> None:
    """Fill the seats that are free in batches that have begun. Rina is in one of Tahmina's; Shapla has an offer."""
    if User.objects.filter(email="trainee1@demo.test").exists():
        return
    today = clock.local(clock.now()).date()
    programme = Programme.objects.filter(starts_on__lte=today).order_by("-starts_on").first()
    rows = Batch.objects.filter(phase__programme=programme, started_on__lte=today).select_related("phase", "trainer")
    batches = list(rows.order_by("started_on", "code"))
    Enrolment.objects.filter(batch__in=batches, state=State.OFFERED).update(
        state=State.ACCEPTED, answer_due_at=None, remind_at=None
    )
    running = [each for each in batches if each.ended_on >= today]
    last = graduating_batch()
    seats = [
        seat for batch in batches for seat in _seats(batch, texts, is_done=batch.ended_on < today and batch != last)
    ]
    _seat_cast(seats, people, running)
    _save(seats, people["oli"], "trainee")
    _move_one(running, people["oli"])


def fill(batches: list[Batch], texts: Texts, officer: User, stem: str) -> None:
    """Fill all seats of batches that are over; the trainees' addresses begin with `stem`."""
    _save([seat for batch in batches for seat in _seats(batch, texts, is_done=True, is_full=True)], officer, stem)


def _seats(batch: Batch, texts: Texts, *, is_done: bool, is_full: bool = False) -> Iterator[Seat]:
    """A place for each seat that is free, and some that ended; one seat of every fourth batch stays free, unless
    `is_full`.
    """
    taken = set(batch.enrolments.seated().values_list("seat", flat=True))
    for number in range(1, batch.seats + 1 - (batch.pk % 4 == 0 and not is_full)):
        if number not in taken:
            yield Seat(batch, State.COMPLETED if is_done else State.ACCEPTED, number, _name(texts))
    yield Seat(batch, State.DECLINED, None, _name(texts), reason=NOT_NOW)
    yield Seat(batch, State.LAPSED, None, _name(texts))
    by_officer = batch.pk % 2 == 0
    reason = ABSENT if by_officer else LEFT
    yield Seat(batch, State.DROPPED_OUT, None, _name(texts), reason=reason, by_officer=by_officer)


def _name(texts: Texts) -> Pair:
    first, last = (texts.chance.choice(texts.people[kind]) for kind in ("first_names", "surnames"))
    return {"en": f"{first['en']} {last['en']}", "bn": f"{first['bn']} {last['bn']}"}


def _seat_cast(seats: list[Seat], people: dict[str, User], running: list[Batch]) -> None:
    """Rina studies with Tahmina, in the batch that began last; Shapla may have the last seat of another one."""
    own = [each for each in running if each.trainer_id == people["tahmina"].pk]
    if not own:
        return
    newest = own[-1]
    mine = next(each for each in seats if each.batch == newest and each.seat)
    mine.user, mine.name = people["rina"], {"en": "Rina Begum", "bn": "রিনা বেগম"}
    other = next(each for each in seats if each.batch.phase == newest.phase and each.batch != newest and each.seat)
    other.user, other.state = people["shapla"], State.OFFERED
    other.name = {"en": "Shapla Akter", "bn": "শাপলা আক্তার"}


def _make_trainees(seats: list[Seat], stem: str) -> None:
    """Accounts for all that have none."""
    numbers, nameless = count(1), [each for each in seats if each.user is None]
    accounts = [
        {
            "email": f"{stem}{next(numbers)}@demo.test",
            "name": each.name["en"],
            "display_name": each.name["bn"].split()[0],
            "other_name": each.name["en"].split()[0],
            "language": "bn",
        }
        for each in nameless
    ]
    users = User.objects.in_bulk(copy_people(password_hash(), accounts))
    for each, user in zip(nameless, users.values(), strict=True):
        each.user = user


def _save(seats: list[Seat], officer: User, stem: str) -> None:
    now = clock.now()
    _make_trainees(seats, stem)
    places = Enrolment.objects.bulk_create([_place(each, now) for each in seats], batch_size=500)
    changes = [change for seat, place in zip(seats, places, strict=True) for change in _changes(seat, place, officer)]
    EnrolmentChange.objects.bulk_create(changes, batch_size=1000)


def _place(seat: Seat, now: datetime) -> Enrolment:
    assert seat.user is not None  # noqa: S101  # made before
    place = Enrolment(batch=seat.batch, trainee=seat.user, state=seat.state, seat=seat.seat, offered_at=seat.offered_at)
    place.name_en, place.name_bn = seat.name["en"], seat.name["bn"]
    if seat.state == State.OFFERED:
        place.offered_at, place.answer_due_at = now - 2 * DAY, now + 3 * DAY
        place.remind_at = reminder_at(place.answer_due_at, after=now)
    elif seat.state != State.ACCEPTED:
        place.ended_at = _ended_at(seat, now)
    return place


def _ended_at(seat: Seat, now: datetime) -> datetime:
    days = {State.DECLINED: 1, State.LAPSED: 5, State.DROPPED_OUT: 20, State.COMPLETED: 240}[seat.state]
    return min(seat.offered_at + days * DAY, now - timedelta(hours=2))


def _changes(seat: Seat, place: Enrolment, officer: User) -> Iterator[EnrolmentChange]:
    """Offered, taken a day later, and what it is now."""
    yield EnrolmentChange(enrolment=place, state=State.OFFERED, at=place.offered_at)
    if seat.state in (State.ACCEPTED, State.COMPLETED, State.DROPPED_OUT):
        yield EnrolmentChange(enrolment=place, state=State.ACCEPTED, by=seat.user, at=place.offered_at + DAY)
    if place.ended_at is None:
        return
    by = {State.LAPSED: None, State.COMPLETED: officer}.get(seat.state, officer if seat.by_officer else seat.user)
    yield EnrolmentChange(enrolment=place, state=seat.state, by=by, at=place.ended_at, reason=seat.reason)


def _move_one(running: list[Batch], officer: User) -> None:
    """Somebody has moved to a free seat of another batch, by the action."""
    for batch in running:
        if free_seats(batch):
            other = next(each for each in running if each != batch)
            place = (
                other.enrolments.filter(state=State.ACCEPTED).exclude(trainee__email="rina@demo.test").latest("seat")
            )
            transfer(by=officer, enrolment_id=place.pk, batch_id=batch.pk, reason=MOVED)
            return
