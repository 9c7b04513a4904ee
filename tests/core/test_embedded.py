"""The embedded PostgreSQL: made, found, ended and healed."""

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


def answers(address: str) -> bool:
    with psycopg.connect(address) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def by_hand(verb: str, folder: Path) -> str:
    """`python -m market.runtime.embedded`: a server that outlives its starter."""
    command = [sys.executable, "-m", "market.runtime.embedded", verb, str(folder)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def test_the_address_is_known_before_anything_runs(folder):
    address = embedded.url(folder)
    assert list(folder.iterdir()) == []
    assert embedded.start(folder, durable=False) == address
    assert answers(address)
    embedded.stop(folder)
    assert alive_in(cluster(folder)) == []


def test_data_outlives_a_stop_and_bangla_words_have_trigrams(folder):
    with psycopg.connect(embedded.start(folder, durable=False)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT show_trgm('ডাটা') AS trigrams")
    embedded.stop(folder)
    with psycopg.connect(embedded.start(folder, durable=False)) as connection:
        (trigrams,) = connection.execute("SELECT trigrams FROM kept").fetchone()
    assert trigrams


def test_one_owner_at_a_time(folder):
    embedded.start(folder, durable=False)
    with pytest.raises(embedded.AlreadyRunning, match=str(os.getpid())):
        embedded.start(folder, durable=False)
    assert answers(embedded.url(folder))


def test_nothing_but_the_owner_may_enter(folder):
    embedded.start(folder, durable=False)
    for private in (embedded._home(folder), embedded._socket_folder(folder), cluster(folder)):
        assert private.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("killed", ["postmaster", "all"])
def test_a_killed_server_heals(folder, killed):
    address = by_hand("start", folder)
    alive = alive_in(cluster(folder))
    postmaster = int(embedded_pid(folder))
    for pid in [postmaster] if killed == "postmaster" else [postmaster, *(set(alive) - {postmaster})]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            assert pid != postmaster
    pid_file = cluster(folder) / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")  # the pid is somebody else's by now
    assert embedded.start(folder, durable=False) == address
    assert answers(address)


def embedded_pid(folder: Path) -> str:
    return (cluster(folder) / "postmaster.pid").read_text().splitlines()[0]


def test_an_orphan_is_replaced(folder):
    by_hand("start", folder)
    orphan = embedded_pid(folder)
    embedded.start(folder, durable=False)
    assert embedded_pid(folder) != orphan
    assert by_hand("stop", folder) == embedded.url(folder)
    assert alive_in(cluster(folder)) == []


def test_half_a_cluster_is_made_again(folder):
    embedded.start(folder, durable=False)
    embedded.stop(folder)
    cluster(folder).rename(cluster(folder).with_name("cluster.part"))
    assert answers(embedded.start(folder, durable=False))


def test_a_cluster_of_another_version_is_named(folder):
    embedded.start(folder, durable=False)
    embedded.stop(folder)
    (cluster(folder) / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedError, match="PostgreSQL 12"):
        embedded.start(folder, durable=False)


def test_a_long_path_still_has_a_short_socket(folder):
    deep = folder / ("x" * 90)
    assert len(str(embedded._socket_folder(deep))) <= embedded.LONGEST_SOCKET_FOLDER
