"""Saved searches over the API."""

import pytest

pytestmark = pytest.mark.django_db


def test_search_is_saved_listed_changed_and_removed_over_the_api(api, carla, farida):
    path = "/api/v1/me/saved-searches/"
    body = {"list": "talent", "query": "q=logo design in Bhola&ordering=newest", "frequency": "weekly"}
    assert api().post(path, body).status_code == 401
    answer = api(carla).post(path, body)
    assert answer.status_code == 201
    search = answer.json()
    assert (search["name"], search["frequency"], search["is_paused"]) == ("Logo design · Bhola", "weekly", False)
    assert search["url"] == "/talent/?q=logo+design+in+Bhola"
    assert search["next_at"] is not None
    again = api(carla).post(path, {**body, "name": "Logos", "frequency": "at_once"})
    assert (again.status_code, again.json()["id"]) == (200, search["id"])
    same = api(carla).post(path, {"list": "talent", "query": "?q=logo+design+in+Bhola"})
    assert (same.status_code, same.json()["name"], same.json()["frequency"]) == (200, "Logos", "at_once")
    own = api(carla).get(path).json()["results"]
    assert [(each["name"], each["frequency"], each["next_at"]) for each in own] == [("Logos", "at_once", None)]
    one = f"/api/v1/me/saved-searches/{search['id']}/"
    assert api(carla).patch(one, {"is_paused": True}).json()["is_paused"] is True
    assert api(farida).get(one).status_code == api(farida).delete(one).status_code == 404
    assert api(carla).delete(one).status_code == 204
    assert api(carla).get(path).json()["count"] == 0


@pytest.mark.parametrize(
    "query", ["", "q=please+find+me+someone", "ordering=newest", "q=logo&colour=red", "q=logo&topic=no-such"]
)
def test_search_that_asks_for_nothing_or_for_what_is_no_filter_is_refused(api, carla, query):
    answer = api(carla).post("/api/v1/me/saved-searches/", {"list": "talent", "query": query})
    assert answer.status_code == 400
    assert "query" in answer.json()["errors"]
