"""The embedded PostgreSQL: created, started, stopped and recovered."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from market.runtime import embedded
from market.runtime.postmaster import EmbeddedError, alive_in

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path):
    yield tmp_path
    embedded.remove(tmp_path)


def cluster(folder: Path) -> Path:
    return embedded._home(folder) / "cluster"


def accepts_queries(address: str) -> bool:
    with psycopg.connect(address) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def run_command(verb: str, folder: Path) -> str:
    """`python -m market.runtime.embedded`: a server that outlives its starter."""
    command = [sys.executable, "-m", "market.runtime.embedded", verb, str(folder)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def test_url_is_known_before_the_server_starts(folder):
    address = embedded.url(folder)
    assert list(folder.iterdir()) == []
    assert embedded.start(folder, durable=False) == address
    assert accepts_queries(address)
    embedded.stop(folder)
    assert alive_in(cluster(folder)) == []


def test_data_survive_a_restart_and_bangla_words_have_trigrams(folder):
    with psycopg.connect(embedded.start(folder, durable=False)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT show_trgm('ডাটা') AS trigrams")
    embedded.stop(folder)
    with psycopg.connect(embedded.start(folder, durable=False)) as connection:
        (trigrams,) = connection.execute("SELECT trigrams FROM kept").fetchone()
    assert trigrams


def test_second_start_is_refused_while_the_owner_lives(folder):
    embedded.start(folder, durable=False)
    with pytest.raises(embedded.AlreadyRunning, match=str(os.getpid())):
        embedded.start(folder, durable=False)
    assert accepts_queries(embedded.url(folder))


def test_folders_are_private_to_the_owner(folder):
    embedded.start(folder, durable=False)
    for private in (embedded._home(folder), embedded._socket_folder(folder), cluster(folder)):
        assert private.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("killed", ["postmaster", "all"])
def test_killed_server_is_recovered(folder, killed):
    address = run_command("start", folder)
    alive = alive_in(cluster(folder))
    postmaster = int(postmaster_pid(folder))
    for pid in [postmaster] if killed == "postmaster" else [postmaster, *(set(alive) - {postmaster})]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            assert pid != postmaster
    pid_file = cluster(folder) / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")  # another process has that pid by now
    assert embedded.start(folder, durable=False) == address
    assert accepts_queries(address)


def postmaster_pid(folder: Path) -> str:
    return (cluster(folder) / "postmaster.pid").read_text().splitlines()[0]


def test_orphaned_server_is_replaced(folder):
    run_command("start", folder)
    orphan = postmaster_pid(folder)
    embedded.start(folder, durable=False)
    assert postmaster_pid(folder) != orphan
    assert run_command("stop", folder) == embedded.url(folder)
    assert alive_in(cluster(folder)) == []


def test_incomplete_cluster_is_created_again(folder):
    embedded.start(folder, durable=False)
    embedded.stop(folder)
    cluster(folder).rename(cluster(folder).with_name("cluster.part"))
    assert accepts_queries(embedded.start(folder, durable=False))


def test_cluster_of_another_version_is_refused_by_its_version(folder):
    embedded.start(folder, durable=False)
    embedded.stop(folder)
    (cluster(folder) / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedError, match="PostgreSQL 12"):
        embedded.start(folder, durable=False)


def test_long_path_still_has_a_short_socket_path(folder):
    deep = folder / ("x" * 90)
    assert len(str(embedded._socket_folder(deep))) <= embedded.LONGEST_SOCKET_FOLDER
