"""Task sources that apps register: each is read for whom it concerns, and shown on home page, API and menu."""

from datetime import timedelta

import pytest
from django.test import Client

from market.core.base import clock, home_tasks
from market.core.base.home_tasks import (
    ME,
    MOST,
    STAFF,
    Home,
    Task,
    register_facts,
    require_registered_facts,
    task_source,
)
from market.jobs.models import Job
from market.safety.actions import report_thing
from tests import make


@pytest.fixture
def sources(monkeypatch):
    """No task sources but those that the test registers."""
    monkeypatch.setattr(home_tasks, "_sources", [])


def make_task(kind: str = "water", **more) -> Task:
    return Task(kind, STAFF, "Water the plants", "Dhaka", "/about/", **more)


def test_task_is_on_the_home_page_in_the_api_and_counted_in_the_menu(page, api, carla, farida, mitu):
    report_thing(by=farida, kind="job", thing_id=make.make_job(carla).pk, reason="spam", text="")
    (task,) = Home(mitu).tasks()
    html = page(mitu).get("/my-work/").content.decode()
    assert f'<a href="{task.url}">' in html
    assert str(task.text) in html
    assert 'Moderation <span class="count">1</span>' in html
    (api_task,) = api(mitu).get("/api/v1/me/home/").json()["tasks"]
    assert (api_task["kind"], api_task["text"], api_task["url"]) == (task.kind, str(task.text), task.url)


def test_source_is_shown_to_its_roles_and_facts_only(sources, page, api, carla, mitu):
    make.make_job(carla)
    task_source(order=50, roles=("moderator",))(lambda home: [make_task("moderators")])
    task_source(order=50, facts=("posted", "hires"))(lambda home: [make_task("posted")])
    for person, kind in ((mitu, "moderators"), (carla, "posted")):
        assert [task.kind for task in Home(person).tasks()] == [kind]
        assert "Water the plants" in page(person).get("/my-work/").content.decode()
        assert [each["kind"] for each in api(person).get("/api/v1/me/home/").json()["tasks"]] == [kind]


def test_tasks_are_ordered_by_urgency_deadline_age_and_source(sources, omar):
    now, day = clock.now(), timedelta(days=1)
    task_source(order=2)(
        lambda home: [make_task("second"), make_task("old", since=now), make_task("later", due=now + day)]
    )
    task_source(order=1)(
        lambda home: [make_task("first"), make_task("soon", due=now), make_task("now", is_urgent=True)]
    )
    assert [task.kind for task in Home(omar).tasks()] == ["now", "soon", "later", "old", "first", "second"]


def test_kind_with_a_desk_shows_a_few_and_leads_to_the_others(sources, page, api, mitu):
    task_source(order=1)(lambda home: [make_task("reports", desk="/moderation/")] * (MOST + 1))
    task_source(order=2)(lambda home: [make_task("rule", desk="/disputes/desk/")] * 4)
    task_source(order=3)(lambda home: [make_task("last")] * 4)
    html = page(mitu).get("/my-work/").content.decode()
    assert (html.count("Water the plants"), html.count("10+ more of this kind")) == (3 + 4 + 4, 1)
    assert f'<span class="count">{MOST}+</span>' in html
    assert "There is more" not in html
    tasks = api(mitu).get("/api/v1/me/home/").json()["tasks"]
    assert {task["kind"] for task in tasks} == {"reports"}, "programs get each task, in order"
    mitu.language = "bn"
    mitu.save(update_fields=["language"])
    assert "এ রকম আরও ১০+টি" in page(mitu).get("/my-work/").content.decode()


def test_source_that_raises_is_a_500(sources, page, api, omar):
    @task_source(order=1)
    def broken(home: Home) -> list[Task]:
        raise ZeroDivisionError

    for client, path in ((page(omar), "/my-work/"), (api(omar), "/api/v1/me/home/")):
        assert isinstance(client, Client)
        client.raise_request_exception = False
        assert client.get(path).status_code == 500


def test_shared_reads_are_cached_on_the_home(omar):
    home, calls = Home(omar), []
    assert home.read(calls.append) is home.read(calls.append) is None
    assert calls == [omar]


def test_apps_declare_their_tasks_in_home_tasks_modules():
    modules = {source.find.__module__ for source in home_tasks._sources}
    assert len(modules) >= 9
    assert {module.rpartition(".")[2] for module in modules} == {"home_tasks"}


def test_fact_cannot_be_registered_twice(monkeypatch):
    monkeypatch.setattr(home_tasks, "_facts", {"posted": Job.objects.filter(client=ME)})
    with pytest.raises(ValueError, match="registered twice: posted"):
        register_facts(posted=Job.objects.none(), other=Job.objects.none())
    assert list(home_tasks._facts) == ["posted"]


def test_source_of_an_unknown_fact_is_refused_at_start(sources):
    task_source(order=1, facts=("posted",))(lambda home: [])
    require_registered_facts()
    task_source(order=1, facts=("posted", "bidz"))(lambda home: [])
    with pytest.raises(ValueError, match="unknown facts: .*: bidz$"):
        require_registered_facts()
