"""A limited user is told before they write; limited while writing, they get their input back in the form."""

import pytest
from django.utils.dateparse import parse_datetime

from market.accounts.models import User
from market.jobs.models import Job
from market.moderation.measures.reversal_actions import undo_measure
from tests import make

pytestmark = pytest.mark.django_db
LIMITED_NOTICE = "Moderators limited your account"
RETRY_NOTICE = "You can do this again after"


def main(response):
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.fixture
def forms(carla, farida):
    """Forms that a limited user may not open: user, path of the form, path of the page that links to it, fields."""
    mina = make.make_freelancer("Mina")
    service, job = make.make_service(mina), make.make_job(make.make_person("Client"))
    money = {"amount": "80", "days": "5"}
    package = {"package": service.packages.all()[0].pk, "pay": "1"}
    return [
        (carla, f"/talent/{mina.profile.pk}/offer/", f"/talent/{mina.profile.pk}/", {"title": "A sign", **money}),
        (carla, f"/services/{service.pk}/order/", f"/services/{service.pk}/", package),
        (farida, f"/jobs/{job.pk}/bid/", f"/jobs/{job.pk}/", {"cover_letter": "I drew six signs.", **money}),
    ]


def test_limited_user_gets_403_and_no_link_to_forms(forms, impose, mitu, page, carla, farida):
    for person, form, referrer, _fields in forms:
        assert page(person).get(form).status_code == 200, form
        assert form in main(page(person).get(referrer))
        measure = impose(person, "limit", 7)
        limited = User.objects.get(pk=person.pk)
        response = page(limited).get(form)
        assert response.status_code == 403, form
        assert LIMITED_NOTICE in main(response)
        assert "Nothing of what you have here is lost." in main(response)
        assert "right account" not in main(response), "it is the right account"
        html = main(page(limited).get(referrer))
        assert form not in html
        assert RETRY_NOTICE in html
        assert "/measures/" in html
        undo_measure(by=mitu, measure_id=measure.pk, reason="A slip.")


def test_refused_form_keeps_the_input_of_a_limited_user(forms, impose, page, carla, farida):
    for person, form, _referrer, fields in forms:
        seen = page(person).get(form).content.decode().partition('name="seen" value="')[2].partition('"')[0]
        fields.update({"description": "For a shop.", "seen": seen})
    for person in (carla, farida):
        impose(person, "limit", 7)
    for person, form, _referrer, fields in forms:
        response = page(User.objects.get(pk=person.pk)).post(form, fields)
        assert response.status_code == 403, form
        assert LIMITED_NOTICE in main(response)
        for name in ("title", "cover_letter", "amount"):
            assert str(fields.get(name, "")) in main(response), name


def test_limited_client_can_write_a_draft_but_not_publish_it(impose, page, carla):
    impose(carla, "limit", 7)
    browser = page(User.objects.get(pk=carla.pk))
    assert "You can write a draft now, and publish it later." in main(browser.get("/jobs/new/"))
    job = make.make_job(make.make_person("Client"))
    Job.objects.filter(pk=job.pk).update(client=carla, state="draft")
    html = main(browser.get(f"/jobs/{job.pk}/"))
    assert RETRY_NOTICE in html
    assert f"/jobs/{job.pk}/publish/" not in html


def test_the_api_says_whether_the_user_is_limited_and_until_when(impose, api, carla):
    assert api(carla).get("/api/v1/me/").json()["is_limited"] is False
    measure = impose(carla, "limit", 7)
    me = api(User.objects.get(pk=carla.pk)).get("/api/v1/me/").json()
    assert (me["is_limited"], parse_datetime(me["limited_till"])) == (True, measure.until)


def test_a_banned_user_has_no_end_date(impose, page, api, carla, farida):
    impose(carla, "ban")
    banned = User.objects.get(pk=carla.pk)
    assert api(banned).get("/api/v1/me/").json()["limited_till"] is None
    assert (banned.is_limited, banned.limited_till) == (True, None)
    assert "You cannot do this any more." in main(page(banned).get(f"/talent/{farida.profile.pk}/"))
