"""The one process, as a person at a terminal meets it: real processes, a real port, real signals."""

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
    """A site in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PYTEST_XDIST_WORKER")}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--without-demo"],
            cwd=ROOT,
            env={**kept, "DATA_DIR": str(self.folder), "PORT": str(self.port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.started.append(process)
        return process

    def until_ready(self, process: subprocess.Popen[bytes]) -> httpx.Response:
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

    def until_no_process(self) -> None:
        for _ in range(100):
            if not self.database_processes():
                return
            time.sleep(0.1)
        pytest.fail("the database is still there")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the sites of all tests have their data: the first that is started makes the database."""
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
    here.until_no_process()


def test_it_serves_once_stops_whole_and_heals(site):
    first = site.start()
    ready = site.until_ready(first)
    state = ready.json()
    assert re.fullmatch(r"0 of \d+", state.pop("sockets"))
    assert state | {"database": "ok", "migrations": "ok", "workers": "ok", "deadlines": "ok"} == state
    assert set(state.values()) == {"ok"}
    assert len(ready.text.splitlines()) == len(ready.json()) + 2  # each on its own line

    second = site.start()
    said, _ = second.communicate(timeout=60)
    assert second.returncode != 0
    assert f"process {first.pid}, at http://127.0.0.1:{site.port}/" in said.decode()

    first.kill()
    first.wait()
    third = site.start()
    site.until_ready(third)
    third.send_signal(signal.SIGTERM)
    said, _ = third.communicate(timeout=90)
    assert third.returncode == 0, said.decode()
    assert site.database_processes() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_ctrl_c_and_a_closed_terminal_stop_everything(site, number):
    process = site.start()
    site.until_ready(process)
    process.send_signal(number)
    said, _ = process.communicate(timeout=90)
    assert process.returncode == 0, said.decode()
    assert site.database_processes() == []


def ask(site, sql, values=()):
    with closing(psycopg.connect(embedded.url(site.folder), autocommit=True)) as line:
        return line.execute(sql, values).fetchall()


def works_again(site, process):
    """A deadline is processed, a job done, a page answered, and `/readyz` whole; each begun only now."""
    site.until_ready(process)
    with closing(psycopg.connect(embedded.url(site.folder), autocommit=True)) as line:
        line.execute("DELETE FROM core_lastrun WHERE name = 'deadlines'")
        job = "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('bulk', %s, %s)"
        line.execute(job, ["market.core.tasks.forget_counters", '{"timestamp": 0}'])
        for _ in range(300):
            seen = line.execute(
                "SELECT EXISTS (SELECT FROM core_lastrun WHERE name = 'deadlines'), "
                "EXISTS (SELECT FROM procrastinate_jobs WHERE queue_name = 'bulk' AND status <> 'failed')"
            ).fetchone()
            if seen == (True, False):
                return
            time.sleep(0.1)
    pytest.fail(f"not processed: {seen}")


@contextmanager
def hung(site):
    """Every process of the database stands still: whoever asks it anything waits."""
    stopped = site.database_processes()
    tell(stopped, signal.SIGSTOP)
    try:
        yield
    finally:
        tell(stopped, signal.SIGCONT)


def tell(processes, number):
    for each in processes:
        with suppress(ProcessLookupError):  # one of a connection that was closed meanwhile
            os.kill(each, number)


LOST = [("/jobs/", {}), ("/jobs/", {"sessionid": "x" * 32}), ("/api/v1/jobs/", {})] * 2


def pages_while_it_hangs(site):
    """Pages that wait take no thread from what needs no database, and are told why; so are those that come later."""
    cookies = {"sessionid": "x" * 32, "device": "d" * 43, "language": "bn"}
    with closing(httpx.Client(base_url=f"http://127.0.0.1:{site.port}", timeout=15, cookies=cookies)) as browser:
        waiting = [asked(site, f"GET /jobs/?q={number}") for number in range(20)]
        for path in ("/static/core/look.css", "/static/none.js", "/sw.js", "/offline/en/", "/manifest/bn.webmanifest"):
            assert browser.get(path).status_code == (404 if "none" in path else 200), path
        assert browser.get("/api/v1/schema/").status_code == 200
        for line in waiting:
            with closing(line):
                assert line.recv(1000).startswith(b"HTTP/1.1 503 ")
        page, sent = browser.get("/jobs/"), browser.post("/jobs/", data={"text": "words"})
        assert (page.status_code, sent.status_code, page.headers["retry-after"]) == (503, 503, "10")
        assert "/static/core/look.css" in page.text
        assert "তথ্য" in page.text
        program = browser.get("/api/v1/jobs/", headers={"accept-language": "bn"})
        assert (program.status_code, program.json()["code"]) == (503, "database_gone")
        assert program.headers["content-type"] == "application/problem+json"
        assert "তথ্য" in program.json()["detail"]


def asked(site, request):
    """A connection on which that was asked."""
    line = socket.create_connection(("127.0.0.1", site.port), timeout=15)
    line.sendall(f"{request} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    return line


def test_lost_connections_and_a_killed_database_are_healed(site):
    process = site.start()
    site.until_ready(process)
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ask(site, f"SELECT pg_terminate_backend(pid) {others}")
    works_again(site, process)

    os.kill(ask(site, f"SELECT pid {others} LIMIT 1")[0][0], signal.SIGKILL)  # the server ends every connection then
    works_again(site, process)

    cluster = embedded._home(site.folder) / "cluster"
    os.kill(int((cluster / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    lost = [httpx.get(f"http://127.0.0.1:{site.port}{path}", cookies=who, timeout=30) for path, who in LOST]
    assert {answer.status_code for answer in lost} <= {200, 503}, [answer.text for answer in lost]
    works_again(site, process)

    server = int((cluster / "postmaster.pid").read_text().split()[0])
    os.kill(server, signal.SIGSTOP)  # who asks for a connection now waits
    answer = httpx.get(f"http://127.0.0.1:{site.port}/readyz", timeout=20)
    os.kill(server, signal.SIGCONT)
    assert (answer.status_code, answer.json()["database"]) == (503, HUNG)
    works_again(site, process)

    with hung(site):
        pages_while_it_hangs(site)
    works_again(site, process)

    process.kill()
    site.until_no_process()  # the database goes with its process, also one that was started anew


def test_a_first_loading_that_was_cut_short_begins_anew(site):
    process = site.start()
    site.until_ready(process)
    with closing(psycopg.connect(embedded.url(site.folder), autocommit=True)) as line:
        line.execute("CREATE TABLE half_loaded ()")
    process.kill()
    process.wait()
    (site.folder / "demonstration-unfinished").touch()
    process = site.start()
    site.until_ready(process)
    with closing(psycopg.connect(embedded.url(site.folder))) as line:
        assert line.execute("SELECT to_regclass('half_loaded')").fetchone() == (None,)
    assert not (site.folder / "demonstration-unfinished").exists()


def test_a_port_in_use_is_named(site):
    with closing(socket.create_server(("127.0.0.1", site.port))):
        process = site.start()
        said, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert f"Port {site.port} cannot be opened" in said.decode()
