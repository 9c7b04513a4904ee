"""One certificate gives one place, and a seat that the draw gave is not lost."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.core.models import AuditEntry
from market.notifications.models import Notification
from market.training.enrolments import actions
from market.training.enrolments.offer_actions import offer_published
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


def test_a_seat_that_was_taken_before_the_list_is_published_comes_first_later(oli, onu, page, run_jobs):
    phase = selection_story.phase_of(oli, seats=1)
    selected = selection_story.application(phase, device="computer")
    waiting = selection_story.application(phase, device="none")
    selection_story.drawn(oli, phase)
    batch = phase.batches.get()
    moved = plan_story.enrolled(batch, make.make_person("Moved"))
    confirm_selection(by=onu, phase_id=phase.pk)
    run_jobs()
    assert states(selected.applicant) == states(waiting.applicant) == []
    heard = Notification.objects.get(user=selected.applicant)
    assert heard.kind == "selection.seat_lost"
    assert "You come first when one becomes free" in str(heard.facts["why"])
    shown = page(selected.applicant).get(selected.get_absolute_url()).content.decode()
    assert "All seats of batch RAN-GD-1 were taken" in shown
    assert "You have a seat" not in shown
    actions.drop_out(by=moved.trainee, enrolment_id=moved.pk, reason="A job")
    assert states(selected.applicant) == ["offered"]
    assert states(waiting.applicant) == []


def test_a_job_offers_the_seats_of_a_published_list_once(oli, onu, run_jobs):
    phase = selection_story.phase_of(oli, seats=9)
    for _ in range(9):
        selection_story.application(phase)
    selection_story.drawn(oli, phase)
    selection = confirm_selection(by=onu, phase_id=phase.pk)
    assert not Enrolment.objects.exists()
    with CaptureQueriesContext(connection) as ran:
        offer_published(selection_id=selection.pk)
    assert len(ran) < 9 * 4 + 40  # what grows with each offer: a notification, its mail, a savepoint around both
    run_jobs()
    assert Enrolment.objects.count() == Notification.objects.filter(kind="place.offered").count() == 9
    assert AuditEntry.objects.filter(code="place.offered").count() == 9
