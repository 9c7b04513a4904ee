"""Races of a selection: two officers draw, or one confirms and another refuses."""

from functools import partial

import pytest

from market.core.base.errors import DomainError
from market.training.models import Selection, SelectionChange, SelectionPlace
from market.training.selection.actions import confirm_selection, draw_selection, is_as_drawn, refuse_selection
from tests import make
from tests.concurrency.test_money import race, winners
from tests.training import selection_story as story

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_selection_is_drawn_once_and_decided_once(oli, onu):
    third = make.make_person("Olga", roles=["officer"])
    phase = story.over(oli, *["rangpur"] * 5)
    outcomes = race(*(partial(draw_selection, by=who, phase_id=phase.pk) for who in (oli, onu)))
    assert len(winners(outcomes)) == 1
    assert next(each for each in outcomes if isinstance(each, DomainError)).code == "drawn_already"
    assert SelectionPlace.objects.count() == 5
    drawer = Selection.objects.get().drawn_by
    other = onu if drawer == oli else oli
    outcomes = race(
        partial(confirm_selection, by=other, phase_id=phase.pk),
        partial(refuse_selection, by=third, phase_id=phase.pk, reason="No."),
    )
    assert len(winners(outcomes)) == 1
    states = list(SelectionChange.objects.values_list("state", flat=True))
    assert states in (["committed", "drawn", "published"], ["committed", "drawn", "refused"])
    assert is_as_drawn(Selection.objects.get())
