"""A real search node for tests: OpenSearch, as `make search-node` starts it."""

import os
import random
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[1]


def free_ports(count: int) -> int:
    """The first of so many free ports side by side, below those that connections take as they come (32,768 and up)."""
    while True:
        first = random.randrange(20_000, 32_000)
        with suppress(OSError), ExitStack() as servers:
            for port in range(first, first + count):
                servers.enter_context(closing(socket.create_server(("127.0.0.1", port))))
            return first


class SearchNode:
    """A node at a free port; it ends with the process that started it."""

    def __init__(self, folder: Path, nodes: int = 1) -> None:
        self.port = free_ports(nodes)
        self.url = f"http://127.0.0.1:{self.port}"
        self.urls = [f"http://127.0.0.1:{self.port + number}" for number in range(nodes)]
        self.surroundings = os.environ | {
            "SEARCH_PORT": str(self.port),
            "NODES": str(nodes),
            "DATA_DIR": str(folder),
            "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # it is up in half the time
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until each node answers; the first time in a checkout it is built."""
        command = ["setpriv", "--pdeathsig", "KILL", "deploy/search/start"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.surroundings, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(httpx.TransportError):
                if all(httpx.get(url, timeout=5).is_success for url in self.urls):
                    return
            time.sleep(0.1)
        raise AssertionError("The search node did not come up.")

    def tell(self, words: str) -> None:
        """ "stop 1" ends the first node of the cluster, "start 1" starts it again."""
        self.process.stdin.write(f"{words}\n".encode())
        self.process.stdin.flush()

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="session")
def search_node(tmp_path_factory) -> Iterator[SearchNode]:
    """A node that runs, for all tests of the group "search-node", which one worker runs."""
    node = SearchNode(tmp_path_factory.mktemp("search"))
    node.start()
    yield node
    node.stop()
