"""Races of planning: two officers want the same trainer or place."""

from datetime import timedelta
from functools import partial

import pytest

from market.core.base.errors import DomainError
from market.training.classes import bookings
from market.training.classes.actions import move_class
from market.training.models import Batch, ClassSession, Phase
from market.training.plans.actions import plan_phase
from tests.concurrency.test_money import race, winners
from tests.training import plan_story as story

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("locked", [True, False])
def test_a_trainer_is_planned_once_at_a_time(oli, onu, tahmina, monkeypatch, locked):
    """Without the locks the constraints of the database decide: the refusal is the same."""
    if not locked:
        monkeypatch.setattr(bookings, "_lock", lambda rows: None)
    one, other = story.programme(oli), story.programme(oli)
    plans = [
        story.phase_plan(oli, story.batch_plan("rangpur", tahmina), programme=one),
        story.phase_plan(oli, story.batch_plan("dhaka", tahmina), programme=other),
    ]
    outcomes = race(*(partial(plan_phase, by=who, plan=plan) for who, plan in zip((oli, onu), plans, strict=True)))
    assert len(winners(outcomes)) == 1
    refusal = next(each for each in outcomes if isinstance(each, DomainError))
    assert refusal.code == "double_booked"
    assert "Tahmina gives" in str(refusal.errors)
    assert Phase.objects.count() == Batch.objects.count() == 1
    assert ClassSession.objects.count() == 28


def test_two_classes_of_a_trainer_move_to_one_time_once(oli, onu, tahmina):
    first = story.planned(oli, story.batch_plan("rangpur", tahmina)).batches.get()
    later = story.today() + timedelta(days=200)
    other = story.planned(oli, story.batch_plan("dhaka", tahmina), number=2, first_day=later).batches.get()
    at = story.in_dhaka(later - timedelta(days=9), 15)
    moves = [
        partial(move_class, by=oli, session_id=each.sessions.first().pk, starts_at=at, reason="x")
        for each in (first, other)
    ]
    outcomes = race(*moves)
    assert len(winners(outcomes)) == 1
    assert ClassSession.objects.filter(starts_at=at).count() == 1
