"""What people and programs are told while the database is too slow or gone: 503, in their language, and a line in the
log."""

import logging
from contextlib import closing

import psycopg
import pytest
from django.db import connections

from market.core.base import timeouts

BUSY = {"en": "so much to do that this took too long", "bn": "কাজের চাপ বেশি"}


@pytest.fixture
def locked(db):
    """A function that lets every statement on a table wait in vain."""
    with closing(connections.create_connection("default")) as other, timeouts.of(0.3):
        other.set_autocommit(False)
        yield lambda table: other.cursor().execute(f"LOCK TABLE {table}")
        other.rollback()


@pytest.mark.parametrize("language", ["en", "bn"])
def test_page_whose_statement_times_out_is_503_in_the_language_of_its_reader(page, locked, caplog, language):
    locked("profiles_profile")
    answer = page(language=language).get("/talent/")
    assert (answer.status_code, answer["retry-after"], answer["cache-control"]) == (503, "10", "no-store")
    html = answer.content.decode()
    assert f'<html lang="{language}"' in html
    assert BUSY[language] in html.partition("</h1>")[0].partition("<h1>")[2]
    (line,) = [each for each in caplog.records if each.name == "market.core.base.outage"]
    assert line.levelno == logging.ERROR
    assert "statement timeout" in str(line.exc_info[1])


@pytest.mark.parametrize("language", ["en", "bn"])
def test_request_of_the_api_whose_statement_times_out_is_a_503_problem(api, locked, language):
    locked("profiles_profile")
    answer = api().get("/api/v1/profiles/", headers={"accept-language": language})
    assert (answer.status_code, answer["retry-after"]) == (503, "10")
    assert answer["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "database_busy"
    assert BUSY[language] in answer.json()["detail"]


@pytest.mark.parametrize(("path", "kind"), [("/talent/", "text/html"), ("/api/v1/me/", "application/problem+json")])
def test_time_out_before_the_view_is_503_too(page, locked, path, kind):
    locked("django_session")
    client = page()
    client.raise_request_exception = False
    client.cookies["sessionid"] = "s" * 32
    answer = client.get(path)
    assert (answer.status_code, answer["retry-after"]) == (503, "10")
    assert answer["content-type"].startswith(kind)


def test_lost_connection_is_503_too(api, page, db, monkeypatch):
    def lose(*_args, **_more):
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("market.search.lists.api.search_page", lose)
    monkeypatch.setattr("market.search.lists.views.search_page", lose)
    answer = page(language="bn").get("/talent/")
    assert (answer.status_code, answer["retry-after"]) == (503, "10")
    assert "তথ্য খুলতে পারছে না" in answer.content.decode().partition("</h1>")[0]
    assert api().get("/api/v1/profiles/").json()["code"] == "database_gone"


def test_other_errors_of_the_database_stay_faults_of_ours(page, db, monkeypatch):
    monkeypatch.setattr(
        "market.search.lists.views.search_page",
        lambda *_args: connections["default"].cursor().execute("SELECT no_such_function()"),
    )
    client = page()
    client.raise_request_exception = False
    assert client.get("/talent/").status_code == 500
