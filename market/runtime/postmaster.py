"""The processes of an embedded PostgreSQL: under which account they run, which are alive, and how they end."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

ACCOUNT = "amar-kaj-db"
SURROUNDINGS = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}


class EmbeddedError(Exception):
    """The server cannot run; the text says why, and what helps."""


def as_account(dies_with_parent: str | None = None) -> list[str]:
    """What to put before a command: root hands it to the account, and the kernel may tie it to this process."""
    if not shutil.which("setpriv"):
        raise EmbeddedError("The program setpriv (package util-linux) is missing: install it, or set DATABASE_URL.")
    change = [f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--clear-groups"] if os.geteuid() == 0 else []
    tie = [f"--pdeathsig={dies_with_parent}"] if dies_with_parent else []
    return ["setpriv", *change, *tie] if change or tie else []


def run(command: list[str], cwd: Path = Path("/")) -> None:
    """Run one of our own commands. Raises EmbeddedError with what it said if it fails."""
    done = subprocess.run(command, cwd=cwd, env=SURROUNDINGS, capture_output=True, text=True, check=False)  # noqa: S603  # our own
    if done.returncode != 0:
        raise EmbeddedError(f"{' '.join(command[:8])} failed: {(done.stderr or done.stdout).strip()[-500:]}")


def alive_in(cluster: Path) -> list[int]:
    """The processes of the cluster's server: each stands in its folder. (The pid file may lie: pids are used again.)"""
    pids = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and os.readlink(entry / "cwd") == str(cluster):
                program = os.readlink(entry / "exe").removesuffix(" (deleted)")
                if program.endswith("/bin/postgres"):
                    pids.append(int(entry.name))
    return pids


def end(cluster: Path, server: "subprocess.Popen[bytes] | None" = None) -> None:
    """Shut down fast; what does not go in time is made to. Then no trace of a running server is left."""
    for order, patience in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        alive = alive_in(cluster)
        main = [pid for pid in alive if str(pid) == _recorded_pid(cluster)]
        for pid in main or alive:
            with suppress(ProcessLookupError):
                os.kill(pid, order)
        if _ended(cluster, server, time.monotonic() + patience):
            break
    if server is not None:
        server.wait(timeout=10)
    for trace in (cluster / "postmaster.pid", cluster.parent / "socket" / ".s.PGSQL.5432.lock"):
        trace.unlink(missing_ok=True)


def _ended(cluster: Path, server: "subprocess.Popen[bytes] | None", deadline: float) -> bool:
    while alive_in(cluster) or (server is not None and server.poll() is None):
        if time.monotonic() > deadline:
            return False
        if server is not None and not alive_in(cluster):  # it had not come as far as its folder yet
            server.send_signal(signal.SIGINT)
        time.sleep(0.02)
    return True


def _recorded_pid(cluster: Path) -> str:
    with suppress(OSError):
        return (cluster / "postmaster.pid").read_text().split("\n")[0].strip()
    return ""
