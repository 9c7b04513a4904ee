"""Rolls in which sources say different things: what counts until it is settled, and by whom."""

from dataclasses import replace
from uuid import uuid4

import pytest

from market.core.base.errors import DomainError
from market.core.base.home_tasks import Home
from market.training.attendance.home_tasks import contradiction_tasks, late_contradiction_tasks
from market.training.attendance.roll_actions import RollMark, call_roll
from market.training.attendance.roll_queries import lines_of
from market.training.models import Attendance
from tests.training import plan_story as story
from tests.training.attendance_story import DAY, MINUTE, goto


def counts(place) -> str:
    row = Attendance.objects.get(enrolment=place)
    return f"{row.counts}{'?' * row.is_contradicted}"


def refused(**fields) -> str:
    with pytest.raises(DomainError) as refusal:
        call_roll(**fields)
    return refusal.value.code


def test_a_mark_without_a_reason_changes_nothing_that_counts(page, tahmina, oli, farida, rina):
    batch = story.planned_batch(oli, trainer=tahmina)
    place, other = (story.enrolled(batch, each, seat=at) for at, each in enumerate((farida, rina), start=1))
    live = batch.sessions.filter(kind="live").earliest("starts_at")
    goto(live.starts_at + MINUTE)
    marks = [RollMark(place.pk, "absent"), RollMark(other.pk, "late")]
    call_roll(by=tahmina, session_id=live.pk, marks=marks)
    crafted = RollMark(place.pk, "present", known=0, client_id=uuid4())
    call_roll(by=tahmina, session_id=live.pk, marks=[crafted])
    assert counts(place) == "absent?"
    assert late_contradiction_tasks(Home(oli)) == []
    goto(live.ends_at + 7 * DAY)  # the roll is closed: an officer settles, with a reason, and nothing else
    assert contradiction_tasks(Home(tahmina)) == []
    assert [each.kind for each in late_contradiction_tasks(Home(oli))] == ["late_contradiction"]
    lines = {each.enrolment: each for each in lines_of(live)}
    settle = RollMark(place.pk, "present", lines[place].known, "The room knows that she was there")
    more = [settle, RollMark(other.pk, "absent", lines[other].known, "She left")]
    for by, wrong in ((tahmina, [settle]), (oli, more)):
        assert refused(session_id=live.pk, by=by, marks=wrong) == "roll_not_open"
    for wrong in (replace(settle, reason=" "), replace(settle, known=0)):
        assert refused(session_id=live.pk, by=oli, marks=[wrong]) == "invalid"
    assert "Settle these first" not in page(tahmina).get(f"/classes/{live.pk}/roll/").content.decode()
    assert "Settle these first" in page(oli).get(f"/classes/{live.pk}/roll/").content.decode()
    typed = {f"value_{place.pk}": "present", f"known_{place.pk}": settle.known, f"reason_{place.pk}": settle.reason}
    assert page(oli).post(f"/classes/{live.pk}/roll/", typed).status_code == 302
    assert (counts(place), late_contradiction_tasks(Home(oli))) == ("present", [])
