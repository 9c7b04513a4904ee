"""Attendance of all classes that were held: codes, rolls, marks that contradict each other, and confirmed rolls."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from random import Random

from django.db.models import F

from market.accounts.models import User
from market.core.base import clock
from market.site.demo.bulk import Change, copy_instances
from market.site.demo.texts import Texts
from market.training.models import AttendanceMark, Batch, ClassSession, Countersignature, Enrolment, Programme

Source = AttendanceMark.Source
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ROLL_BEFORE_END = 20 * MINUTE
SETTLED = "ক্লাসের শেষে ছিলেন না, নাম ডাকার আগেই চলে গেছেন।"
EXCUSED = "পরীক্ষা ছিল, আগেই জানিয়েছেন।"
OTHERS = 3  # in the last class of each batch that runs, of whom the sources say different things


def make_attendance(people: dict[str, User], texts: Texts) -> None:
    """Of two years. Nobody has called the roll of the last class of a batch of Tahmina's, and of one of another's."""
    if AttendanceMark.objects.exists():
        return
    now, chance = clock.now(), texts.chance
    programme = Programme.objects.filter(starts_on__lte=clock.local(now).date()).order_by("-starts_on").first()
    held = ClassSession.objects.planned().filter(batch__phase__programme=programme, ends_at__lt=now - DAY)
    sessions = list(held.exclude(trainer=None).order_by("starts_at", "pk"))
    last = {each.batch_id: each for each in sessions}
    running = set(Batch.objects.filter(ended_on__gte=clock.local(now).date()).values_list("pk", flat=True))
    forgotten = _forgotten(last, people["tahmina"])
    called = [each for each in sessions if each.pk not in forgotten]
    disputed = {each.pk for each in last.values() if each.batch_id in running}
    mark_classes(called, chance, disputed)
    _confirm(called, set(last.values()))


def mark_classes(called: list[ClassSession], chance: Random, disputed: Collection[int] = ()) -> None:
    """The rolls of these classes, and the codes entered in them; of those that are `disputed` (keys) sources differ."""
    ClassSession.objects.filter(pk__in=[each.pk for each in called]).update(rolled_at=F("ends_at") - ROLL_BEFORE_END)
    places = _places({each.batch_id for each in called})
    marks = [
        mark for each in called for mark in _marks(each, places[each.batch_id], chance, is_disputed=each.pk in disputed)
    ]
    if marks:
        copy_instances(AttendanceMark(**marks[0]), marks)


def _forgotten(last: dict[int, ClassSession], tahmina: User) -> set[int]:
    """Classes of the last days whose roll nobody has called."""
    recent = [each for each in last.values() if each.ends_at > clock.now() - 7 * DAY]
    own = [each.pk for each in recent if each.trainer_id == tahmina.pk]
    late = [each.pk for each in recent if each.trainer_id != tahmina.pk and each.ends_at < clock.now() - 3 * DAY]
    return {*own[:1], *late[:1]}


def _places(batches: set[int]) -> dict[int, list[Enrolment]]:
    rows = Enrolment.objects.studying().filter(batch__in=batches).order_by("batch", "seat")
    places: dict[int, list[Enrolment]] = defaultdict(list)
    for each in rows:
        places[each.batch_id].append(each)
    return places


def _marks(session: ClassSession, places: list[Enrolment], chance: Random, *, is_disputed: bool) -> Iterator[Change]:
    there = [each for each in places if each.offered_at <= session.starts_at]
    rolled_at = session.ends_at - ROLL_BEFORE_END
    for at, place in enumerate(there):
        seldom = place.pk % 13 == 0  # some come seldom
        value = chance.choices(("present", "late", "absent", "excused"), (50, 10, 38, 2) if seldom else (84, 6, 8, 2))[
            0
        ]
        has_code = session.kind == "live" and value in ("present", "late") and chance.random() < 0.9
        if is_disputed and at < OTHERS and session.kind == "live":  # the code says something else
            value, has_code = "absent", True
        if has_code:
            yield _mark(session, place, Source.CODE, "present", place.trainee_id, session.starts_at + 12 * MINUTE)
        why = {"settles": True, "reason": EXCUSED} if value == "excused" else {}
        yield _mark(session, place, Source.ROLL, value, session.trainer_id, rolled_at) | why
        if is_disputed and at == OTHERS:  # another device
            other = "late" if value == "present" else "present"
            yield _mark(session, place, Source.ROLL, other, session.trainer_id, rolled_at)
        elif not is_disputed and value == "present" and chance.random() < 0.01:
            changed = _mark(session, place, Source.ROLL, "absent", session.trainer_id, session.ends_at + 2 * DAY)
            yield changed | {"settles": True, "reason": SETTLED}


def _mark(  # noqa: PLR0913  # a mark is all of these
    session: ClassSession, place: Enrolment, source: str, value: str, by_id: int | None, at: datetime
) -> Change:
    columns = {"session_id": session.pk, "enrolment_id": place.pk, "source": str(source), "value": value}
    return {**columns, "by_id": by_id, "at": min(at, clock.now())}


def _confirm(called: list[ClassSession], last: set[ClassSession]) -> None:
    """Of each face-to-face class somebody who was there confirms the roll; of the last ones nobody has yet."""
    met = [each for each in called if each.kind == "in_person" and each not in last]
    rolls = (
        AttendanceMark.objects.filter(session__in=met, source=Source.ROLL)
        .order_by("pk")
        .select_related("enrolment__trainee")
    )
    latest = {each.session_id: each for each in rolls}
    there = {each.session_id: each.enrolment for each in rolls if each.value == "present"}
    Countersignature.objects.bulk_create(
        Countersignature(
            session=each,
            enrolment=there[each.pk],
            way=Countersignature.Way.OWN if each.pk % 3 else Countersignature.Way.CARD,
            by=there[each.pk].trainee if each.pk % 3 else each.trainer,
            at=each.ends_at,
            last_mark=latest[each.pk],
        )
        for each in met
        if each.pk in there
    )
