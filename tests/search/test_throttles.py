"""The search throttle: one client cannot keep the site busy with queries, and counting them writes nothing."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from market.core.web import throttles
from tests import make


@pytest.fixture
def three_a_minute(settings, db, monkeypatch):
    monkeypatch.setattr(throttles, "monotonic", lambda: 130.0)  # the minute does not end within a test
    settings.LIFECYCLE = replace(settings.LIFECYCLE, searches_per_client_minute=3)


@pytest.mark.parametrize("place", ["/talent/", "/jobs/", "/services/", "/api/v1/profiles/"])
def test_fourth_search_in_a_minute_is_429_for_that_client_only(three_a_minute, place):
    throttled, other = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="203.0.113.8")
    answers = [throttled.get(place, {"q": f"logo {number}"}) for number in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert int(answers[-1]["Retry-After"]) == 51
    assert other.get(place, {"q": "logo"}).status_code == 200


def test_search_of_three_lists_counts_as_three(three_a_minute, client):
    assert [client.get("/search/?q=logo").status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize("place", ["/topics/graphics-design/", "/skills/logo-design/", "/districts/bhola/"])
def test_landing_page_counts_as_one(three_a_minute, client, place):
    assert [client.get(place).status_code for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize("place", ["/jobs/{}/fits/", "/api/v1/jobs/{}/fits/"])
def test_fourth_look_at_people_who_fit_in_a_minute_is_429(three_a_minute, page, carla, place):
    browser, path = page(carla), place.format(make.make_job(carla).pk)
    answers = [browser.get(path) for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "51"


def test_signed_in_user_has_a_separate_throttle(three_a_minute, page, carla):
    anonymous, signed_in = page(), page(carla)
    for _ in range(4):
        refused = anonymous.get("/search/", {"q": "logo"})
    assert refused.status_code == 429
    assert "Try again in 1 minute." in refused.content.decode()
    assert 'href="/search/?q=logo"' in refused.content.decode(), "the button repeats the same search"
    assert signed_in.get("/search/", {"q": "logo"}).status_code == 200


def test_list_without_a_query_is_not_throttled(three_a_minute, page):
    assert {page().get("/talent/").status_code for _ in range(5)} == {200}


def test_throttle_writes_nothing_to_the_database(three_a_minute, page):
    with CaptureQueriesContext(connection) as captured:
        page().get("/search/", {"q": "logo"})
    writes = ("INSERT", "UPDATE", "DELETE")
    assert not [each["sql"] for each in captured.captured_queries if each["sql"].strip().startswith(writes)]
