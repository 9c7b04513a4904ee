"""One certificate gives one place, and a seat that the draw gave is not lost."""

from datetime import timedelta

from market.training.enrolments import actions
from market.training.models import Enrolment
from market.training.selection.actions import confirm_selection
from tests import make
from tests.training import plan_story, selection_story


def states(person):
    return [*Enrolment.objects.filter(trainee=person).values_list("state", flat=True)]


def of_two_accounts(oli, onu):
    """Two accounts of one person: one waits in phase 1, the other one applied for phase 2. Returns the places of the
    other one's phase, its applicant, and who keeps the only seat of phase 1."""
    one = selection_story.certificate()
    phase = selection_story.phase_of(oli, seats=1)
    first = selection_story.application(phase, device="computer")
    waiting = selection_story.application(phase, certificate=one, device="none")
    selection_story.published(oli, onu, phase)
    day = plan_story.today()
    days = {"opens_on": day - timedelta(days=5), "closes_on": day + timedelta(days=1)}
    phase_2 = selection_story.phase_of(oli, number=2, first_day=day + timedelta(days=60), **days)
    return waiting, selection_story.application(phase_2, certificate=one), first


def test_one_certificate_gives_one_place_whatever_account_waits(oli, onu):
    waiting, other, first = of_two_accounts(oli, onu)
    selection_story.published(oli, onu, other.phase)
    assert states(other.applicant) == ["offered"]
    seat = Enrolment.objects.get(application=first)
    actions.give_up_places(by=seat.trainee)
    assert states(waiting.applicant) == []


def test_who_has_a_place_with_another_account_takes_no_part(oli, onu):
    waiting, other, first = of_two_accounts(oli, onu)
    actions.give_up_places(by=first.applicant)
    assert states(waiting.applicant) == ["offered"]
    selection_story.published(oli, onu, other.phase)
    assert other.place.outcome == "has_place"
    assert states(other.applicant) == []


def test_a_seat_that_was_taken_before_the_list_is_published_comes_first_later(oli, onu):
    phase = selection_story.phase_of(oli, seats=1)
    selected = selection_story.application(phase, device="computer")
    waiting = selection_story.application(phase, device="none")
    selection_story.drawn(oli, phase)
    batch = phase.batches.get()
    moved = plan_story.enrolled(batch, make.make_person("Moved"))
    confirm_selection(by=onu, phase_id=phase.pk)
    assert states(selected.applicant) == states(waiting.applicant) == []
    actions.drop_out(by=moved.trainee, enrolment_id=moved.pk, reason="A job")
    assert states(selected.applicant) == ["offered"]
    assert states(waiting.applicant) == []
