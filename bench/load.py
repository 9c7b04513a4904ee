"""Load: as many requests as possible (wrk), or a fixed rate (open loop)."""

import gzip
import http.client
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles
from urllib.parse import urlsplit

from bench.place import LOADING, on_processors

Headers = dict[str, str]
Request = tuple[str, bytes | None]  # a path, and the body of a POST
THREADS = 24


@dataclass(frozen=True, slots=True)
class Rounds:
    """The values of several rounds: their median and range."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return median(self.rounds)

    def __str__(self) -> str:
        return f"{self.median:.0f} ({min(self.rounds):.0f}-{max(self.rounds):.0f})"


def measure_in_turn(rounds: int, *sides: Callable[[], float]) -> list[Rounds]:
    """Measure the sides in turn, round after round, so that disturbances affect all of them."""
    values: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, side_values in zip(sides, values, strict=True):
            side_values.append(side())
    return [Rounds(tuple(side_values)) for side_values in values]


def throughput(address: str, headers: Headers, seconds: int = 3) -> float:
    """Requests per second at one address. Raises RuntimeError without wrk, or for error responses."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise RuntimeError("wrk is missing: on Debian, apt-get install wrk.")
    options = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    with on_processors(LOADING):
        result = subprocess.run(
            [wrk, "-t1", "-c4", f"-d{seconds}", *options, address], capture_output=True, text=True, check=True
        )
    if "Non-2xx" in result.stdout or "Socket errors" in result.stdout:
        raise RuntimeError(f"{address}: {result.stdout}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", result.stdout)[1])  # type: ignore[index]


def fetch(address: str, headers: Headers) -> tuple[int, Headers, bytes]:
    """One response: status, headers, and its body as transferred (compressed)."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.request(
        "GET", address.removeprefix(f"{parts.scheme}://{parts.netloc}"), headers={"Accept-Encoding": "gzip", **headers}
    )
    answer = connection.getresponse()
    return answer.status, dict(answer.headers), answer.read()


def decode_body(body: bytes) -> str:
    """The text of a body that may be compressed."""
    return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()


def latencies(base: str, paths: Sequence[str], headers: Headers, *, rate: int, seconds: int) -> list[float]:
    """Milliseconds of each request at `rate` per second, counted from when it was due, so that queueing counts."""
    connections, begin = threading.local(), time.perf_counter() + 0.2
    parts = urlsplit(base)

    def send(number: int) -> float:
        due = begin + number / rate
        time.sleep(max(due - time.perf_counter(), 0))
        connection = getattr(connections, "current", None)
        if connection is None:
            connection = connections.current = http.client.HTTPConnection(parts.netloc, timeout=30)
        connection.request("GET", paths[number % len(paths)], headers={"Accept-Encoding": "gzip", **headers})
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{paths[number % len(paths)]}: {answer.status}")
        return (time.perf_counter() - due) * 1000

    with on_processors(LOADING), ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(send, range(rate * seconds)))


def one_by_one(
    base: str, requests: Sequence[Request], headers: Headers, *, pause: float = 0, refused: bool = False
) -> list[float]:
    """Milliseconds of each request, each begun when the one before is answered, `pause` seconds later.

    Raises RuntimeError for another status than 200; with `refused`, for errors of the server alone.
    """
    times, connection = list[float](), http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
    with on_processors(LOADING):
        for path, body in requests:
            time.sleep(pause)
            began = time.perf_counter()
            connection.request("POST" if body else "GET", path, body, {"Accept-Encoding": "gzip", **headers})
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - began) * 1000)
            if answer.status != http.HTTPStatus.OK and not (
                refused and answer.status < http.HTTPStatus.INTERNAL_SERVER_ERROR
            ):
                raise RuntimeError(f"{path}: {answer.status}")
    return times


def percentile(values: Sequence[float], hundredth: int) -> float:
    """The percentile (1 to 99) of the values."""
    return quantiles(values, n=100, method="inclusive")[hundredth - 1]
