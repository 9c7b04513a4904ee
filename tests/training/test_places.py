"""What the database holds of places, and who a batch is."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from market.core.base import clock
from market.training.classes.feeds import classes_of
from market.training.classes.people import people_of
from market.training.models import ClassSession, Enrolment, EnrolmentChange
from tests import make
from tests.training import plan_story


@pytest.fixture
def batch(oli):
    return plan_story.planned_batch(oli)


def refused(**columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(name_en="Somebody", offered_at=clock.now(), **columns)


def test_a_seat_and_a_trainee_are_placed_once(oli, batch, farida, rina):
    plan_story.enrolled(batch, farida)
    due = clock.now() + timedelta(days=5)
    refused(batch=batch, trainee=rina, seat=1, answer_due_at=due)
    refused(batch=batch, trainee=farida, seat=2, answer_due_at=due)
    refused(batch=batch, trainee=rina, seat=None, answer_due_at=due)
    refused(batch=batch, trainee=rina, seat=2)


def test_what_became_of_a_place_stays_written(batch, farida):
    row = plan_story.enrolled(batch, farida).changes.get()
    for change in ({"state": "lapsed"}, {"reason": "Another one"}, {"by": farida}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EnrolmentChange.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()
    EnrolmentChange.objects.filter(pk=row.pk).update(reason="")  # as when an account is erased


def test_trainees_see_and_hear_of_their_classes(batch, farida, rina):
    plan_story.enrolled(batch, farida)
    sessions = set(batch.sessions.all())
    assert set(ClassSession.objects.visible_to(farida)) == set(classes_of(farida)) == sessions
    assert not ClassSession.objects.visible_to(rina).exists()
    assert not list(classes_of(rina))
    assert farida in people_of(batch)
    left = make.make_person("Left")
    Enrolment.objects.filter(trainee=farida).update(trainee=left, state="dropped_out", seat=None)
    assert not list(classes_of(left))
    assert left not in people_of(batch)
