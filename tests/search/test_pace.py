"""One client cannot keep the site busy with questions; counting them writes nothing."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from market.core.web import throttles


@pytest.fixture
def three_a_minute(settings, db, monkeypatch):
    monkeypatch.setattr(throttles, "monotonic", lambda: 130.0)  # the minute ends in none of these tests
    settings.LIFECYCLE = replace(settings.LIFECYCLE, searches_per_client_minute=3)


@pytest.mark.parametrize("place", ["/search/", "/talent/", "/jobs/", "/services/", "/api/v1/profiles/"])
def test_one_client_asks_so_often_in_a_minute_and_others_go_on(three_a_minute, place):
    asker, other = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="203.0.113.8")
    answers = [asker.get(place, {"q": f"logo {number}"}) for number in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert int(answers[-1]["Retry-After"]) == 51
    assert other.get(place, {"q": "logo"}).status_code == 200


def test_who_is_signed_in_counts_alone(three_a_minute, page, carla):
    stranger, hers = page(), page(carla)
    for _ in range(4):
        refused = stranger.get("/search/", {"q": "logo"})
    assert refused.status_code == 429
    assert 'href="/search/?q=logo"' in refused.content.decode(), "the button tries the same again"
    assert hers.get("/search/", {"q": "logo"}).status_code == 200


def test_a_list_that_nobody_asked_anything_of_is_not_counted(three_a_minute, page):
    assert {page().get("/talent/").status_code for _ in range(5)} == {200}


def test_counting_writes_nothing(three_a_minute, page):
    with CaptureQueriesContext(connection) as captured:
        page().get("/search/", {"q": "logo"})
    writes = ("INSERT", "UPDATE", "DELETE")
    assert not [each["sql"] for each in captured.captured_queries if each["sql"].strip().startswith(writes)]
