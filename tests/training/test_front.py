"""What the front page says first to trainees and applicants: the class, or where the application stands."""

from datetime import timedelta

import pytest
from django.urls import reverse

from market.accounts.models import User
from market.core.base import clock
from market.core.base.home_tasks import Home
from market.training.applications.steps import Step
from market.training.enrolments import front_queries
from market.training.models import Application, Phase
from tests.training import place_story, plan_story


@pytest.fixture
def batch(oli):
    return place_story.batch_of(oli, seats=1)


HOME = "/api/v1/me/home/"


def front_of(user: User) -> front_queries.CourseNow | front_queries.ApplicationNow | None:
    return front_queries.front_of(user, Home(user).facts)


def test_a_trainees_front_page_begins_with_the_next_class(batch, page, api, django_assert_max_num_queries):
    [mina] = place_story.people("Mina")
    plan_story.enrolled(batch, mina)
    session = batch.sessions.order_by("starts_at").first()
    with django_assert_max_num_queries(6):
        course = front_of(mina)
    assert course.session == session
    html = page(mina).get("/").content.decode()
    card, address = html.index('aria-labelledby="course"'), session.get_absolute_url()
    assert card < html.index(f'class="button wide" href="{address}"')
    assert reverse("my_course") in html
    front = api(mina).get(HOME).json()["front"]
    assert (front["kind"], front["place"]["id"], front["next_class"]["id"]) == ("course", course.place.pk, session.pk)
    assert front["step"] == {"has_begun": False, "may_join": False, "asks_code": False}


def test_an_applicants_front_page_says_the_next_act(oli, page, api, travel):
    phase, [mina] = plan_story.open_phase(oli), place_story.people("Mina")
    assert front_of(mina) is None
    assert api(mina).get(HOME).json()["front"] is None
    draft = plan_story.complete_draft(mina, phase)
    Application.objects.filter(pk=draft.pk).update(device="")
    assert front_of(mina).missing == (Step.DEVICE,)
    front = api(mina).get(HOME).json()["front"]
    assert (front["kind"], front["phase"], front["missing"]) == ("draft", phase.pk, ["device"])
    html = page(mina).get("/").content.decode()
    assert reverse("apply_step", args=[phase.pk, "device"]) in html
    assert html.count("Your application is not sent") == 1  # on the card, and not among the tasks once more
    travel(phase.closes_at - clock.now() + timedelta(hours=1))
    assert front_of(mina) is None


def test_who_has_applied_reads_the_number_first_and_then_of_the_offer(batch, page, api):
    mina, rupa = place_story.people("Mina", "Rupa")
    sent = place_story.application(batch, mina)
    html = page(mina).get("/").content.decode()
    assert html.index("Your application has arrived") < html.index(sent.number)
    front = api(mina).get(HOME).json()["front"]
    assert (front["kind"], front["application"], front["place"]) == ("application", sent.number, None)
    Application.objects.filter(pk=sent.pk).delete()
    [offer, *_others] = place_story.offered(batch, [mina], [rupa])
    html = page(mina).get("/").content.decode()
    assert html.count(offer.get_absolute_url()) == 1
    front = api(mina).get(HOME).json()["front"]
    assert (front["kind"], front["place"]["id"]) == ("offer", offer.pk)
    assert "You are on the waiting list" in page(rupa).get("/").content.decode()
    Phase.objects.filter(pk=batch.phase_id).update(starts_on=plan_story.today() - timedelta(days=40))
    assert front_of(rupa) is None  # seats of it are offered to nobody any more


def test_the_course_page_of_a_graduate_of_before_leads_to_the_certificate(page, farida):
    html = page(farida).get(reverse("my_course")).content.decode()
    assert "Your course was held before" in html
    assert farida.certificate.get_absolute_url() in html
