"""How far each person of a programme came: what the figures are counted from. Statements do not grow with people."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from market.core.base import clock
from market.training.batch_statistics import earned_by_month, who_reached
from market.training.figures.blocks import Counts
from market.training.graduation.rule import in_person_attendance, live_attendance
from market.training.models import Application, Certificate, Enrolment, Programme

STEPS = ("applied", "selected", "attended", "graduated", "worked", "paid")
APPLIED, SELECTED, ATTENDED, GRADUATED, WORKED, PAID = range(1, 7)


class Key(NamedTuple):
    """Of whom a block is."""

    phase: int
    district: int
    topic: int


@dataclass
class Person:
    """Somebody in one phase: the block, the furthest step, and the user once there is a certificate with an account."""

    key: Key
    step: int
    holder: int | None = None


@dataclass
class Counted:
    """A programme, counted: of each block how many reached each step; what people earned, by currency and month."""

    counts: dict[Key, Counts]
    keys: dict[int, Key]  # of the holders of certificates
    earned: dict[str, dict[date, dict[int, Decimal]]] = field(default_factory=dict)
    has_places: bool = False


def count_programme(programme: Programme) -> Counted:
    """Count everybody who applied in any phase of the programme, had a place, or holds a certificate."""
    people: dict[tuple[object, int | None], Person] = _applicants(programme)
    has_places = bool(people)
    places = list(Enrolment.objects.filter(batch__phase__programme=programme).select_related("batch").order_by("pk"))
    attended = _who_attended(places)
    for place in places:
        person = people.setdefault((place.batch.phase_id, place.trainee_id), Person(_key(place.batch), 0))
        person.key = _key(place.batch)
        person.step = max(person.step, ATTENDED if place.pk in attended else SELECTED)
    for certificate in _certificates(programme):
        place_of = certificate.enrolment
        who = (certificate.batch.phase_id, place_of.trainee_id) if place_of else ("certificate", certificate.pk)
        person = people.setdefault(who, Person(_key(certificate.batch), GRADUATED))
        person.key, person.holder = _key(certificate.batch), certificate.holder_id
        person.step = max(person.step, GRADUATED)
    holders = {each.holder: each for each in people.values() if each.holder is not None}
    for step, code in ((WORKED, "contracts"), (PAID, "paid")):
        for user in who_reached(code, set(holders)):
            holders[user].step = step
    keys = {user: each.key for user, each in holders.items()}
    return Counted(_counts(list(people.values())), keys, earned_by_month(set(holders)), has_places or bool(places))


def _applicants(programme: Programme) -> dict[tuple[object, int | None], Person]:
    rows = Application.objects.filter(phase__programme=programme, submitted_at__isnull=False, wishes__rank=1)
    columns = ("phase", "applicant", "district", "wishes__topic")
    return {
        (phase, applicant): Person(Key(phase, district, topic), APPLIED)
        for phase, applicant, district, topic in rows.order_by("pk").values_list(*columns)
    }


def _who_attended(places: list[Enrolment]) -> set[int]:
    """The ids of places in batches that are over whose trainees reached the shares that a certificate needs."""
    today = clock.local(clock.now()).date()
    over = [each for each in places if each.batch.ended_on < today and each.state in Enrolment.STUDYING]
    if not over:
        return set()
    live, in_person = live_attendance(over), in_person_attendance(over)
    return {
        each.pk for each in over if live[each.pk].is_met and (each.pk not in in_person or in_person[each.pk].is_met)
    }


def _certificates(programme: Programme) -> list[Certificate]:
    rows = Certificate.objects.valid().filter(batch__phase__programme=programme)
    return list(rows.select_related("batch", "enrolment").order_by("pk"))


def _key(batch: object) -> Key:
    return Key(batch.phase_id, batch.district_id, batch.topic_id)  # type: ignore[attr-defined]


def _counts(people: list[Person]) -> dict[Key, Counts]:
    by_block: dict[Key, list[int]] = defaultdict(lambda: [0] * len(STEPS))
    for person in people:
        row = by_block[person.key]
        for step in range(person.step):
            row[step] += 1
    return {key: tuple(row) for key, row in by_block.items()}
