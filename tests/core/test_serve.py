"""The `serve` command from a terminal: real processes, a real port, real signals."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from market.runtime import embedded
from market.runtime.health import HUNG
from market.runtime.postmaster import alive_in

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.xdist_group("serve")


class Site:
    """A site with its own data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PYTEST_XDIST_WORKER")}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--without-demo"],
            cwd=ROOT,
            env={**environment, "DATA_DIR": str(self.folder), "PORT": str(self.port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # under nohup the site would ignore it
        )
        self.started.append(process)
        return process

    def wait_until_ready(self, process: subprocess.Popen[bytes]) -> httpx.Response:
        answer = None
        for _ in range(600):
            assert process.poll() is None, process.stdout.read().decode()
            try:
                answer = httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=5)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code == 200:
                return answer
            time.sleep(0.1)
        pytest.fail(f"not ready: {answer and answer.text}")

    def database_processes(self) -> list[int]:
        return alive_in(embedded._home(self.folder) / "cluster")

    def wait_until_no_process(self) -> None:
        for _ in range(100):
            if not self.database_processes():
                return
            time.sleep(0.1)
        pytest.fail("the database is still there")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The data folder of all tests of this module: the first site that starts creates the database."""
    here = tmp_path_factory.mktemp("site")
    yield here
    embedded.remove(here)


@pytest.fixture
def site(folder):
    here = Site(folder)
    yield here
    for process in here.started:
        process.kill()
        process.communicate()
    here.wait_until_no_process()


def test_second_start_is_refused_and_a_killed_site_restarts(site):
    first = site.start()
    ready = site.wait_until_ready(first)
    state = ready.json()
    assert re.fullmatch(r"0 of \d+", state.pop("sockets"))
    assert state.pop("scanner") == "off"
    assert state | {"database": "ok", "migrations": "ok", "workers": "ok", "deadlines": "ok"} == state
    assert set(state.values()) == {"ok"}
    assert len(ready.text.splitlines()) == len(ready.json()) + 2  # one line for each check

    second = site.start()
    output, _ = second.communicate(timeout=60)
    assert second.returncode != 0
    assert f"process {first.pid}, at http://127.0.0.1:{site.port}/" in output.decode()

    first.kill()
    first.wait()
    third = site.start()
    site.wait_until_ready(third)
    third.send_signal(signal.SIGTERM)
    output, _ = third.communicate(timeout=90)
    assert third.returncode == 0, output.decode()
    assert site.database_processes() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_sigint_and_sighup_stop_the_site_and_its_database(site, number):
    process = site.start()
    site.wait_until_ready(process)
    process.send_signal(number)
    output, _ = process.communicate(timeout=90)
    assert process.returncode == 0, output.decode()
    assert site.database_processes() == []


def query(site, sql, values=()):
    with closing(psycopg.connect(embedded.url(site.folder), autocommit=True)) as connection:
        return connection.execute(sql, values).fetchall()


def assert_works_again(site, process):
    """Assert that a deadline is processed, a job done, and `/readyz` answers 200, each begun after the call."""
    site.wait_until_ready(process)
    with closing(psycopg.connect(embedded.url(site.folder), autocommit=True)) as connection:
        connection.execute("DELETE FROM core_lastrun WHERE name = 'deadlines'")
        job = "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('bulk', %s, %s)"
        connection.execute(job, ["market.core.tasks.forget_counters", '{"timestamp": 0}'])
        for _ in range(900):
            seen = connection.execute(
                "SELECT EXISTS (SELECT FROM core_lastrun WHERE name = 'deadlines'), "
                "EXISTS (SELECT FROM procrastinate_jobs WHERE queue_name = 'bulk' AND status <> 'failed')"
            ).fetchone()
            if seen == (True, False):
                return
            time.sleep(0.1)
    pytest.fail(f"not processed: {seen}")


@contextmanager
def hung_database(site):
    """Stop every process of the database: each query waits."""
    stopped = site.database_processes()
    send_signal(stopped, signal.SIGSTOP)
    try:
        yield
    finally:
        send_signal(stopped, signal.SIGCONT)


def send_signal(processes, number):
    for each in processes:
        with suppress(ProcessLookupError):  # the process of a connection that was closed meanwhile
            os.kill(each, number)


REQUESTS = [("/jobs/", {}), ("/jobs/", {"sessionid": "x" * 32}), ("/api/v1/jobs/", {})] * 2


def check_pages_while_the_database_hangs(site):
    """Waiting requests block none that needs no database, and end with 503; so do later requests."""
    cookies = {"sessionid": "x" * 32, "device": "d" * 43, "language": "bn"}
    with closing(httpx.Client(base_url=f"http://127.0.0.1:{site.port}", timeout=15, cookies=cookies)) as browser:
        waiting = [send_request(site, f"GET /jobs/?q={number}") for number in range(20)]
        for path in ("/static/core/look.css", "/static/none.js", "/sw.js", "/offline/en/", "/manifest/bn.webmanifest"):
            assert browser.get(path).status_code == (404 if "none" in path else 200), path
        assert browser.get("/api/v1/schema/").status_code == 200
        for connection in waiting:
            with closing(connection):
                assert connection.recv(1000).startswith(b"HTTP/1.1 503 ")
        page, sent = browser.get("/jobs/"), browser.post("/jobs/", data={"text": "words"})
        assert (page.status_code, sent.status_code, page.headers["retry-after"]) == (503, 503, "10")
        assert "/static/core/look.css" in page.text
        assert "তথ্য" in page.text
        api_response = browser.get("/api/v1/jobs/", headers={"accept-language": "bn"})
        assert (api_response.status_code, api_response.json()["code"]) == (503, "database_gone")
        assert api_response.headers["content-type"] == "application/problem+json"
        assert "তথ্য" in api_response.json()["detail"]


def send_request(site, request):
    """A connection on which the request was sent."""
    connection = socket.create_connection(("127.0.0.1", site.port), timeout=15)
    connection.sendall(f"{request} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    return connection


def test_site_recovers_from_lost_connections_and_a_killed_database(site):
    process = site.start()
    site.wait_until_ready(process)
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    query(site, f"SELECT pg_terminate_backend(pid) {others}")
    assert_works_again(site, process)

    os.kill(query(site, f"SELECT pid {others} LIMIT 1")[0][0], signal.SIGKILL)  # PostgreSQL then closes all of them
    assert_works_again(site, process)

    cluster = embedded._home(site.folder) / "cluster"
    os.kill(int((cluster / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    lost = [httpx.get(f"http://127.0.0.1:{site.port}{path}", cookies=who, timeout=30) for path, who in REQUESTS]
    assert {answer.status_code for answer in lost} <= {200, 503}, [answer.text for answer in lost]
    assert_works_again(site, process)

    server = int((cluster / "postmaster.pid").read_text().split()[0])
    os.kill(server, signal.SIGSTOP)  # new connections wait
    answer = httpx.get(f"http://127.0.0.1:{site.port}/readyz", timeout=20)
    os.kill(server, signal.SIGCONT)
    assert (answer.status_code, answer.json()["database"]) == (503, HUNG)
    assert_works_again(site, process)

    with hung_database(site):
        check_pages_while_the_database_hangs(site)
    assert_works_again(site, process)

    process.kill()
    site.wait_until_no_process()  # the database stops with the site, also a restarted one


def test_interrupted_first_loading_starts_over(site):
    process = site.start()
    site.wait_until_ready(process)
    with closing(psycopg.connect(embedded.url(site.folder), autocommit=True)) as connection:
        connection.execute("CREATE TABLE half_loaded ()")
    process.kill()
    process.wait()
    (site.folder / "demonstration-unfinished").touch()
    process = site.start()
    site.wait_until_ready(process)
    with closing(psycopg.connect(embedded.url(site.folder))) as connection:
        assert connection.execute("SELECT to_regclass('half_loaded')").fetchone() == (None,)
    assert not (site.folder / "demonstration-unfinished").exists()


def test_port_in_use_is_an_error_that_names_it(site):
    with closing(socket.create_server(("127.0.0.1", site.port))):
        process = site.start()
        output, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert f"Port {site.port} cannot be opened" in output.decode()
