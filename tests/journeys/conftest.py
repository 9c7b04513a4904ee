"""A site for these tests, served as `make run` serves it: one process, one port, demonstration data."""

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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs these tests: the site is loaded once. A browser on a busy machine gets a second try."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("served"))
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def served(tmp_path_factory) -> Iterator[str]:
    """The address of the site ("http://127.0.0.1:8123"), or that in SERVED_SITE, which already runs."""
    if address := os.environ.get("SERVED_SITE"):
        yield address
        return
    with site(tmp_path_factory.mktemp("served")) as base:
        yield base


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """A new site with demonstration data and its files in `folder`, until the block ends."""
    port = free_port()
    excluded = ("DATABASE_URL", "MARKET_ENV")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(excluded)}
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
    """Wait until all demonstration data is loaded. The site answers earlier, with the users who can sign in."""
    states: list[str] = []
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline and process.poll() is None:
        try:
            response = httpx.get(base + "/readyz", timeout=5)
            if response.status_code == 200:
                states.append(response.json()["demonstration"])
                if states[-1] == "ok":
                    assert states[0].startswith("loading"), "The site answered only when everything was loaded."
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
    """The system's Chromium, for one module only: its event loop must not run during other tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", *QUIET]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def window(browser, served) -> Iterator[Callable[..., Walker]]:
    """`window(width=360, language="en", script=True)`: a window of a new browser. Any error it logs fails the test
    at the end."""
    walkers: list[Walker] = []

    def open_window(**how: object) -> Walker:
        walkers.append(Walker(browser, served, **how))
        return walkers[-1]

    yield open_window
    for walker in walkers:
        walker.leave()
