"""Tasks come from what apps registered: each source is asked for whom it concerns, and shown wherever tasks are."""

from datetime import timedelta

import pytest
from django.test import Client

from market.core.base import clock, home_tasks
from market.core.base.home_tasks import STAFF, Home, Task, facts_of, task_source
from market.safety.actions import report_thing
from tests import make


@pytest.fixture
def sources(monkeypatch):
    """Nobody's tasks but those that the test registers."""
    monkeypatch.setattr(home_tasks, "_sources", [])


def water(kind: str = "water", **more) -> Task:
    return Task(kind, STAFF, "Water the plants", "Dhaka", "/about/", **more)


def test_a_task_of_an_app_is_on_the_home_in_the_api_and_counted_in_the_menu(page, api, carla, farida, mitu):
    report_thing(by=farida, kind="job", thing_id=make.make_job(carla).pk, reason="spam", text="")
    (task,) = Home(mitu).tasks()
    html = page(mitu).get("/my-work/").content.decode()
    assert f'<a href="{task.url}">' in html
    assert str(task.text) in html
    assert 'Moderation <span class="count">1</span>' in html
    (listed,) = api(mitu).get("/api/v1/me/home/").json()["tasks"]
    assert (listed["kind"], listed["text"], listed["url"]) == (task.kind, str(task.text), task.url)


def test_what_is_registered_is_shown_to_whom_it_concerns(sources, page, api, carla, mitu):
    make.make_job(carla)
    task_source(order=50, roles=("moderator",))(lambda home: [water("moderators")])
    task_source(order=50, facts=("posted", "hires"))(lambda home: [water("posted")])
    for person, kind in ((mitu, "moderators"), (carla, "posted")):
        assert [task.kind for task in Home(person).tasks()] == [kind]
        assert "Water the plants" in page(person).get("/my-work/").content.decode()
        assert [each["kind"] for each in api(person).get("/api/v1/me/home/").json()["tasks"]] == [kind]


def test_urgent_ones_come_first_then_by_deadline_then_by_age_then_by_order(sources, omar):
    now, day = clock.now(), timedelta(days=1)
    task_source(order=2)(lambda home: [water("second"), water("old", since=now), water("later", due=now + day)])
    task_source(order=1)(lambda home: [water("first"), water("soon", due=now), water("now", is_urgent=True)])
    assert [task.kind for task in Home(omar).tasks()] == ["now", "soon", "later", "old", "first", "second"]


def test_a_source_that_raises_is_an_error_of_the_page(sources, page, api, omar):
    @task_source(order=1)
    def broken(home: Home) -> list[Task]:
        raise ZeroDivisionError

    for client, path in ((page(omar), "/my-work/"), (api(omar), "/api/v1/me/home/")):
        assert isinstance(client, Client)
        client.raise_request_exception = False
        assert client.get(path).status_code == 500


def test_what_several_ask_is_read_once(omar):
    home, asked = Home(omar), []
    assert home.read(asked.append) is home.read(asked.append) is None
    assert asked == [omar]


def test_apps_declare_their_tasks_in_one_place(omar):
    places = {source.find.__module__ for source in home_tasks._sources}
    assert len(places) >= 9
    assert {place.rpartition(".")[2] for place in places} == {"home_tasks"}
    needed = {name for source in home_tasks._sources for name in source.facts}
    assert needed <= set(facts_of(omar))
