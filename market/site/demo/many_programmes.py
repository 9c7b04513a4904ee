"""Programmes that are over, as a site has them after many years: each of 64 batches with 36 trainees, their attendance
and certificates.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle, islice
from random import Random

from django.db import connection
from django.db.models import F, QuerySet

from market.accounts.models import User
from market.accounts.people.roles import Role
from market.core.base import clock
from market.site.demo.attendance import EXCUSED, ROLL_BEFORE_END
from market.site.demo.bulk import check_references, copy_instances
from market.site.demo.cast import build_user, password_hash, save_people
from market.site.demo.course_graduates import unclaimed_certificate
from market.site.demo.crowd import atomically
from market.site.demo.places import fill
from market.site.demo.programme import TRAINERS, make_phases
from market.site.demo.texts import Texts
from market.training.graduation.notice_actions import AT_END
from market.training.models import (
    Batch,
    Certificate,
    ClassSession,
    District,
    Enrolment,
    Programme,
    Signatories,
    Venue,
)

LAST_BEGAN, APART = 400, 60  # days: the newest of them before the one that runs, and each before the next
# The classes of a programme go on for 700 days: by then the team that began it is free, with its places.
TEAMS, TRAINERS_OF_TEAM = 13, 16
GRADUATE = 0.85  # the share of trainees with a certificate
GROWN = ("accounts_user", "training_enrolment", "training_classsession", "training_attendance", "training_certificate")

# The roll of every class of a batch, and most codes of live ones: written by the database, since they are millions.
# Like `attendance.mark_classes` for the programme that runs, but no sources differ.
MARK = """
WITH visits AS MATERIALIZED (
    SELECT s.id AS session, e.id AS enrolment, e.trainee_id, s.trainer_id, s.starts_at, s.rolled_at, s.kind,
        random() AS chance, random() AS code, e.id %% 13 = 0 AS seldom
    FROM training_classsession s JOIN training_enrolment e USING (batch_id)
    WHERE s.batch_id = ANY(%(batches)s) AND e.state = 'completed'
), marks AS (
    SELECT *, CASE
        WHEN chance < CASE WHEN seldom THEN 0.5 ELSE 0.84 END THEN 'present'
        WHEN chance < CASE WHEN seldom THEN 0.6 ELSE 0.9 END THEN 'late'
        WHEN chance < 0.98 THEN 'absent'
        ELSE 'excused' END AS value
    FROM visits
)
INSERT INTO training_attendancemark (session_id, enrolment_id, source, value, by_id, at, settles, reason)
SELECT session, enrolment, 'code', 'present', trainee_id, starts_at + interval '12 minutes', false, '' FROM marks
WHERE kind = 'live' AND value IN ('present', 'late') AND code < 0.9
UNION ALL
SELECT session, enrolment, 'roll', value, trainer_id, rolled_at, value = 'excused',
    CASE value WHEN 'excused' THEN %(excused)s ELSE '' END
FROM marks
"""


def make_programmes(wanted: int, officer: User, texts: Callable[[str], Texts]) -> None:
    """Add programmes until `wanted` stand here, beside the old one of 2018. Each is a transaction of its own, two at
    a time; what is missing after a crash is added by the next call. Raises the error of any.
    """
    there = set(Programme.objects.values_list("name_en", flat=True))
    numbers = [each for each in range(2, wanted + 1) if not any(name.endswith(f"({each})") for name in there)]
    for team in {each % TEAMS for each in numbers}:
        _make_team(team, officer)
    with ThreadPoolExecutor(2) as threads:
        works = [partial(_make_programme, each, officer, texts(f"programme {each}")) for each in numbers]
        for future in [threads.submit(atomically, work) for work in works]:
            future.result()
    if numbers:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(GROWN)}")


def _make_team(team: int, officer: User) -> None:
    """Trainers, and a place in each district, unless they are there."""
    if not _trainers_of(team).exists():
        save_people(
            build_user(_address(team, at), name, "bn", password_hash(), other_name=bangla, roles=[Role.TRAINER])
            for at, (name, bangla) in enumerate(islice(cycle(TRAINERS), TRAINERS_OF_TEAM))
        )
        names = {"name_en": _venue_name(team), "name_bn": "যুব প্রশিক্ষণ কেন্দ্র", "seats": 40, "added_at": clock.now()}
        rows = [
            Venue(district=each, address=each.name_bn, added_by=officer, **names) for each in District.objects.all()
        ]
        Venue.objects.bulk_create(rows)


def _address(team: int, at: int) -> str:
    return f"trainer-{team}-{at}@demo.test"


def _venue_name(team: int) -> str:
    return f"Youth training centre {team}"


def _trainers_of(team: int) -> QuerySet[User]:
    return User.objects.filter(email__in=[_address(team, at) for at in range(TRAINERS_OF_TEAM)]).order_by("pk")


def _make_programme(number: int, officer: User, texts: Texts) -> None:
    trainers = list(_trainers_of(number % TEAMS))
    venues = {each.district_id: each for each in Venue.objects.filter(name_en=_venue_name(number % TEAMS))}
    before = LAST_BEGAN + (number - 2) * APART
    programme = make_phases(number, officer, trainers, venues, before=before)
    batches = list(Batch.objects.filter(phase__programme=programme).select_related("phase", "topic", "district"))
    Batch.objects.filter(pk__in=[each.pk for each in batches]).update(graduation_told=AT_END)
    fill(batches, texts, officer, f"trainee{number}-")
    check_references()
    for phase in {each.phase_id for each in batches}:
        _mark([each.pk for each in batches if each.phase_id == phase], texts.chance)
    places = Enrolment.objects.filter(batch__in=batches, state=Enrolment.State.COMPLETED).order_by("pk")
    batch_of = {each.pk: each for each in batches}
    certificates = [unclaimed_certificate(each, batch_of[each.batch_id], texts.chance) for each in places]
    marks = Signatories.objects.on(clock.local(clock.now()).date())
    copy_instances(Certificate(signatories=marks), [each for each in certificates if texts.chance.random() < GRADUATE])


def _mark(batches: list[int], chance: Random) -> None:
    """The marks of all classes of these batches."""
    ClassSession.objects.filter(batch__in=batches).update(rolled_at=F("ends_at") - ROLL_BEFORE_END)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [chance.random()])
        cursor.execute(MARK, {"batches": batches, "excused": EXCUSED})
    check_references()
