"""Load: as much as goes (wrk), and so many a second whatever happens (open loop)."""

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
THREADS = 24


@dataclass(frozen=True, slots=True)
class Spread:
    """Several rounds of one measure: the median, and the range they lie in."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.rounds)

    def __str__(self) -> str:
        return f"{self.median:.0f} ({min(self.rounds):.0f}-{max(self.rounds):.0f})"


def in_turn(rounds: int, *sides: Callable[[], float]) -> list[Spread]:
    """Measure the sides one after the other, again and again, so that what disturbs one disturbs the others too."""
    found: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, held in zip(sides, found, strict=True):
            held.append(side())
    return [Spread(tuple(held)) for held in found]


def throughput(address: str, headers: Headers, seconds: int = 3) -> float:
    """Requests a second that one address answers. Raises RuntimeError without wrk, or for an answer that is none."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise RuntimeError("wrk is missing: on Debian, apt-get install wrk.")
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    with on_processors(LOADING):
        done = subprocess.run(
            [wrk, "-t1", "-c4", f"-d{seconds}", *given, address], capture_output=True, text=True, check=True
        )
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise RuntimeError(f"{address}: {done.stdout}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])  # type: ignore[index]


def get(address: str, headers: Headers) -> tuple[int, Headers, bytes]:
    """One answer: status, headers, and its body as it came over the line (compressed)."""
    parts = urlsplit(address)
    line = http.client.HTTPConnection(parts.netloc, timeout=30)
    line.request(
        "GET", address.removeprefix(f"{parts.scheme}://{parts.netloc}"), headers={"Accept-Encoding": "gzip", **headers}
    )
    answer = line.getresponse()
    return answer.status, dict(answer.headers), answer.read()


def text(body: bytes) -> str:
    """The text of a body that may be compressed."""
    return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()


def latencies(base: str, paths: Sequence[str], headers: Headers, *, rate: int, seconds: int) -> list[float]:
    """Milliseconds of each of `rate` requests a second, counted from when it was due: a queue counts as waiting."""
    lines, begin = threading.local(), time.perf_counter() + 0.2
    parts = urlsplit(base)

    def ask(number: int) -> float:
        due = begin + number / rate
        time.sleep(max(due - time.perf_counter(), 0))
        line = getattr(lines, "line", None)
        if line is None:
            line = lines.line = http.client.HTTPConnection(parts.netloc, timeout=30)
        line.request("GET", paths[number % len(paths)], headers={"Accept-Encoding": "gzip", **headers})
        answer = line.getresponse()
        answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{paths[number % len(paths)]}: {answer.status}")
        return (time.perf_counter() - due) * 1000

    with on_processors(LOADING), ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(ask, range(rate * seconds)))


def percentile(found: Sequence[float], hundredth: int) -> float:
    """The value that so many hundredths of them do not pass."""
    return quantiles(found, n=100, method="inclusive")[hundredth - 1]
