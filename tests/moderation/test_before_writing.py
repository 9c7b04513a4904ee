"""Who is limited hears it before she writes; and where it comes in between, what she typed stands in the form."""

import pytest
from django.utils.dateparse import parse_datetime

from market.accounts.models import User
from market.jobs.models import Job
from market.moderation.measures.reversal_actions import undo_measure
from tests import make

pytestmark = pytest.mark.django_db
SAID = "Moderators limited your account"
AGAIN = "You can do this again after"


def main(answer):
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.fixture
def places(carla, farida):
    """For each of the two: the page of a form, the page that leads to it, and what is to be filled in there."""
    other = make.make_freelancer("Mina")
    service, job = make.make_service(other), make.make_job(make.make_person("Client"))
    money = {"amount": "80", "days": "5"}
    package = {"package": service.packages.all()[0].pk, "pay": "1"}
    return [
        (carla, f"/talent/{other.profile.pk}/offer/", f"/talent/{other.profile.pk}/", {"title": "A sign", **money}),
        (carla, f"/services/{service.pk}/order/", f"/services/{service.pk}/", package),
        (farida, f"/jobs/{job.pk}/bid/", f"/jobs/{job.pk}/", {"cover_letter": "I drew six signs.", **money}),
    ]


def test_no_form_opens_and_no_button_leads_there(places, impose, mitu, page, carla, farida):
    for person, form, before, _sent in places:
        assert page(person).get(form).status_code == 200, form
        assert form in main(page(person).get(before))
        made = impose(person, "limit", 7)
        limited = User.objects.get(pk=person.pk)
        refused = page(limited).get(form)
        assert refused.status_code == 403, form
        assert SAID in main(refused)
        assert "Nothing of what you have here is lost." in main(refused)
        assert "right account" not in main(refused), "it is the right account"
        shown = main(page(limited).get(before))
        assert form not in shown
        assert AGAIN in shown
        assert "/measures/" in shown
        undo_measure(by=mitu, measure_id=made.pk, reason="A slip.")


def test_what_was_typed_meanwhile_stays_in_the_form(places, impose, page, carla, farida):
    for person, form, _before, sent in places:
        seen = page(person).get(form).content.decode().partition('name="seen" value="')[2].partition('"')[0]
        sent.update({"description": "For a shop.", "seen": seen})
    for person in (carla, farida):
        impose(person, "limit", 7)
    for person, form, _before, sent in places:
        refused = page(User.objects.get(pk=person.pk)).post(form, sent)
        assert refused.status_code == 403, form
        assert SAID in main(refused)
        for name in ("title", "cover_letter", "amount"):
            assert str(sent.get(name, "")) in main(refused), name


def test_a_draft_can_be_written_and_says_that_it_waits(impose, page, carla):
    impose(carla, "limit", 7)
    browser = page(User.objects.get(pk=carla.pk))
    assert "You can write a draft now, and publish it later." in main(browser.get("/jobs/new/"))
    job = make.make_job(make.make_person("Client"))
    Job.objects.filter(pk=job.pk).update(client=carla, state="draft")
    shown = main(browser.get(f"/jobs/{job.pk}/"))
    assert AGAIN in shown
    assert f"/jobs/{job.pk}/publish/" not in shown


def test_a_program_can_ask_before_it_writes(impose, api, carla):
    assert api(carla).get("/api/v1/me/").json()["is_limited"] is False
    made = impose(carla, "limit", 7)
    me = api(User.objects.get(pk=carla.pk)).get("/api/v1/me/").json()
    assert (me["is_limited"], parse_datetime(me["limited_till"])) == (True, made.until)


def test_for_good_says_no_day(impose, page, api, carla, farida):
    impose(carla, "ban")
    banned = User.objects.get(pk=carla.pk)
    assert api(banned).get("/api/v1/me/").json()["limited_till"] is None
    assert (banned.is_limited, banned.limited_till) == (True, None)
    assert "You cannot do this any more." in main(page(banned).get(f"/talent/{farida.profile.pk}/"))
