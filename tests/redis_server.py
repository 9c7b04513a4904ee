"""A Redis for tests that need a real one."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis


class Redis:
    """A Redis of its own, at a private socket: it can be killed, hung and started anew."""

    def __init__(self, folder: str) -> None:
        self.folder, self.url = folder, f"unix://{folder}/redis"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        words = ["redis-server", "--port", "0", "--unixsocket", "redis", "--save", "", "--dir", "."]
        self.process = subprocess.Popen(words, cwd=self.folder, stdout=subprocess.DEVNULL)
        for _try in range(400):
            with suppress(redis.ConnectionError), redis.Redis.from_url(self.url) as client:
                client.ping()
                return
            time.sleep(0.02)
        raise AssertionError("Redis did not come up.")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        Path(self.folder, "redis").unlink(missing_ok=True)

    def people_heard_for(self) -> int:
        """How many people's channels are listened to."""
        with redis.Redis.from_url(self.url) as client:
            return len(client.pubsub_channels("amar-kaj:person:*"))


@pytest.fixture
def redis_server() -> Iterator[Redis]:
    """A Redis that runs."""
    with tempfile.TemporaryDirectory() as folder:
        server = Redis(folder)
        server.start()
        yield server
        server.kill()
