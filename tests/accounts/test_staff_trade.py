"""Staff cannot trade, by page or API; contracts from before their role go on."""

import pytest

from market.accounts.models import User
from market.accounts.people.restraint_actions import StaffDoNotTrade, require_unlimited
from market.bids.bids.refusals import NotVerified
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base.errors import NotFound
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.models import Job
from market.jobs.questions.actions import start_conversation
from market.profiles.freelancers.actions import hide_profile, publish_profile
from tests import make
from tests.payments import story

pytestmark = pytest.mark.django_db
SENTENCE = "This account works for the site, so it does not trade here."


@pytest.fixture(params=["moderator", "lead", "officer", "operator"])
def staff(request):
    return make.make_person("Sumi", roles=[request.param])


def test_pages_to_start_a_trade_are_403_for_staff(page, staff, farida):
    service, profile = make.make_service(farida), farida.profile.pk
    browser = page(staff)
    places = ["/jobs/new/", f"/talent/{profile}/offer/", f"/services/{service.pk}/order/"]
    answers = [getattr(browser, way)(place) for place in places for way in ("get", "post")]
    answers += [browser.post(f"/talent/{profile}/talk/")]
    assert {each.status_code for each in answers} == {403}
    assert all(SENTENCE in each.content.decode() for each in answers)
    assert not Job.objects.filter(client=staff).exists()


def test_api_routes_to_start_a_trade_are_403_for_staff(page, staff, farida):
    service, profile = make.make_service(farida), farida.profile.pk
    order = {"package": service.packages.all()[0].pk, "extras": []}
    part = {"title": "All", "amount": {"amount": "50.00", "currency": "USD"}, "days": 5}
    offer = {"title": "Logo", "description": "One.", "amount": part["amount"], "days": 5, "milestones": [part]}
    job = {
        **{"title": "Logo", "description": "One.", "topic": "graphics-design", "skills": [], "visibility": "all"},
        **{"budget_min": part["amount"], "budget_max": part["amount"], "duration_days": 5},
    }
    for place, body in (
        ("jobs/", job),
        (f"services/{service.pk}/orders/", order),
        (f"profiles/{profile}/offers/", offer),
        ("conversations/", {"profile": profile}),
    ):
        answer = page(staff).post(f"/api/v1/{place}", body, content_type="application/json")
        assert (answer.status_code, answer.json().get("code")) == (403, "staff_do_not_trade"), place


def test_pages_hide_trade_links_from_staff(page, staff, farida, carla):
    service, job = make.make_service(farida), make.make_job(carla)
    for place, way in (
        (f"/talent/{farida.profile.pk}/", f"/talent/{farida.profile.pk}/offer/"),
        (f"/talent/{farida.profile.pk}/", f"/talent/{farida.profile.pk}/talk/"),
        (f"/services/{service.pk}/", f"/services/{service.pk}/order/"),
        (f"/jobs/{job.pk}/", f"/jobs/{job.pk}/bid/"),
    ):
        assert way in page(farida if "jobs" in place else carla).get(place).content.decode(), place
        assert way not in page(staff).get(place).content.decode(), place


def test_staff_are_offered_no_certificate_and_no_job_to_post(page, staff, carla):
    for place, way in (
        ("/", "/claim/"),
        ("/", "/jobs/new/"),
        ("/jobs/mine/", "/jobs/new/"),
        ("/search/?q=zzzq", "/jobs/new/"),
    ):
        assert f'href="{way}"' not in page(staff).get(place).content.decode(), place
        assert f'href="{way}"' in page(carla).get(place).content.decode(), place
    assert 'name="claim_code"' in page(carla).get("/claim/").content.decode()
    text = page(staff).get("/claim/").content.decode()
    assert 'name="claim_code"' not in text
    assert "This account works for the site" in text
    assert page(staff).post("/claim/", {"serial": "AIAA-NO-1", "claim_code": "x"}).status_code == 403


def test_staff_cannot_bid_or_publish_a_profile(farida, carla):
    job = make.make_job(carla)
    hide_profile(by=farida)
    farida.roles = ["officer"]
    farida.save()
    for act in (lambda: make.make_bid(job, farida), lambda: publish_profile(by=farida)):
        with pytest.raises(StaffDoNotTrade):
            act()


def test_freelancer_with_a_staff_role_is_hidden_until_it_ends(page, api, farida, carla, omar):
    service, job, profile = make.make_service(farida), make.make_job(carla), farida.profile.pk
    bid, own = make.make_bid(job, farida), make.make_job(farida)
    places = [f"/talent/{profile}/", f"/services/{service.pk}/", f"/jobs/{own.pk}/", f"/clients/{farida.pk}/"]
    for roles, is_seen in (([], True), (["moderator"], False), ([], True), (["trainer"], True)):
        User.objects.filter(pk=farida.pk).update(roles=roles)
        for who in (None, carla, omar):
            for place in places:
                assert (page(who).get(place).status_code == 200) is is_seen, (roles, place)
            for kind in ("profiles", "services"):
                assert (api(who).get(f"/api/v1/{kind}/").json()["count"] == 1) is is_seen, (roles, kind)
        for act in (
            lambda: invite_freelancer(by=carla, job_id=job.pk, profile_id=profile),
            lambda: start_conversation(by=omar, profile_id=profile),
        ):
            if not is_seen:
                with pytest.raises(NotFound):
                    act()
        if not is_seen:
            with pytest.raises(NotVerified):
                accept_terms(by=carla, bid_id=bid.pk)


def test_contract_from_before_the_role_can_be_finished(provider, carla, page):
    milestone = story.submitted(provider, "100.00")
    carla.roles = ["moderator"]
    carla.save()
    page(carla).post(f"/milestones/{milestone.pk}/approve/")
    milestone.refresh_from_db()
    assert milestone.state == "released"


def test_trainers_may_trade(tahmina):
    require_unlimited(tahmina)
