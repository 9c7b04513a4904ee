"""Timeouts for a hung or remote database, options of every connection, and health checks."""

import asyncio
import os
import signal
import threading
from contextlib import closing

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections

from market.core.base import nightly_checks, timeouts
from market.core.base.db import connection_parameters
from market.realtime import database as realtime
from market.runtime import disks, health
from market.runtime.migration_lock import LOCK, hold
from market.settings.database import CONNECTION_OPTIONS, database_settings


def another_connection():
    """Another Django connection than that of the test."""
    return closing(connections.create_connection("default"))


def test_statement_times_out_after_the_timeout_of_its_thread(db):
    with another_connection() as line, line.cursor() as cursor:
        with timeouts.of(0.2), pytest.raises(OperationalError, match="statement timeout"):
            line.cursor().execute("SELECT pg_sleep(60)")
        with timeouts.of(None):
            cursor = line.cursor()
            cursor.execute("SELECT current_setting('statement_timeout')")
            assert cursor.fetchone() == ("0",)


@pytest.mark.parametrize("savepoint", [False, True])
def test_timeout_holds_after_a_rollback_of_what_set_it(db, savepoint):
    with another_connection() as line, timeouts.of(30):
        line.set_autocommit(False)
        line.cursor().execute("SELECT 1")
        way_back = line.savepoint()
        with timeouts.of(0.2):
            line.cursor().execute("SELECT 1")
            line.savepoint_rollback(way_back) if savepoint else line.rollback()
            with pytest.raises(OperationalError, match="statement timeout"):
                line.cursor().execute("SELECT pg_sleep(3)")
        line.rollback()


def test_hung_connection_is_given_up_and_replaced(db, monkeypatch):
    monkeypatch.setattr(timeouts, "GRACE", 0.2)
    with another_connection() as line, timeouts.of(0.2):
        cursor = line.cursor()
        cursor.execute("SELECT pg_backend_pid()")
        (hung,) = cursor.fetchone()
        os.kill(hung, signal.SIGSTOP)
        try:
            with pytest.raises(OperationalError, match="did not answer"):
                line.cursor().execute("SELECT 1")
        finally:
            os.kill(hung, signal.SIGCONT)
        line.close_if_unusable_or_obsolete()
        line.cursor().execute("SELECT 1")


def test_readyz_answers_503_while_the_database_hangs(db, page, monkeypatch):
    release = threading.Event()
    monkeypatch.setitem(health.CHECKS, "database", lambda: release.wait(30) and "")
    try:
        answer = page().get("/readyz")
    finally:
        release.set()
        health._Look._current.join()
    assert answer.status_code == 503
    assert answer.json()["database"] == health.HUNG


def test_full_disk_fails_the_health_check(db, settings):
    assert disks.full() == []
    settings.LEAST_FREE_MEGABYTES = 10**9
    assert settings.MEDIA_ROOT in disks.full()
    assert str(settings.MEDIA_ROOT) in health.CHECKS["disk"]()


def test_options_of_the_database_url_reach_every_connection(transactional_db, monkeypatch):
    configured = database_settings("postgresql://u@h/n?sslmode=verify-full&connect_timeout=9")
    assert configured["OPTIONS"] | {"sslmode": "verify-full", "keepalives": 1} == configured["OPTIONS"]
    assert int(configured["OPTIONS"]["connect_timeout"]) == 9

    with monkeypatch.context() as changed:
        changed.setitem(connection.settings_dict, "OPTIONS", {**CONNECTION_OPTIONS, "application_name": "mine"})
        name = "SELECT current_setting('application_name')"
        with another_connection() as line, line.cursor() as cursor:
            cursor.execute(name)
            assert cursor.fetchone() == ("mine",)
        with closing(psycopg.connect(**connection_parameters())) as line:  # the connection of the worker
            assert line.execute(name).fetchone() == ("mine",)

        async def ask():
            try:
                return await realtime.rows(name)
            finally:
                await realtime.close()

        assert asyncio.run(ask()) == [("mine",)]


def test_second_start_waits_for_the_migration_lock(db):
    messages, order = [], []
    with closing(psycopg.connect(**connection_parameters(), autocommit=True)) as first:
        first.execute("SELECT pg_advisory_lock(%s)", [LOCK])

        def say(text):
            messages.append(text)
            order.append("first has ended")
            first.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

        with hold(say):
            order.append("second begins")
            call_command("migrate", "--plan", verbosity=0)  # reentrant: it does not wait for its own lock
    assert messages == ["Another start prepares the database. Waiting for it …"]
    assert order == ["first has ended", "second begins"]


def test_finished_nightly_check_reports_nothing(db):
    nightly_checks.begin()
    assert nightly_checks.wrong() == ""
