"""Pages and API of standings: her own with its deeds, the same inputs for everybody, in lists, and who sees none."""

from datetime import timedelta

import pytest

from market.jobs.invitations.actions import invite_freelancer
from market.profiles.freelancers.actions import hide_profile
from market.profiles.models import ClientProfile, Profile
from market.safety.actions import block_person
from market.standing.formula import INPUTS
from market.standing.models import Score
from tests import make
from tests.payments import story

DAY = timedelta(days=1)


def html(browser, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


@pytest.fixture
def known(provider, carla, farida, travel):
    """Three contracts of Carla and Farida, all well; an invitation waits for an answer."""
    for _each in range(3):
        story.released(provider, "100.00")
    invite_freelancer(by=carla, job_id=make.make_job(carla).pk, profile_id=farida.profile.pk)
    travel(DAY)
    return Score.objects.get(user=farida, side="freelancer")


def test_her_own_page_shows_every_input_and_its_works(page, known, farida):
    said = html(page(farida), "/standing/")
    assert str(known.points) in said
    for each in INPUTS["freelancer"]:
        assert str(each.title) in said
        assert str(each.better) in said
    contract = farida.contracts_as_freelancer.first()
    assert f'href="{contract.get_absolute_url()}"' in said
    assert "1 more is under way" in said
    assert "As a client" not in said


def test_a_client_sees_the_side_of_clients(page, known, carla):
    said = html(page(carla), "/standing/?side=freelancer")
    assert "Answers to deliveries" in said
    assert "Delivered on time" not in said


def test_who_is_both_turns_to_the_other_side(page, known, farida):
    make.make_job(farida)
    assert "Delivered on time" in html(page(farida), "/standing/")
    said = html(page(farida), "/standing/?side=client")
    assert "Answers to deliveries" in said
    assert "Too little is known yet" in said


def test_everybody_sees_the_inputs_and_not_the_works(page, api, known, farida, carla, omar):
    for address in (f"/talent/{farida.profile.pk}/standing/", farida.profile.get_absolute_url()):
        for reader in (None, omar):
            said = html(page(reader), address)
            assert f">{known.points}<" in said
            assert "3 of 3" in said
            assert "/contracts/" not in said.partition("<main")[2]
    assert "3 of 3" in html(page(), f"/clients/{carla.pk}/standing/")
    told = api().get(f"/api/v1/profiles/{farida.profile.pk}/standing/").json()
    assert (told["points"], told["level"], told["side"]) == (known.points, "reliable", "freelancer")
    by_name = {each["name"]: each for each in told["inputs"]}
    assert (by_name["on_time"]["good"], by_name["on_time"]["count"]) == ("3.00", 3)
    assert by_name["answers"]["points"] is None
    assert "deeds" not in by_name["on_time"]
    assert api().get(f"/api/v1/clients/{carla.pk}/standing/").json()["side"] == "client"


def test_the_caller_gets_the_deeds_too(api, known, farida, carla):
    found = api(farida).get("/api/v1/me/standing/").json()
    assert [each["side"] for each in found] == ["freelancer"]
    on_time = next(each for each in found[0]["inputs"] if each["name"] == "on_time")
    assert len(on_time["deeds"]) == on_time["count"] == 3
    assert on_time["deeds"][0]["url"].startswith("/contracts/")
    assert [each["side"] for each in api(carla).get("/api/v1/me/standing/").json()] == ["client"]
    assert api().get("/api/v1/me/standing/").status_code == 401


def test_lists_and_the_job_show_the_number_and_nothing_for_the_new(page, api, known, farida, rina, carla, omar):
    said = html(page(omar), "/talent/")
    assert said.count("Standing ") == 1
    by_id = {each["id"]: each for each in api().get("/api/v1/profiles/").json()["results"]}
    assert by_id[farida.profile.pk]["standing"] == known.points
    assert by_id[rina.profile.pk]["standing"] is None
    client = ClientProfile.objects.get(user=carla).standing
    assert api(omar).get(f"/api/v1/clients/{carla.pk}/").json()["standing"] == client
    assert f"Standing {client}" in html(page(rina), make.make_job(carla).get_absolute_url())


def test_a_client_sees_it_beside_each_bid(page, known, farida, rina, carla):
    job = make.make_job(carla)
    bids = [make.make_bid(job, farida), make.make_bid(job, rina)]
    said = html(page(carla), job.get_absolute_url())
    bids_alone = said.partition('id="bids"')[2].partition("<aside")[0]
    assert bids_alone.count("Standing ") == 1  # the new one has none
    assert f"Standing {known.points}" in html(page(carla), bids[0].get_absolute_url())
    assert f"Standing {known.points}" in html(
        page(carla), f"/jobs/{job.pk}/bids/compare/?bid={bids[0].pk}&bid={bids[1].pk}"
    )


def test_who_is_hidden_or_kept_apart_is_not_found(page, api, known, farida, carla, omar, rina):
    block_person(by=farida, person_id=carla.pk)
    addresses = [f"talent/{farida.profile.pk}/standing/", f"profiles/{farida.profile.pk}/standing/"]
    carla.refresh_from_db()
    html(page(carla), f"/{addresses[0]}", 404)
    assert api(carla).get(f"/api/v1/{addresses[1]}").status_code == 404
    farida.refresh_from_db()
    assert api(farida).get(f"/api/v1/clients/{carla.pk}/standing/").status_code == 404
    hide_profile(by=farida)
    html(page(omar), f"/{addresses[0]}", 404)
    assert api(omar).get(f"/api/v1/{addresses[1]}").status_code == 404
    html(page(farida), f"/{addresses[0]}")
    html(page(omar), f"/clients/{rina.pk}/standing/", 404)  # who never posted a job
    assert api().get(f"/api/v1/clients/{rina.pk}/standing/").status_code == 404


def test_signing_in_is_needed_for_her_own(page):
    assert page().get("/standing/").status_code == 302


def test_the_help_names_every_weight_and_number(page):
    said = html(page(), "/help/standing/")
    for inputs in INPUTS.values():
        for each in inputs:
            assert f"weight {each.weight} of 100" in said
            assert str(each.counted) in said
    assert "How points are counted" in said
    assert "/help/standing/" in html(page(), "/search/order/")


def test_the_public_page_costs_the_same_however_much_there_is(page, known, farida, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        html(page(), f"/talent/{farida.profile.pk}/standing/")


def test_nobody_changes_points_by_hand(known, farida, travel, provider, carla):
    """What stands in the column is made from deeds again at the next of them."""
    Profile.objects.filter(user=farida).update(standing=99)
    story.released(provider, "100.00")
    travel(DAY)
    assert Profile.objects.get(user=farida).standing == Score.objects.get(user=farida, side="freelancer").points != 99
