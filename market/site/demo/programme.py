"""The training programme: eight phases in eight districts each, at every stage, beside the one of 2018 that is over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle

from market.accounts.models import User
from market.accounts.people.roles import Role
from market.core.base import clock
from market.site.demo.cast import build_user, password_hash, save_people
from market.training.classes.actions import cancel_class, move_class
from market.training.classes.reminders import set_reminders
from market.training.districts.tiles import short_name
from market.training.models import (
    Batch,
    CalendarPeriod,
    ClassSession,
    District,
    Phase,
    PlanTemplate,
    Programme,
    Topic,
    Venue,
)
from market.training.periods.queries import special_days
from market.training.plans.calendar import LIVE, Calendar, day_start, make_calendar

DAY = timedelta(days=1)
NAMES = {"name_en": "Amar Internet Amar Ay", "name_bn": "আমার ইন্টারনেট আমার আয়"}
# Days from now on which the phases begin: three are done, one has project work, one meets, one has live classes.
BEGINS = (-470, -380, -290, -140, -62, -20, 35, 130)
# Days from now between which trainees apply, where that is not 45 to 10 days before: one list waits, one phase is open.
APPLICATIONS = {7: (-40, -2), 8: (-10, 25)}
TRAINERS = [
    *(("Nusrat Jahan", "নুসরাত"), ("Shahana Parvin", "শাহানা"), ("Rezaul Karim", "রেজাউল"), ("Farzana Haque", "ফারজানা")),
    *(("Kamrul Hasan", "কামরুল"), ("Sharmin Sultana", "শারমিন"), ("Mizanur Rahman", "মিজানুর"), ("Dilara Begum", "দিলারা")),
    *(("Ashraful Islam", "আশরাফুল"), ("Salma Khatun", "সালমা"), ("Tanvir Ahmed", "তানভীর"), ("Rokeya Sultana", "রোকেয়া")),
    *(("Imran Hossain", "ইমরান"), ("Laila Arjumand", "লায়লা"), ("Jahangir Alam", "জাহাঙ্গীর")),
]
TITLES = (
    ("Work on the internet: who buys what", "ইন্টারনেটে কাজ: কে কী কেনেন"),
    ("Your tools, and keeping files safe", "আপনার যন্ত্র, আর ফাইল নিরাপদ রাখা"),
    ("Reading what a client asks for", "ক্লায়েন্ট কী চান, পড়ে বোঝা"),
    ("A first small piece of work", "প্রথম ছোট কাজ"),
    ("Corrections, and saying what is possible", "সংশোধন, আর কী সম্ভব তা বলা"),
    ("Prices, time and your own calendar", "দাম, সময় আর নিজের ক্যালেন্ডার"),
)
MOON = (
    ("ramadan", date(2027, 2, 8), date(2027, 3, 9), "Ramadan", "রমজান"),
    ("holiday", date(2027, 3, 9), date(2027, 3, 12), "Eid-ul-Fitr", "ঈদুল ফিতর"),
    ("holiday", date(2027, 5, 16), date(2027, 5, 19), "Eid-ul-Azha", "ঈদুল আজহা"),
    ("ramadan", date(2028, 1, 28), date(2028, 2, 26), "Ramadan", "রমজান"),
)
LATER = "আগের ক্লাসের কাজ দেখা হবে, তাই এক ঘণ্টা পরে।"
OUTAGE = "বিদ্যুৎ বিভাগ জানিয়েছে, সেই সন্ধ্যায় বিদ্যুৎ থাকবে না।"


@dataclass(frozen=True, slots=True)
class Plan:
    """What all phases share."""

    number: int  # of the programme: the one that runs is the first
    programme: Programme
    template: PlanTemplate
    officer: User
    trainers: list[User]
    venues: dict[int, Venue]


def make_programme(people: dict[str, User]) -> None:
    """The phases with their batches and classes, the old batches in a programme of their own, and two moves."""
    if Programme.objects.exists():
        return
    officer, today = people["oli"], clock.local(clock.now()).date()
    _attach_old_batches(officer)
    _enter_moon(officer, today)
    make_phases(1, officer, _trainers(people["tahmina"]), _venues(officer), before=0)
    _move_some(officer, people["tahmina"])


def make_phases(
    number: int, officer: User, trainers: list[User], venues: dict[int, Venue], *, before: int
) -> Programme:
    """The programme of a number, `before` days before the one that runs, with its phases, batches and classes."""
    first = clock.local(clock.now()).date() - before * DAY
    names = NAMES if number == 1 else {key: f"{name} ({number})" for key, name in NAMES.items()}
    programme = Programme.objects.create(
        **names,
        starts_on=first + BEGINS[0] * DAY,
        ends_on=first + (BEGINS[0] + 730) * DAY,
        added_by=officer,
        added_at=clock.now() - before * DAY,
    )
    plan = Plan(number, programme, PlanTemplate.objects.earliest("pk"), officer, trainers, venues)
    districts, topics = _rounds(), cycle(Topic.objects.all())
    for phase, begins in enumerate(BEGINS, start=1):
        _make_phase(plan, phase, first + begins * DAY, [next(districts) for _each in range(8)], topics)
    return programme


def _attach_old_batches(officer: User) -> None:
    """The batches of 2018, a phase for each month in which some began."""
    first, last = date(2018, 1, 1), date(2018, 12, 31)
    names = {"name_en": f"{NAMES['name_en']} 2018", "name_bn": f"{NAMES['name_bn']} ২০১৮"}
    columns = {"added_by": officer, "added_at": day_start(first)}
    programme = Programme.objects.create(**names, starts_on=first, ends_on=last, **columns)
    template = PlanTemplate.objects.earliest("pk")
    for number, begins in enumerate(Batch.objects.filter(phase=None).dates("started_on", "month"), start=1):
        opens, closes = day_start(begins - 30 * DAY), day_start(begins - 10 * DAY)
        phase = Phase(programme=programme, number=number, template=template, starts_on=begins, opens_at=opens)
        phase.closes_at, phase.planned_by, phase.planned_at = closes, officer, opens
        phase.save()
        Batch.objects.filter(phase=None, started_on__month=begins.month).update(phase=phase)


def _enter_moon(officer: User, today: date) -> None:
    columns = {"added_by": officer, "added_at": clock.now()}
    CalendarPeriod.objects.bulk_create(
        CalendarPeriod(kind=kind, first_day=first, last_day=last, name_en=name_en, name_bn=name_bn, **columns)
        for kind, first, last, name_en, name_bn in MOON
        if last >= today
    )


def _trainers(tahmina: User) -> list[User]:
    """Sixteen, so that two phases can have classes at once: Tahmina teaches in the second, fourth … phase."""
    people = [
        build_user(f"trainer{at}@demo.test", name, "bn", password_hash(), other_name=bangla, roles=[Role.TRAINER])
        for at, (name, bangla) in enumerate(TRAINERS, start=1)
    ]
    save_people(people)
    return [*people[:8], tahmina, *people[8:]]


def _venues(officer: User) -> dict[int, Venue]:
    columns = {"name_en": "Youth training centre", "name_bn": "যুব প্রশিক্ষণ কেন্দ্র", "seats": 40, "added_at": clock.now()}
    rows = [
        Venue(district=each, address=f"{each.name_bn} সদর", added_by=officer, **columns)
        for each in District.objects.all()
    ]
    return {each.district_id: each for each in Venue.objects.bulk_create(rows)}


def _rounds() -> Iterator[District]:
    """The districts so that each phase has some of every division."""
    by_division: dict[str, list[District]] = {}
    for each in District.objects.order_by("slug"):
        by_division.setdefault(each.division_en, []).append(each)
    while any(by_division.values()):
        for rows in by_division.values():
            if rows:
                yield rows.pop(0)


def _make_phase(plan: Plan, number: int, begins: date, districts: list[District], topics: Iterator[Topic]) -> None:
    before = (begins - clock.local(clock.now()).date()).days
    usual = before - 45, before - 10
    opens, closes = (
        begins + (at - before) * DAY for at in (APPLICATIONS.get(number, usual) if plan.number == 1 else usual)
    )
    phase = Phase.objects.create(
        programme=plan.programme,
        number=number,
        template=plan.template,
        starts_on=begins,
        opens_at=day_start(opens),
        closes_at=day_start(closes),
        planned_by=plan.officer,
        planned_at=min(day_start(begins - 60 * DAY), clock.now()),
    )
    calendar = make_calendar(plan.template, begins, special_days(begins))
    team = plan.trainers[8:] if number % 2 == 0 else plan.trainers[:8]
    for at, district in enumerate(districts):
        trainer = None if (plan.number, number, at) == (1, 8, 7) else team[at]
        _make_batch(plan, phase, district, next(topics), trainer, calendar)


def _make_batch(  # noqa: PLR0913  # a batch is all of these
    plan: Plan, phase: Phase, district: District, topic: Topic, trainer: User | None, calendar: Calendar
) -> None:
    initials = "".join(word[0] for word in topic.slug.split("-") if word != "and").upper()
    batch = Batch.objects.create(
        code=f"{short_name(district)}-{initials}-{plan.number}",
        topic=topic,
        district=district,
        trainer=trainer,
        phase=phase,
        seats=plan.template.seats,
        started_on=clock.local(calendar.slots[0].starts_at).date(),
        ended_on=calendar.last_day,
    )
    ClassSession.objects.bulk_create(_sessions(batch, calendar, plan.venues[district.pk], clock.now() + 7 * DAY))


def _sessions(batch: Batch, calendar: Calendar, venue: Venue, planned_at: datetime) -> Iterator[ClassSession]:
    """Live classes have a title and a room as far as a week ahead."""
    for slot in calendar.slots:
        session = ClassSession(batch=batch, trainer=batch.trainer, **slot._asdict())
        if slot.kind != LIVE:
            session.venue = venue
        elif slot.starts_at < planned_at:
            session.title_en, session.title_bn = TITLES[(slot.number - 1) % len(TITLES)]
            session.room = f"https://meet.jit.si/amar-kaj-{batch.code.lower()}"
        set_reminders(session)
        yield session


def _move_some(officer: User, tahmina: User) -> None:
    """Of Tahmina's batch that has classes now, one moves and another is cancelled."""
    coming = ClassSession.objects.filter(trainer=tahmina, kind=LIVE, starts_at__gt=clock.now() + DAY)
    sessions = list(coming.order_by("starts_at")[:3])
    if len(sessions) == 3:
        later = sessions[1].starts_at + timedelta(hours=1)
        move_class(by=officer, session_id=sessions[1].pk, starts_at=later, reason=LATER)
        cancel_class(by=officer, session_id=sessions[2].pk, reason=OUTAGE)
