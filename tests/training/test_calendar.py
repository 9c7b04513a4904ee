"""Calendars of batches: pure, by rule."""

from datetime import date, time, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.core.base import clock
from market.training.models import PlanTemplate
from market.training.plans.calendar import IN_PERSON, LIVE, Days, Hours, NoRoomInCalendar, make_calendar

DAY = st.dates(date(2026, 1, 1), date(2027, 12, 31))
SPANS = st.lists(
    st.tuples(DAY, st.integers(0, 30)).map(lambda pair: (pair[0], pair[0] + timedelta(pair[1]))), max_size=8
)
WEEKDAYS = st.lists(st.integers(0, 6), min_size=1, unique=True)
DAYS = st.builds(Days, st.sets(st.tuples(st.integers(1, 12), st.integers(1, 31)), max_size=20), SPANS, SPANS)
RULES = st.builds(
    SimpleNamespace,
    class_count=st.integers(0, 40),
    class_weekdays=WEEKDAYS,
    class_at=st.just(time(20)),
    class_minutes=st.integers(15, 480),
    ramadan_at=st.just(time(21, 30)),
    in_person_count=st.integers(1, 12),
    in_person_weekdays=WEEKDAYS,
    in_person_at=st.just(time(10)),
    in_person_minutes=st.integers(15, 480),
    project_months=st.integers(0, 12),
)


def day_of(slot):
    return clock.local(slot.starts_at).date()


@given(RULES, DAY, DAYS)
def test_a_calendar_keeps_every_rule(rule, first_day, days):
    calendar = make_calendar(rule, first_day, days)
    by_kind = {kind: [each for each in calendar.slots if each.kind == kind] for kind in (LIVE, IN_PERSON)}
    assert [each.number for each in by_kind[LIVE]] == list(range(1, rule.class_count + 1))
    assert [each.number for each in by_kind[IN_PERSON]] == list(range(1, rule.in_person_count + 1))
    held_on = [day_of(each) for each in calendar.slots]
    assert held_on == sorted(set(held_on))  # one class a day, live ones before face-to-face ones
    assert held_on[0] >= first_day
    assert not any(days.is_closed(day) for day in held_on)
    for kind, weekdays in ((LIVE, rule.class_weekdays), (IN_PERSON, rule.in_person_weekdays)):
        assert all(day_of(each).weekday() in weekdays for each in by_kind[kind])
    for each in by_kind[LIVE]:
        at = rule.ramadan_at if days.is_ramadan(day_of(each)) else rule.class_at
        assert clock.local(each.starts_at).time() == at
        assert each.ends_at - each.starts_at == timedelta(minutes=rule.class_minutes)
    assert 0 <= (calendar.last_day - held_on[-1]).days <= 31 * rule.project_months


@given(RULES, DAY, DAYS)
def test_no_open_day_is_left_out(rule, first_day, days):
    live = {day_of(each) for each in make_calendar(rule, first_day, days).slots if each.kind == LIVE}
    span = (max(live) - first_day).days if live else 0
    passed = (first_day + timedelta(offset) for offset in range(span))
    assert not [
        day for day in passed if day.weekday() in rule.class_weekdays and not days.is_closed(day) and day not in live
    ]


def test_a_known_calendar():
    """22 live classes from Sunday 3 January 2027; 21 February and 26 March are holidays, Ramadan begins in February."""
    days = Days({(2, 21), (3, 26)}, (), [(date(2027, 2, 9), date(2027, 3, 9))])
    calendar = make_calendar(PlanTemplate(), date(2027, 1, 1), days)
    live = [clock.local(each.starts_at) for each in calendar.slots if each.kind == LIVE]
    assert (live[0].isoformat(), live[-1].isoformat()) == ("2027-01-03T20:00:00+06:00", "2027-02-23T21:30:00+06:00")
    faced = [day_of(each) for each in calendar.slots if each.kind == IN_PERSON]
    assert [str(day) for day in faced[:2]] == ["2027-02-26", "2027-02-27"]
    assert str(calendar.last_day) == "2027-07-13"


def test_only_the_classes_to_come_are_planned_and_never_without_end():
    numbers = {LIVE: [21, 22], IN_PERSON: [1]}
    slots = make_calendar(PlanTemplate(), date(2027, 1, 1), Days(), numbers).slots
    assert [(each.kind, each.number) for each in slots] == [(LIVE, 21), (LIVE, 22), (IN_PERSON, 1)]
    with pytest.raises(NoRoomInCalendar):
        make_calendar(PlanTemplate(), date(2027, 1, 1), Days(holidays=[(date(2026, 1, 1), date(2031, 1, 1))]))


def test_a_batch_has_hours_of_its_own():
    """In Ramadan they move by as much as those of the template, unless the class would end after midnight."""
    days = Days((), (), [(date(2027, 1, 4), date(2027, 3, 9))])

    def first_two(*hours: time) -> list[str]:
        slots = make_calendar(PlanTemplate(), date(2027, 1, 1), days, hours=Hours(*hours)).slots
        return [f"{clock.local(each.starts_at):%H:%M}" for each in (*slots[:2], slots[-1])]

    assert first_two() == ["20:00", "21:30", "10:00"]
    assert first_two(time(18), time(14, 30)) == ["18:00", "19:30", "14:30"]
    assert first_two(time(21)) == ["21:00", "22:30", "10:00"]
    assert first_two(time(21, 30)) == ["21:30", "21:30", "10:00"]
