"""Saved people and services: by page and over the API, private to the user."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.profiles.freelancers.actions import hide_profile
from market.safety.actions import block_person
from market.search.models import SavedProfile, SavedService
from market.search.saved.actions import add_saved_profile, add_saved_service
from market.services.offering.actions import pause_service
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(farida):
    return make.make_service(farida)


def test_save_and_unsave_over_the_api(api, carla, farida, rina, service):
    person, offer = farida.profile.pk, service.pk
    for path in (f"profiles/{person}/save/", f"services/{offer}/save/"):
        assert api().post(f"/api/v1/{path}").status_code == 401
        assert api(carla).delete(f"/api/v1/{path}").status_code == 404
        assert api(carla).post(f"/api/v1/{path}").status_code == 204
        assert api(carla).post(f"/api/v1/{path}").status_code == 204, "saving again changes nothing"
        own = api(farida).post(f"/api/v1/{path}")
        assert (own.status_code, own.json()["code"]) == (409, "own_thing")
    assert api(carla).post("/api/v1/profiles/999999/save/").status_code == 404
    for path, saved_id in (("me/saved-profiles/", person), ("me/saved-services/", offer)):
        assert api().get(f"/api/v1/{path}").status_code == 401
        assert [each["id"] for each in api(carla).get(f"/api/v1/{path}").json()["results"]] == [saved_id]
        assert api(rina).get(f"/api/v1/{path}").json()["results"] == []
    for path in (f"profiles/{person}/save/", f"services/{offer}/save/"):
        assert api(carla).delete(f"/api/v1/{path}").status_code == 204
    assert not SavedProfile.objects.exists()
    assert not SavedService.objects.exists()


def test_save_and_unsave_by_page(page, carla, farida, service):
    browser = page(carla)
    assert "No saved people" in browser.get("/saved/").content.decode()
    assert "No saved services" in browser.get("/saved/?tab=services").content.decode()
    for address, keep, tab in (
        (farida.profile.get_absolute_url(), f"/saved/people/{farida.profile.pk}/", ""),
        (service.get_absolute_url(), f"/saved/services/{service.pk}/", "?tab=services"),
    ):
        assert f'action="{keep}"' in browser.get(address).content.decode()
        assert browser.post(keep, {"wish": "keep"}).url == address
        assert "You saved this." in browser.get(address).content.decode()
        assert f'href="{address}"' in browser.get(f"/saved/{tab}").content.decode()
        shown = browser.get(f"/saved/{tab}").content.decode()
        assert f'formaction="{keep}" name="wish" value="drop"' in shown, "the same heart as in lists, pressed"
        for _ in range(2):
            assert browser.post(keep, {"wish": "drop"}).status_code == 302
        assert f'href="{address}"' not in browser.get(f"/saved/{tab}").content.decode()
        assert keep not in page(farida).get(address).content.decode(), "an own profile or service cannot be saved"
        assert keep not in page().get(address).content.decode()


def test_hidden_and_blocked_profiles_are_left_out_of_the_list(carla, farida, rina, api, service):
    add_saved_profile(by=carla, profile_id=farida.profile.pk)
    add_saved_profile(by=carla, profile_id=rina.profile.pk)
    add_saved_service(by=carla, service_id=service.pk)
    people = lambda: {each["id"] for each in api(carla).get("/api/v1/me/saved-profiles/").json()["results"]}  # noqa: E731
    assert people() == {farida.profile.pk, rina.profile.pk}
    hide_profile(by=rina)
    assert people() == {farida.profile.pk}
    block_person(by=carla, person_id=farida.pk)
    assert people() == set()
    assert api(carla).get("/api/v1/me/saved-services/").json()["results"] == []
    assert api(carla).post(f"/api/v1/services/{service.pk}/save/").status_code == 404


def test_paused_service_is_left_out_of_the_list_but_stays_saved(carla, farida, api, service):
    add_saved_service(by=carla, service_id=service.pk)
    pause_service(by=farida, service_id=service.pk)
    assert api(carla).get("/api/v1/me/saved-services/").json()["results"] == []
    assert SavedService.objects.count() == 1


def test_saved_people_have_the_cards_of_the_list(page, carla, farida, service):
    add_saved_profile(by=carla, profile_id=farida.profile.pk)
    card = page(carla).get("/saved/").content.decode().split("<article")[1].split("</article>")[0]
    assert "40.00" in card


def test_query_count_does_not_grow_with_the_list(page, carla, farida, rina):
    query_counts = []
    for person in (farida, rina):
        add_saved_profile(by=carla, profile_id=person.profile.pk)
        browser = page(carla)
        browser.get("/saved/")
        with CaptureQueriesContext(connection) as captured:
            browser.get("/saved/")
        query_counts.append(len(captured))
    assert query_counts[0] == query_counts[1]


def test_menu_follows_the_side_of_the_user(page, carla, farida):
    def menu(who):
        return page(who).get("/my-work/").content.decode().split('id="menu"')[1].split("</details>")[0]

    assert 'href="/saved/"' in menu(carla)
    assert 'href="/jobs/mine/"' in menu(carla)
    assert "/invitations/" not in menu(carla)
    assert 'href="/jobs/saved/"' in menu(farida)
    assert "/invitations/" in menu(farida)
    page(farida).post("/settings/side/", {"side": "client"})
    assert "/invitations/" not in menu(farida)
