"""What a trial runs: processes that are started, killed, frozen and started again, each with its log in a folder."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
TIMEOUT = 60.0  # seconds that a process has to answer after its start, and to end when told to


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    """Whether somebody takes connections on the port."""
    with closing(socket.socket()) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Service:
    """A process of the trial. `port` is where it listens; 0: nowhere, then it counts as started at once."""

    name: str
    command: Sequence[str]
    folder: Path
    port: int = 0
    env: Mapping[str, str] = field(default_factory=dict)
    after_kill: Callable[[], object] = lambda: None
    serves: Callable[[], bool] | None = None  # more than taking connections: a database recovers first
    ends_by: signal.Signals = signal.SIGTERM
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def log(self) -> Path:
        """Where it writes."""
        return self.folder / f"{self.name}.log"

    def start(self) -> None:
        """Start it and wait until it takes connections. Raises RuntimeError with the end of its log if it does not."""
        with self.log.open("ab") as written:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env={**os.environ, **self.env},
                stdout=written,
                stderr=written,
                start_new_session=True,
            )
        deadline = time.monotonic() + TIMEOUT
        while self.port and not (self.serves() if self.serves else listens(self.port)):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} does not start:\n{self.log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it in order; whoever does not end in time is killed."""
        self._end(self.ends_by)

    def kill(self) -> None:
        """End it and its children at once, as a crash does; all are gone when this returns."""
        pids: list[int] = []
        if self.process is not None:
            self.process.send_signal(signal.SIGSTOP)  # it starts no child meanwhile
            pids = tree(self.process.pid)
        self._end(signal.SIGKILL)
        wait_until_gone(pids)  # a child that still ends holds shared memory, and PostgreSQL would not start
        self.after_kill()

    def freeze(self) -> None:
        """It and its children stand still: connections stay open, and nobody answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        self._signal(signal.SIGCONT)

    def _end(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        if number is signal.SIGKILL:
            self._signal(number)
        else:
            self.process.send_signal(number)
        try:
            self.process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self.process.wait()
        self.process = None

    def _signal(self, number: signal.Signals) -> None:
        if self.process is not None:
            for pid in tree(self.process.pid):
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    continue


def tree(pid: int) -> list[int]:
    """A process and all below it, parents first. PostgreSQL's children lead sessions of their own."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    pids = [pid]
    for each in pids:
        pids.extend(children.get(each, []))
    return pids


def wait_until_gone(pids: Sequence[int]) -> None:
    """Wait until each process has ended, whether or not somebody took note. Raises RuntimeError after `TIMEOUT`."""
    deadline = time.monotonic() + TIMEOUT
    while running := [pid for pid in pids if _runs(pid)]:
        if time.monotonic() > deadline:
            raise RuntimeError(f"killed, but still there: {running}")
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] not in "XZ"
    except OSError:
        return False


def as_user(name: str) -> list[str]:
    """What to put before a command that root must not run itself."""
    return ["setpriv", f"--reuid={name}", f"--regid={name}", "--clear-groups"] if os.geteuid() == 0 else []


def postgresql(folder: Path) -> Service:
    """Debian's PostgreSQL with a cluster of its own, on 127.0.0.1, trusting who is on this machine."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))[-1]
    data, port = folder / "postgresql", free_port()
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        subprocess.run(["chown", "postgres:postgres", str(data)], check=True)
    account = as_user("postgres")
    initdb = [*account, str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*initdb, "--locale=C.UTF-8", "--no-sync"], check=True, capture_output=True, cwd="/")
    options = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"]
    options += ["archive_mode=on"]  # for a trial that puts the database back; until then nothing is archived
    with (data / "postgresql.auto.conf").open("a") as written:
        written.write("archive_command = '/bin/true'\n")
    command = [
        *account,
        str(programs / "postgres"),
        "-D",
        str(data),
        *(part for each in options for part in ("-c", each)),
    ]
    # A postmaster that was killed leaves its file; the next one checks it, and takes minutes if a pid was used again.
    forget = (data / "postmaster.pid").unlink
    # By SIGTERM it would wait for the trial's own connections.
    ends_by = signal.SIGINT
    return Service(
        "postgresql", command, folder, port, after_kill=forget, serves=lambda: _answers(port), ends_by=ends_by
    )


def _answers(port: int) -> bool:
    try:
        psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def redis(folder: Path) -> Service:
    """Debian's Redis, keeping nothing on disk."""
    port = free_port()
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    return Service("redis", command, folder, port)


NGINX = """
daemon off; pid {folder}/nginx.pid; error_log stderr; worker_processes 1; {user}
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
    access_log off; client_max_body_size 130m;
    client_body_temp_path {folder}/nginx-body; proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-1; uwsgi_temp_path {folder}/nginx-2; scgi_temp_path {folder}/nginx-3;
    map $arg_by $sockets {{ b 127.0.0.1:{b}; default 127.0.0.1:{a}; }}
    server {{
        listen 127.0.0.1:{port};
        proxy_set_header Host $host:$server_port; proxy_set_header X-Forwarded-For $remote_addr;
        location / {{ proxy_pass http://127.0.0.1:{pages}; proxy_read_timeout 30s; }}
        location /ws/ {{
            proxy_pass http://$sockets; proxy_http_version 1.1; proxy_read_timeout 90s;
            proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;
        }}
    }}
}}
"""


def nginx(folder: Path, port: int, *, pages: int, sockets: tuple[int, int]) -> Service:
    """Debian's nginx before the site; `/ws/?by=b` leads to the second process of sockets."""
    user = "user root;" if os.geteuid() == 0 else ""
    text = NGINX.format(folder=folder, port=port, pages=pages, a=sockets[0], b=sockets[1], user=user)
    (folder / "nginx.conf").write_text(text)
    return Service("nginx", ["/usr/sbin/nginx", "-c", str(folder / "nginx.conf"), "-e", "stderr"], folder, port)


def python(name: str, folder: Path, env: Mapping[str, str], *words: str, port: int = 0) -> Service:
    """A process of the site itself."""
    return Service(name, [sys.executable, *words], folder, port, env)
