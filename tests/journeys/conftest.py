"""A site of its own, served as `make run` serves it: one process, one port, demonstration data."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parent.parent.parent


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
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "MARKET_ENV")}
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
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(base + "/readyz", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise AssertionError(log.read_text())
