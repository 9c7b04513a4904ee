"""A trainee writes to the trainers of the batch; how long they wait, who is told, and who reads."""

from datetime import timedelta

import pytest

from market.accounts.models import User
from market.coaching.models import Support, SupportAnswer
from market.coaching.support.actions import open_support
from market.coaching.support.queries import figures_of, support_in
from market.core.base import signals
from market.core.base.errors import NotFound
from market.messaging.actions import post_message
from market.messaging.models import Conversation
from market.notifications.models import Notification
from market.training.enrolments.actions import transfer
from market.training.models import Batch
from market.training.plans.trainer_actions import add_trainer, remove_trainer
from tests.make import make_person, run_jobs
from tests.training.plan_story import enrolled, planned_batch

DAY = timedelta(days=1)


@pytest.fixture
def lead():
    return make_person("Lead", roles=["trainer"])


@pytest.fixture
def batch(oli, lead):
    batch = planned_batch(oli)
    return add_trainer(by=oli, batch_id=batch.pk, trainer=lead, as_lead=True)


@pytest.fixture
def place(batch, rina):
    return enrolled(batch, rina)


def later(travel, **time):
    travel(timedelta(**time))
    run_jobs()


def notified(code):
    return sorted(Notification.objects.filter(kind=code).values_list("user__email", flat=True))


def test_an_answer_in_time(travel, place, rina, lead):
    talk = open_support(by=rina, enrolment_id=place.pk)
    assert open_support(by=lead, enrolment_id=place.pk) == talk
    first = post_message(by=rina, conversation_id=talk.pk, text="How do I hand it in?")
    later(travel, hours=2)
    post_message(by=rina, conversation_id=talk.pk, text="I have tried it twice.")
    later(travel, hours=1)
    support = Support.objects.get()
    assert (support.waits_since, support.escalate_at) == (first.created_at, first.created_at + DAY)
    answer = post_message(by=lead, conversation_id=talk.pk, text="With the button below.")
    post_message(by=lead, conversation_id=talk.pk, text="It is green.")
    later(travel, minutes=2)
    kept = SupportAnswer.objects.get()
    assert (kept.asked_at, kept.answered_at, kept.by) == (first.created_at, answer.created_at, lead)
    support.refresh_from_db()
    assert (support.waits_since, support.escalate_at) == (None, None)
    figures = figures_of(Batch.objects.all())
    assert (figures.waiting, figures.late, figures.percent_in_time, figures.median_hours) == (0, 0, 100, 4)


def test_whom_a_late_answer_goes_to(travel, batch, place, rina, lead, oli):
    post_message(by=rina, conversation_id=open_support(by=rina, enrolment_id=place.pk).pk, text="Is anybody there?")
    later(travel, hours=23)
    assert (notified("support.waits"), notified("support.late")) == ([], [])
    later(travel, hours=2)
    assert (notified("support.waits"), notified("support.late")) == ([lead.email], [])
    assert figures_of(Batch.objects.all()).late == 1
    assert [each.pk for each in support_in(batch)] == [place.pk]
    later(travel, hours=24)
    assert oli.email in notified("support.late")
    later(travel, days=9)
    assert (notified("support.waits"), notified("support.late").count(oli.email)) == ([lead.email], 1)


def test_trainers_come_and_go(batch, place, rina, lead, oli):
    talk = open_support(by=rina, enrolment_id=place.pk)
    post_message(by=rina, conversation_id=talk.pk, text="Good morning")
    second = make_person("Second", roles=["trainer"])
    add_trainer(by=oli, batch_id=batch.pk, trainer=second)
    assert Conversation.objects.visible_to(second).filter(pk=talk.pk).exists()
    remove_trainer(by=oli, batch_id=batch.pk, trainer=lead, successor=second)
    assert not Conversation.objects.visible_to(lead).filter(pk=talk.pk).exists()
    assert Conversation.objects.visible_to(rina).filter(pk=talk.pk).exists()


def test_a_trainee_who_is_moved_asks_the_new_trainers(travel, batch, place, rina, lead, oli, page):
    stays, new_lead = make_person("Stays", roles=["trainer"]), make_person("New", roles=["trainer"])
    add_trainer(by=oli, batch_id=batch.pk, trainer=stays)
    other = planned_batch(oli, number=2, district="dhaka")
    add_trainer(by=oli, batch_id=other.pk, trainer=new_lead, as_lead=True)
    add_trainer(by=oli, batch_id=other.pk, trainer=stays)
    talk = open_support(by=rina, enrolment_id=place.pk)
    post_message(by=rina, conversation_id=talk.pk, text="How do I hand it in?")
    later(travel, hours=1)
    post_message(by=lead, conversation_id=talk.pk, text="With the button below.")
    later(travel, hours=1)
    post_message(by=rina, conversation_id=talk.pk, text="Which one?")
    later(travel, hours=25)
    assert notified("support.waits") == [lead.email]
    new = transfer(by=oli, enrolment_id=place.pk, batch_id=other.pk, reason="Nearer to home")
    assert set(talk.members.values_list("user", flat=True)) == {rina.pk, stays.pk, new_lead.pk}
    with pytest.raises(NotFound):
        post_message(by=lead, conversation_id=talk.pk, text="The green one.")
    assert open_support(by=rina, enrolment_id=new.pk) == talk
    shown = page(stays).get(talk.get_absolute_url()).content.decode()
    assert f"The trainee has moved from batch {batch.code} to batch {other.code}" in shown
    assert "With the button below." in shown
    later(travel, hours=25)
    assert notified("support.waits") == sorted([lead.email, new_lead.email])
    post_message(by=new_lead, conversation_id=talk.pk, text="The green one.")
    later(travel, hours=1)
    figures = [figures_of(Batch.objects.filter(pk=each.pk)) for each in (batch, other)]
    assert [(each.waiting, each.answered, each.in_time) for each in figures] == [(0, 1, 1), (0, 1, 0)]


def test_who_is_no_trainer_any_more_leaves(travel, batch, place, rina, lead, oli):
    talk = open_support(by=rina, enrolment_id=place.pk)
    post_message(by=rina, conversation_id=talk.pk, text="Good morning")
    roles, lead.roles = lead.roles, []
    lead.save()
    signals.profile_changed.send(sender=User, user_id=lead.pk)
    assert not Conversation.objects.visible_to(lead).filter(pk=talk.pk).exists()
    with pytest.raises(NotFound):
        post_message(by=lead, conversation_id=talk.pk, text="Good morning")
    later(travel, hours=25)  # nobody else teaches the batch: the office hears of it at once
    assert (notified("support.waits"), oli.email in notified("support.late")) == ([], True)
    second = make_person("Second", roles=["trainer"])
    add_trainer(by=oli, batch_id=batch.pk, trainer=second, as_lead=True)
    assert set(talk.members.values_list("user", flat=True)) == {rina.pk, second.pk}
    post_message(by=second, conversation_id=talk.pk, text="Good morning")
    lead.roles = roles
    lead.save()
    signals.profile_changed.send(sender=User, user_id=lead.pk)
    assert Conversation.objects.visible_to(lead).filter(pk=talk.pk).exists()


def test_pages(page, place, rina, lead, oli):
    shown = page(rina).get("/course/")
    assert "Questions? Your trainers help" in shown.content.decode()
    answer = page(rina).post(f"/places/{place.pk}/support/open/")
    talk = Support.objects.get().conversation
    assert answer.url == talk.get_absolute_url()
    post_message(by=rina, conversation_id=talk.pk, text="Good morning")
    shown = page(lead).get(f"/batches/{place.batch_id}/support/").content.decode()
    assert "Rina" in shown
    assert page(oli).post(f"/places/{place.pk}/support/open/").status_code == 403
    assert page(oli).get(f"/places/{place.pk}/support/").url == f"/batches/{place.batch_id}/support/"
