"""The servers of conversations: the site, a stock chat by Channels and Redis, Centrifugo; on the served processor."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.engines import NotHad
from bench.place import FOLDER, LOADING, ROOT, SERVED, Server, Site, manage, on_processors, run_code, served

SITE_PORT, STOCK_PORT, CENTRIFUGO_PORT, REDIS_PORT = 8096, 8097, 8098, 8099
CENTRIFUGO = "github.com/centrifugal/centrifugo/v6@v6.9.1"
BUILDING = 900  # seconds
SPARE = 1000  # open files beside those of sockets
# Run in the site's shell: makes as many people as are wanted, each two with a conversation, and gives each a session.
PEOPLE = """
import json, secrets
from datetime import timedelta
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from market.accounts.models import User
from market.core.base import clock
from market.messaging.models import Conversation, Member
now, there = clock.now(), User.objects.filter(email__endswith="@chat.bench").count()
new = User.objects.bulk_create(User(
    email=f"{number}@chat.bench", name=f"Bench {number}", password=make_password(None), date_joined=now,
    consented_at=now, consent_version=settings.CONSENT_VERSION,
) for number in range(there, COUNT))
pairs = list(zip(new[::2], new[1::2]))
talks = Conversation.objects.bulk_create(Conversation(title="Bench", created_at=now) for _ in pairs)
Member.objects.bulk_create(
    Member(conversation=talk, user=user, joined_at=now) for talk, pair in zip(talks, pairs) for user in pair)
store, rows = import_module(settings.SESSION_ENGINE).SessionStore(), []
for user in User.objects.filter(email__endswith="@chat.bench").order_by("pk")[:COUNT]:
    data = {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash()}
    rows.append(Session(session_key=secrets.token_hex(16), session_data=store.encode(data),
                        expire_date=clock.wall() + timedelta(days=1)))
Session.objects.bulk_create(rows)
places = Member.objects.filter(user__email__endswith="@chat.bench").order_by("user")[:COUNT]
conversations = list(places.values_list("conversation", flat=True))
print(json.dumps([[row.session_key, talk] for row, talk in zip(rows, conversations)]))
"""


@dataclass(frozen=True, slots=True)
class Chat:
    """A server of conversations, its protocol, and its people: an address, headers and a conversation for each."""

    server: Server
    protocol: str
    people: list[list[Any]]

    @property
    def bytes_held(self) -> int:
        """What the kernel counts of its memory: its own, and its part of what it shares."""
        lines = Path(f"/proc/{self.server.process}/smaps_rollup").read_text().splitlines()
        return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


class Clients:
    """The process that holds the clients' sockets. A command is begun, its answer comes later."""

    def __init__(self) -> None:
        with on_processors(LOADING):
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bench.chat_clients"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                bufsize=1,
            )

    @property
    def pid(self) -> int:
        """Its id."""
        return self._process.pid

    def begin(self, do: str, **more: object) -> None:
        """Let it do a command."""
        print(json.dumps({"do": do, **more}), file=self._process.stdin)

    def answer(self) -> dict[str, Any]:
        """What became of the command. Raises RuntimeError where it failed."""
        answer: dict[str, Any] = json.loads(self._process.stdout.readline() or '{"fault": "the clients ended"}')  # type: ignore[union-attr]
        if "fault" in answer:
            raise RuntimeError(answer["fault"])
        return answer

    def do(self, do: str, **more: object) -> dict[str, Any]:
        """Do a command. Raises RuntimeError where it fails."""
        self.begin(do, **more)
        return self.answer()

    def end(self) -> None:
        """End the process."""
        self._process.communicate()


def processor_seconds(clients: Clients) -> float:
    """What all servers of this run used of processors up to now: those of conversations, the database, Redis."""
    parents, seconds = dict[int, int](), dict[int, float]()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                facts = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(facts[1])
                seconds[int(entry.name)] = sum(map(int, facts[11:15])) / os.sysconf("SC_CLK_TCK")
    ours = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours - {clients.pid}:
        ours |= more
    return sum(seconds[pid] for pid in ours - {os.getpid()})


@contextmanager
def connected(chat: Chat, count: int, *, is_compressed: bool = False) -> Iterator[Clients]:
    """The sockets of the first so many people."""
    clients = Clients()
    try:
        clients.do("open", protocol=chat.protocol, people=chat.people[:count], is_compressed=is_compressed)
        yield clients
        clients.do("close")
    finally:
        clients.end()


def people_of(place: Site, count: int) -> list[list[Any]]:
    """The session and the conversation of each of so many people; each two have a conversation."""
    people: list[list[Any]] = json.loads(run_code(place.env, f"COUNT = {count}{PEOPLE}").splitlines()[-1])
    return people


@contextmanager
def own(place: Site, people: list[list[Any]], *, with_worker: bool) -> Iterator[Chat]:
    """The site: with its worker in one process, as `make run` serves it, or as the process of a larger site that has
    the sockets, whose worker is elsewhere."""
    env = {**place.env, "PORT": str(SITE_PORT), "MARKET_MESSAGES_PER_MINUTE": "1000000"}
    uvicorn = ["-m", "uvicorn", "market.asgi:application", "--port", str(SITE_PORT), "--log-level", "error"]
    uvicorn += ["--ws", "market.runtime.socket_protocol:SocketProtocol"]  # as deploy/amar-kaj-web@.service has it
    words = ["manage.py", "serve"] if with_worker else uvicorn
    with served([sys.executable, *words], env, SITE_PORT) as server:
        address = f"{server.address.replace('http', 'ws')}/ws/"
        yield Chat(server, "site", [[address, {"Cookie": f"sessionid={key}"}, talk] for key, talk in people])


@contextmanager
def stock(place: Site, people: list[list[Any]]) -> Iterator[Chat]:
    """A stock chat by Channels in the same database: Redis pub/sub, and one INSERT a message. Raises NotHad."""
    if shutil.which("redis-server") is None:
        raise NotHad("redis-server missing")
    packages = _packages()
    env = {
        **place.env,
        "PYTHONPATH": str(packages),
        "DJANGO_SETTINGS_MODULE": "bench.reference.settings",
        "CHAT_REDIS_URL": f"redis://127.0.0.1:{REDIS_PORT}/0",
    }
    manage(env, "migrate", "--run-syncdb", "--skip-checks", "--verbosity=0")
    uvicorn = ["-m", "uvicorn", "bench.reference.asgi:application", "--port", str(STOCK_PORT), "--log-level", "error"]
    with _redis(), served([sys.executable, *uvicorn], env, STOCK_PORT) as server:
        base = f"{server.address.replace('http', 'ws')}/ws/"
        yield Chat(
            server, "channels", [[f"{base}{talk}/", {"Cookie": f"sessionid={key}"}, talk] for key, talk in people]
        )


def _packages() -> Path:
    folder = FOLDER / "chat-packages"
    if not folder.exists():
        install = ["-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", str(ROOT / "bench/chat.txt")]
        done = subprocess.run([sys.executable, *install, "--target", str(folder)], capture_output=True, check=False)
        if done.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            raise NotHad("the packages of Channels' Redis layer cannot be installed")
    return folder


@contextmanager
def _redis() -> Iterator[None]:
    words = ["redis-server", "--bind", "127.0.0.1", "--port", str(REDIS_PORT), "--save", "", "--appendonly", "no"]
    with on_processors(SERVED):
        server = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    try:
        for _ in range(50):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", REDIS_PORT)):
                    break
            time.sleep(0.1)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


@contextmanager
def centrifugo(place: Site, people: list[list[Any]]) -> Iterator[Chat]:
    """Centrifugo, which keeps messages in memory alone. Raises NotHad."""
    program = _centrifugo()
    settings = FOLDER / "centrifugo.json"
    every = {"allow_publish_for_client": True, "allow_subscribe_for_client": True}
    client = {"insecure": True, "allowed_origins": ["*"]}
    http = {"address": "127.0.0.1", "port": str(CENTRIFUGO_PORT)}
    settings.write_text(
        json.dumps(
            {
                "client": client,
                "channel": {"without_namespace": every},
                "http_server": http,
                "health": {"enabled": True},
                "log": {"level": "error"},
            }
        )
    )
    env = {**place.env, "GOMAXPROCS": "1"}
    with served([str(program), "--config", str(settings)], env, CENTRIFUGO_PORT, "/health") as server:
        address = f"{server.address.replace('http', 'ws')}/connection/websocket"
        yield Chat(server, "centrifugo", [[address, {}, f"talk{talk}"] for _, talk in people])


def _centrifugo() -> Path:
    folder = FOLDER / "centrifugo"
    if not (folder / "centrifugo").exists():
        if shutil.which("go") is None:
            raise NotHad("go missing")
        command, env = ["go", "install", CENTRIFUGO], {**os.environ, "GOBIN": str(folder)}
        try:
            subprocess.run(command, env=env, capture_output=True, check=True, timeout=BUILDING)
        except subprocess.SubprocessError as failed:
            raise NotHad("Centrifugo cannot be built by this Go") from failed
    return folder / "centrifugo"


@contextmanager
def beside(*servers: Any) -> Iterator[tuple[list[Chat], list[str]]]:
    """Those of the servers that can be had, and why others cannot."""
    with ExitStack() as stack:
        chats, missing = list[Chat](), list[str]()
        for server in servers:
            try:
                chats.append(stack.enter_context(server))
            except NotHad as reason:
                missing.append(str(reason))
        yield chats, missing
