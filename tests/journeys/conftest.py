"""A site of its own, served as `make run` serves it: one process, one port, demonstration data."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.people import Officer
from tests.journeys.walker import Walker

ROOT = Path(__file__).parent.parent.parent
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@pytest.fixture(scope="session")
def served(tmp_path_factory) -> Iterator[str]:
    """The address of the site ("http://127.0.0.1:8123"); SERVED_SITE names one that runs already."""
    if given := os.environ.get("SERVED_SITE"):
        yield given
        return
    with site(tmp_path_factory.mktemp("served")) as base:
        yield base


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """A new site with demonstration data, until it is left; its files lie in a folder. It is not traced."""
    port = free_port()
    not_its_own = ("DATABASE_URL", "MARKET_ENV", "COVERAGE_PROCESS")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(not_its_own)}
    settings = {**inherited, "DATA_DIR": str(folder), "PORT": str(port), "SITE_URL": f"http://127.0.0.1:{port}"}
    with (folder / "serve.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=ROOT, env=settings, stdout=log, stderr=log
        )
    base = f"http://127.0.0.1:{port}"
    try:
        _await_ready(base, process, folder / "serve.log")
        yield base
    finally:
        process.terminate()
        process.wait(60)


def _await_ready(base: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until all of the demonstration data is there. The site answers before it is, with who can sign in."""
    seen: list[str] = []
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline and process.poll() is None:
        try:
            answer = httpx.get(base + "/readyz", timeout=5)
            if answer.status_code == 200:
                seen.append(answer.json()["demonstration"])
                if seen[-1] == "ok":
                    assert seen[0].startswith("loading"), "The site answered only when everything was loaded."
                    return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def officer(served) -> Iterator[Officer]:
    """Signed in once: a code of the second factor is good for one sign-in only."""
    desk = Officer(served)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system. It lives no longer than a module: its loop must not run below other tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", *QUIET]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def window(browser, served) -> Iterator[Callable[..., Walker]]:
    """`window(width=360, language="en", script=True)`: a window of a new browser. Every trouble on its way fails the
    test at the end."""
    walkers: list[Walker] = []

    def open_window(**how: object) -> Walker:
        walkers.append(Walker(browser, served, **how))
        return walkers[-1]

    yield open_window
    for walker in walkers:
        walker.leave()
