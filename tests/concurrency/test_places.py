"""Races for seats: 37 people for 36."""

from functools import partial
from threading import Barrier

import pytest

from market.training.enrolments import actions, offer_actions, seat_actions
from market.training.models import Enrolment
from tests import make
from tests.concurrency.test_money import race, winners
from tests.training import place_story as story
from tests.training import plan_story, selection_story

pytestmark = pytest.mark.django_db(transaction=True)
SEATS = 36


@pytest.mark.parametrize("locked", [True, False])
def test_36_seats_are_taken_by_37_at_once(oli, monkeypatch, locked):
    """Twenty accept what is offered, seventeen return; without the lock of the batch the index refuses likewise."""
    batch = story.batch_of(oli, SEATS)
    everybody = story.people(*(f"Person{number}" for number in range(SEATS + 1)))
    offers = story.offered(batch, everybody[:20])
    left = []
    for person in everybody[20:]:
        left.append(plan_story.enrolled(batch, person, seat=SEATS))
        actions.drop_out(by=person, enrolment_id=left[-1].pk, reason="x")
    if not locked:
        monkeypatch.setattr(seat_actions, "lock", lambda rows, pk: rows.get(pk=pk))
    outcomes = race(
        *(partial(offer_actions.accept_place, by=each.trainee, enrolment_id=each.pk) for each in offers),
        *(partial(actions.return_to_batch, by=oli, enrolment_id=each.pk, reason="x") for each in left),
    )
    won, taken = winners(outcomes), Enrolment.objects.studying()
    lost = [each for each in outcomes if isinstance(each, seat_actions.BatchFull)]
    assert (len(won) + len(lost), taken.count()) == (SEATS + 1, len(won))
    assert len(set(taken.values_list("seat", flat=True))) == len(won)
    assert {str(each) for each in lost} == {
        f"All 36 seats of batch {batch.code} are taken or offered already. Nothing has changed."
    }
    assert all(each.changes.filter(state="accepted").exists() for each in taken)
    assert len(won) == SEATS or not locked


def test_one_person_waits_for_two_batches_and_gets_one_seat(oli):
    first = story.batch_of(oli, 1)
    other = plan_story.Batch.objects.get(pk=first.pk)
    other.pk, other.code = None, "RAN-GD-9"
    other.save()
    person = make.make_person("Asma")
    story.published(first, [], [person])
    winners(race(*(partial(offer_actions.offer_next, each) for each in (first, other))))
    assert Enrolment.objects.count() == 1


def test_one_certificate_with_two_accounts_gets_one_of_two_seats(oli, monkeypatch):
    first, other = story.batch_of(oli, 1), story.batch_of(oli, 1, number=2)
    row = selection_story.certificate()
    for batch, person in zip((first, other), story.people("Asma", "Asma2"), strict=True):
        story.published(batch, [], [person])
        batch.phase.applications.update(certificate=row)
    together, lock_people = Barrier(2, timeout=10), offer_actions._lock_people

    def wait_for_the_other(applications):
        together.wait()
        lock_people(applications)

    monkeypatch.setattr(offer_actions, "_lock_people", wait_for_the_other)
    winners(race(*(partial(offer_actions.offer_next, each) for each in (first, other))))
    assert Enrolment.objects.count() == 1
