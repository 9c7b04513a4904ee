"""Pages and API of standings: the own page with its events, the public inputs, lists, and visibility."""

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
def score(provider, carla, farida, travel):
    """Farida's score after three good contracts with Carla; one invitation waits for an answer."""
    for _each in range(3):
        story.released(provider, "100.00")
    invite_freelancer(by=carla, job_id=make.make_job(carla).pk, profile_id=farida.profile.pk)
    travel(DAY)
    return Score.objects.get(user=farida, side="freelancer")


def test_own_page_shows_every_input_and_its_contracts(page, score, farida):
    content = html(page(farida), "/standing/")
    assert str(score.points) in content
    for each in INPUTS["freelancer"]:
        assert str(each.title) in content
        assert str(each.better) in content
    contract = farida.contracts_as_freelancer.first()
    assert f'href="{contract.get_absolute_url()}"' in content
    assert "1 more is under way" in content
    assert "As a client" not in content


def test_client_sees_the_client_side(page, score, carla):
    content = html(page(carla), "/standing/?side=freelancer")
    assert "Answers to deliveries" in content
    assert "Delivered on time" not in content


def test_user_with_both_roles_can_switch_sides(page, score, farida):
    make.make_job(farida)
    assert "Delivered on time" in html(page(farida), "/standing/")
    content = html(page(farida), "/standing/?side=client")
    assert "Answers to deliveries" in content
    assert "Too little is known yet" in content


def test_public_page_and_api_show_inputs_without_contracts(page, api, score, farida, carla, omar):
    for address in (f"/talent/{farida.profile.pk}/standing/", farida.profile.get_absolute_url()):
        for reader in (None, omar):
            content = html(page(reader), address)
            assert f">{score.points}<" in content
            assert "3 of 3" in content
            assert "/contracts/" not in content.partition("<main")[2]
    assert "3 of 3" in html(page(), f"/clients/{carla.pk}/standing/")
    data = api().get(f"/api/v1/profiles/{farida.profile.pk}/standing/").json()
    assert (data["points"], data["level"], data["side"]) == (score.points, "reliable", "freelancer")
    by_name = {each["name"]: each for each in data["inputs"]}
    assert (by_name["on_time"]["good"], by_name["on_time"]["count"]) == ("3.00", 3)
    assert by_name["answers"]["points"] is None
    assert "deeds" not in by_name["on_time"]
    assert api().get(f"/api/v1/clients/{carla.pk}/standing/").json()["side"] == "client"


def test_own_standing_in_the_api_lists_its_events(api, score, farida, carla):
    standings = api(farida).get("/api/v1/me/standing/").json()
    assert [each["side"] for each in standings] == ["freelancer"]
    on_time = next(each for each in standings[0]["inputs"] if each["name"] == "on_time")
    assert len(on_time["deeds"]) == on_time["count"] == 3
    assert on_time["deeds"][0]["url"].startswith("/contracts/")
    assert [each["side"] for each in api(carla).get("/api/v1/me/standing/").json()] == ["client"]
    assert api().get("/api/v1/me/standing/").status_code == 401


def test_lists_and_jobs_show_points_and_nothing_for_new_users(page, api, score, farida, rina, carla, omar):
    content = html(page(omar), "/talent/")
    assert content.count("Standing ") == 1
    by_id = {each["id"]: each for each in api().get("/api/v1/profiles/").json()["results"]}
    assert by_id[farida.profile.pk]["standing"] == score.points
    assert by_id[rina.profile.pk]["standing"] is None
    client = ClientProfile.objects.get(user=carla).standing
    assert api(omar).get(f"/api/v1/clients/{carla.pk}/").json()["standing"] == client
    assert f"Standing {client}" in html(page(rina), make.make_job(carla).get_absolute_url())


def test_client_sees_the_points_beside_each_bid(page, score, farida, rina, carla):
    job = make.make_job(carla)
    bids = [make.make_bid(job, farida), make.make_bid(job, rina)]
    content = html(page(carla), job.get_absolute_url())
    bids_section = content.partition('id="bids"')[2].partition("<aside")[0]
    assert bids_section.count("Standing ") == 1  # a new freelancer has none
    assert f"Standing {score.points}" in html(page(carla), bids[0].get_absolute_url())
    comparison = f"/jobs/{job.pk}/bids/compare/?bid={bids[0].pk}&bid={bids[1].pk}"
    assert f"Standing {score.points}" in html(page(carla), comparison)
    assert "within 3 days" not in html(page(carla), comparison)  # of fewer than three that says nothing
    Score.objects.filter(pk=score.pk).update(counts={**score.counts, "answers": ["3", 4]})
    assert html(page(carla), comparison).count("answers 75% within 3 days") == 1


def test_standing_is_404_for_hidden_and_blocked_users(page, api, score, farida, carla, omar, rina):
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


def test_anonymous_is_redirected_from_the_own_page(page):
    assert page().get("/standing/").status_code == 302


def test_help_page_names_every_weight(db, page):
    content = html(page(), "/help/standing/")
    for inputs in INPUTS.values():
        for each in inputs:
            assert f"weight {each.weight} of 100" in content
            assert str(each.counted) in content
    assert "How points are counted" in content
    assert "/help/standing/" in html(page(), "/search/order/")


def test_public_page_query_count(page, score, farida, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        html(page(), f"/talent/{farida.profile.pk}/standing/")


def test_recount_overwrites_manually_changed_points(score, farida, travel, provider, carla):
    """The column is computed again at the next event."""
    Profile.objects.filter(user=farida).update(standing=99)
    story.released(provider, "100.00")
    travel(DAY)
    assert Profile.objects.get(user=farida).standing == Score.objects.get(user=farida, side="freelancer").points != 99
