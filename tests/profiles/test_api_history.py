"""Work history: what profiles show of paid contracts, in the API and on pages."""

import pytest

from market.contracts.history.work import paid_range
from market.contracts.models import Contract, Milestone
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base.money import Money
from market.jobs.models import Job
from market.profiles.clients.actions import change_client_profile
from market.profiles.freelancers.actions import hide_profile
from market.profiles.models import ClientProfile
from tests import make
from tests.payments import story

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode()


@pytest.fixture
def contract(carla, farida):
    """A contract of Carla's and Farida's in which 120 dollars were released."""
    accepted = accept_terms(by=carla, bid_id=make.make_bid(make.make_job(carla, title="A tea shop's sign"), farida).pk)
    Milestone.objects.filter(contract=accepted).update(released_value="120.00")
    return accepted


@pytest.fixture
def address(farida):
    return f"/api/v1/profiles/{farida.profile.pk}/history/"


def works(answer):
    return answer.json()["results"]


def test_unpaid_contracts_are_not_in_the_history(api, carla, farida, address):
    accept_terms(by=carla, bid_id=make.make_bid(make.make_job(carla), farida).pk)
    assert works(api().get(address)) == []


def test_history_shows_an_amount_range_without_the_client(api, carla, contract, address):
    (work,) = works(api().get(address))
    assert (work["title"], work["state"], work["client"]) == ("A tea shop's sign", "active", "")
    assert (work["least"]["amount"], work["most"]["amount"]) == ("50.00", "250.00")
    assert "120" not in str(work)


def test_history_names_a_client_who_agreed_to_it(api, page, carla, farida, contract, address):
    change_client_profile(by=carla, shows_name=True)
    assert works(api().get(address))[0]["client"] == "Carla"
    assert f'href="/clients/{carla.pk}/"' in text(page().get(farida.profile.get_absolute_url()))
    carla.is_active = False
    carla.save()
    assert works(api().get(address))[0]["client"] == ""


def test_history_omits_the_title_of_an_invited_job(api, page, farida, contract, address):
    Job.objects.update(visibility=Job.Visibility.INVITED)
    (work,) = works(api().get(address))
    assert (work["title"], work["topic"]["slug"]) == ("", contract.job.topic.slug)
    for place in (farida.profile.get_absolute_url(), f"/talent/{farida.profile.pk}/history/"):
        assert "tea shop" not in text(page().get(place))


def test_hidden_profile_history_is_404(api, page, omar, farida, contract, address):
    hide_profile(by=farida)
    assert [api(who).get(address).status_code for who in (None, omar, farida)] == [404, 404, 200]
    assert page(omar).get(f"/talent/{farida.profile.pk}/history/").status_code == 404


def test_profile_shows_newest_work_and_links_to_full_history(
    page, carla, farida, contract, django_assert_max_num_queries
):
    Job.objects.update(state=Job.State.CLOSED)
    for _ in range(11):
        copy = Contract.objects.get(pk=contract.pk)
        milestone = copy.milestones.first()
        copy.pk, copy.job, copy.bid = None, None, None
        copy._state.adding = True
        copy.save()
        milestone.pk, milestone.contract = None, copy
        milestone._state.adding = True
        milestone.save()
    browser = page()
    with django_assert_max_num_queries(12):
        content = text(browser.get(farida.profile.get_absolute_url()))
    assert "All work done here" in content
    with django_assert_max_num_queries(6):
        history = text(browser.get(f"/talent/{farida.profile.pk}/history/"))
    assert history.count("A tea shop&#39;s sign") == 12
    assert "No paid work yet" not in history


@pytest.mark.parametrize(
    ("paid", "least", "most"),
    [("49.99", None, 50), ("50.00", 50, 250), ("999.00", 250, 1000), ("1000.00", 1000, None)],
)
def test_paid_range_by_amount_and_currency(paid, least, most):
    amounts = paid_range(Money(paid, "USD"))
    assert amounts == tuple(None if each is None else Money(each, "USD") for each in (least, most))
    assert paid_range(Money("6000", "BDT")) == (Money(5000, "BDT"), Money(25000, "BDT"))


def test_empty_history_shows_a_message(page, farida):
    assert "Contracts here" not in text(page().get(farida.profile.get_absolute_url()))
    assert "Everybody begins once." in text(page().get(f"/talent/{farida.profile.pk}/history/"))


MINE = "/api/v1/me/client-profile/"


def test_client_profile_api_permissions_and_validation(api, carla, omar):
    address = f"/api/v1/clients/{carla.pk}/"
    assert [api().get(each).status_code for each in (address, MINE)] == [401, 401]
    assert api(carla).get(MINE).json()["house_rules"] == ""
    payload = {"company": "Tea & Co", "house_rules": "I answer in the evening.", "country": "DK", "shows_name": True}
    for _ in range(2):
        body = api(carla).patch(MINE, payload, format="json").json()
        assert {name: body[name] for name in payload} == payload
    assert api(carla).patch(MINE, {"company": "Tea"}, format="json").json()["house_rules"] == payload["house_rules"]
    assert api(omar).get(address).status_code == 404
    ClientProfile.objects.update(jobs_posted=1, payment_proven=True)
    public = api(omar).get(address).json()
    assert (public["payment_proven"], public["house_rules"], public["display_name"]) == (
        True,
        payload["house_rules"],
        "Carla",
    )
    assert "shows_name" not in public
    assert carla.email not in str(public)
    for wrong, field in [({"country": "XX"}, "country"), ({"house_rules": "x" * 1501}, "house_rules")]:
        answer = api(carla).patch(MINE, wrong, format="json")
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_client_page_shows_whether_payment_is_proven(page, carla):
    form_data = {
        "company": "Tea",
        "about": "",
        "country": "",
        "house_rules": "I answer in the evening.",
        "shows_name": "on",
    }
    assert page(carla).post("/settings/client/", form_data).status_code == 302
    ClientProfile.objects.update(jobs_posted=1)
    assert ClientProfile.objects.get().shows_name
    content = text(page().get(f"/clients/{carla.pk}/"))
    assert "Payment method not proven yet" in content
    assert "I answer in the evening." in content
    ClientProfile.objects.update(payment_proven=True)
    assert "Payment method proven" in text(page().get(f"/clients/{carla.pk}/"))


def test_first_payment_marks_the_payment_method_proven(carla, farida, provider):
    story.funded(provider, "100.00")
    assert ClientProfile.objects.get(user=carla).payment_proven
