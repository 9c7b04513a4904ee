"""Officers enter outages of a district; deadlines of trainees wait."""

from datetime import timedelta

import pytest

from market.accounts.people.two_person_actions import OnePerson, SamePerson
from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed
from market.core.models import AuditEntry
from market.notifications.models import Notification
from market.training.district_outages.actions import (
    OutageEntered,
    OutageOver,
    OutageWaits,
    end_outage,
    enter_outage,
    extend_outage,
    move_deadlines,
)
from market.training.district_outages.deciding_actions import OutageDecided, confirm_outage, refuse_outage
from market.training.district_outages.queries import extended
from market.training.models import District, DistrictOutage, DistrictOutageChange, Enrolment
from tests.make import make_person
from tests.site.task_lists import tasks_of
from tests.training.place_story import offered
from tests.training.plan_story import planned_batch

HOUR = timedelta(hours=1)


@pytest.fixture
def rangpur(db):
    return District.objects.get(slug="rangpur")


def entered(oli, district, begins=timedelta(0), hours=10):
    start = clock.now() + begins
    return enter_outage(by=oli, district=district, reason="flood", from_at=start, until_at=start + hours * HOUR)


def test_who_enters_what(travel, oli, farida, rangpur):
    with pytest.raises(NotAllowed):
        entered(farida, rangpur)
    for wrong in ({"hours": 0}, {"hours": 73}, {"begins": -25 * HOUR, "hours": 30}, {"begins": -10 * HOUR, "hours": 9}):
        with pytest.raises(Invalid):
            entered(oli, rangpur, **wrong)
    outage = entered(oli, rangpur)
    with pytest.raises(OutageEntered):
        entered(oli, rangpur, begins=2 * HOUR)
    with pytest.raises(Invalid):
        extend_outage(by=oli, outage_id=outage.pk, until_at=outage.until_at)
    with pytest.raises(Invalid):
        extend_outage(by=oli, outage_id=outage.pk, until_at=outage.from_at + 73 * HOUR)
    end_outage(by=oli, outage_id=outage.pk)
    travel(HOUR)
    with pytest.raises(OutageOver):
        end_outage(by=oli, outage_id=outage.pk)
    called_off = entered(oli, rangpur, begins=5 * HOUR)
    end_outage(by=oli, outage_id=called_off.pk)
    called_off.refresh_from_db()
    assert called_off.until_at == called_off.from_at
    assert entered(oli, rangpur, begins=4 * HOUR).is_present  # across the one that was called off
    assert DistrictOutageChange.objects.count() == 5


def test_one_that_has_begun_waits_for_another_officer(travel, page, oli, onu, farida, rangpur):
    (place,) = offered(planned_batch(oli), [farida])
    due = place.answer_due_at
    late = entered(oli, rangpur, begins=-5 * HOUR, hours=8)
    assert late.is_waiting
    travel(timedelta(minutes=1))
    assert Enrolment.objects.get(pk=place.pk).answer_due_at == due
    assert "Flood" not in page(farida).get("/outages/").content.decode()
    assert extended(due - 9 * 24 * HOUR, due, [rangpur.pk]) == due
    assert [task.kind for task in tasks_of(onu)].count("confirm_outage") == 1
    assert "confirm_outage" not in [task.kind for task in tasks_of(oli)]
    assert "Another officer" not in page(oli).get("/outages/").content.decode()
    with pytest.raises(OutageWaits):
        entered(onu, rangpur)
    for refused in (extend_outage, end_outage):
        with pytest.raises(OutageWaits):
            refused(
                by=onu, outage_id=late.pk, **({"until_at": late.until_at + HOUR} if refused is extend_outage else {})
            )
    with pytest.raises(NotAllowed):
        confirm_outage(by=farida, outage_id=late.pk)
    with pytest.raises(SamePerson):
        confirm_outage(by=oli, outage_id=late.pk)
    with pytest.raises(OnePerson):
        confirm_outage(by=make_person("Oli+twin", roles=["officer"]), outage_id=late.pk)
    confirm_outage(by=onu, outage_id=late.pk)
    travel(timedelta(minutes=1))
    assert Enrolment.objects.get(pk=place.pk).answer_due_at == due + (late.until_at - place.offered_at)
    for decide in (confirm_outage, refuse_outage):
        with pytest.raises(OutageDecided):
            decide(by=onu, outage_id=late.pk)
    heard = Notification.objects.filter(kind__startswith="outage.").values_list("kind", "user")
    assert {("outage.waits", onu.pk), ("outage.confirmed", oli.pk), ("outage.deadlines_wait", farida.pk)} <= set(heard)
    assert AuditEntry.objects.filter(code__startswith="outage.").count() == 3


def test_one_that_is_refused_or_forgotten_never_counts(page, travel, oli, onu, rangpur):
    late = entered(oli, rangpur, begins=-HOUR)
    officer = page(onu)
    assert "Confirm it" in officer.get("/outages/").content.decode()
    assert officer.post(f"/staff/outages/{late.pk}/refuse/").url == "/outages/"
    late.refresh_from_db()
    assert (late.state, late.is_present, late.look_at) == ("refused", False, None)
    with pytest.raises(OutageDecided):
        confirm_outage(by=onu, outage_id=late.pk)
    forgotten = entered(oli, rangpur, begins=-HOUR, hours=70)
    travel(48 * HOUR)
    with pytest.raises(OutageDecided):
        confirm_outage(by=onu, outage_id=forgotten.pk)
    forgotten.refresh_from_db()
    assert forgotten.state == "lapsed"
    assert Notification.objects.filter(kind="outage.lapsed").values_list("user", flat=True).get() == oli.pk
    assert not entered(onu, rangpur, begins=-HOUR / 4).is_waiting  # it keeps no other one out


def test_a_place_waits(oli, farida, rangpur):
    batch = planned_batch(oli)
    (place,) = offered(batch, [farida])
    due = place.answer_due_at
    outage = entered(oli, rangpur)
    move_deadlines(outage_id=outage.pk)
    place = Enrolment.objects.get(pk=place.pk)
    assert place.answer_due_at == due + 10 * HOUR
    end_outage(by=oli, outage_id=outage.pk)
    move_deadlines(outage_id=outage.pk)
    place.refresh_from_db()
    assert abs(place.answer_due_at - due) < timedelta(minutes=1)


def test_windows_that_are_counted_out(oli, rangpur):
    start = clock.now()
    dhaka = District.objects.get(slug="dhaka")
    for district, begins, hours in ((rangpur, 1, 4), (dhaka, 3, 4), (rangpur, 100, 5)):
        columns = {"reason": "power", "from_at": start + begins * HOUR, "until_at": start + (begins + hours) * HOUR}
        DistrictOutage.objects.create(district=district, **columns)
    until = start + 10 * HOUR
    assert extended(start, until, [rangpur.pk]) == until + 4 * HOUR
    assert extended(start, until, [rangpur.pk, dhaka.pk]) == until + 6 * HOUR  # two hours are both's
    assert extended(start + 2 * HOUR, until, [rangpur.pk]) == until + 3 * HOUR
    assert extended(start + 20 * HOUR, start + 30 * HOUR, [rangpur.pk]) == start + 30 * HOUR
    assert extended(start + 6 * HOUR, start + 99 * HOUR, [rangpur.pk]) == start + 99 * HOUR


def test_pages(page, oli, rina):
    empty = page().get("/outages/").content.decode()
    assert "No outage" in empty
    assert "Enter an outage" not in empty
    begins = clock.local(clock.now())
    ends = begins + 6 * HOUR
    typed = {"district": District.objects.get(slug="rangpur").pk, "reason": "power"}
    typed |= {"from_day": begins.date(), "from_clock": begins.strftime("%H:%M")}
    typed |= {"until_day": ends.date(), "until_clock": ends.strftime("%H:%M")}
    officer = page(oli)
    assert officer.post("/staff/outages/enter/", {**typed, "until_day": "2020-01-01"}).status_code == 400
    assert officer.post("/staff/outages/enter/", typed).url == "/outages/"
    outage = DistrictOutage.objects.get()
    assert "Power cut: Rangpur" in page().get("/outages/").content.decode()
    later = clock.local(outage.until_at) + 3 * HOUR
    end = {"until_day": later.date(), "until_clock": later.strftime("%H:%M")}
    extend = f"/staff/outages/{outage.pk}/extend/"
    assert officer.post(extend, {**end, "until_day": "2020-01-01"}).status_code == 400
    assert officer.post(extend, end).url == "/outages/"
    assert page(rina).post(extend, end).status_code == 404
    assert officer.post(f"/staff/outages/{outage.pk}/end/").url == "/outages/"
    outage.refresh_from_db()
    assert not outage.is_present
