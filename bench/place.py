"""The measured site: a database of a given size, kept between runs, and the servers in front of it."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from market.runtime import embedded

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".data" / "bench"
SERVED, LOADING = {0}, {1}  # the processors of the two sides
START_SECONDS = 60  # seconds

# Run in the site's shell: prints URLs of the measured pages and a session key.
QUERY_SITE = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from market.accounts.models import User
from market.jobs.models import Job
from market.messaging.models import Conversation
from market.profiles.models import Profile
store = import_module(settings.SESSION_ENGINE).SessionStore
def session(user):
    record = store()
    record[SESSION_KEY], record[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    record[HASH_SESSION_KEY] = user.get_session_auth_hash()
    record.create()
    return record.session_key
farida = User.objects.get(email="farida@demo.test")
print(json.dumps({
    "session": session(farida),
    "profile": Profile.objects.public().order_by("pk").last().get_absolute_url(),
    "job": Job.objects.public().order_by("pk").last().get_absolute_url(),
    "conversation": Conversation.objects.visible_to(farida).latest("pk").get_absolute_url(),
    "rows": Profile.objects.count() + Job.objects.count(),
}))
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A site with its data. Pages are given as paths."""

    env: dict[str, str]
    session: str
    profile: str
    job: str
    conversation: str
    rows: int

    @property
    def signed_in(self) -> dict[str, str]:
        """The headers of a signed-in user: session and CSRF cookie."""
        return {"Cookie": f"sessionid={self.session}; csrftoken={'bench' * 6}ok"}


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its address and its process."""

    address: str
    process: int


@contextmanager
def site(rows: int, programmes: int = 1) -> Iterator[Site]:
    """A site with about `rows` profiles and jobs together and so many training programmes, loaded on first use.

    Raises CalledProcessError.
    """
    folder = FOLDER / (str(rows) if programmes == 1 else f"{rows}-{programmes}")
    folder.mkdir(parents=True, exist_ok=True)
    with on_processors(SERVED):
        url = embedded.start(folder)
    try:
        env = {**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": "bench" * 10}
        env["MARKET_SEARCHES_PER_CLIENT_MINUTE"] = "1000000"  # the load comes from one client
        for command in (
            ["compile_catalogues"],
            ["migrate", "--verbosity=0"],
            ["collectstatic", "--no-input", "--verbosity=0"],
            ["load_demo", f"--profiles={rows // 2}", f"--jobs={rows // 2}", f"--programmes={programmes}"],
        ):
            manage(env, *command)
        yield Site(env=env, **json.loads(run_code(env, QUERY_SITE).splitlines()[-1]))
    finally:
        embedded.stop(folder)


def manage(env: dict[str, str], *command: str) -> str:
    """What a command of the site prints. Raises CalledProcessError; its complaints stand on the screen."""
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def run_code(env: dict[str, str], code: str) -> str:
    """What code prints that runs in the site's shell. Raises CalledProcessError."""
    return manage(env, "shell", "--no-imports", "-c", code)


@contextmanager
def wsgi(place: Site, application: str, port: int, settings: str = "market.settings") -> Iterator[str]:
    """One WSGI worker with one thread, on its processor. Yields its address."""
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command = [*granian, "--workers", "1", "--blocking-threads", "1", "--no-ws", "--log-level", "error", application]
    with served(command, {**place.env, "DJANGO_SETTINGS_MODULE": settings}, port) as server:
        yield server.address


@contextmanager
def one_process(place: Site, port: int) -> Iterator[str]:
    """The site as `make run` serves it: pages, socket and jobs in one process. Yields its address."""
    with served([sys.executable, "manage.py", "serve"], {**place.env, "PORT": str(port)}, port) as server:
        yield server.address


@contextmanager
def served(command: list[str], env: dict[str, str], port: int, path: str = "/healthz") -> Iterator[Server]:
    """A server on its processor, once it answers at `path`. Its log lies in DATA_DIR."""
    log = Path(env["DATA_DIR"]) / f"server-{port}.log"
    with on_processors(SERVED), log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output)
    try:
        _wait_for(f"http://127.0.0.1:{port}{path}", server, log)
        yield Server(f"http://127.0.0.1:{port}", server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310  # our own address
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"{address} does not answer: see {log}.")


@contextmanager
def on_processors(processors: set[int]) -> Iterator[None]:
    """Pin what is started inside to these processors, where the machine has them."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processors & before or before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
