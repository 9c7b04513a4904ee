"""A restored backup is the same site; a restore overwrites nothing and refuses a damaged backup."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from market.accounts.models import User
from tests import make

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address():
    """A function: the connection string of a database on the test server, by name."""
    parameters = connection.get_connection_params()
    server = {key: parameters.get(key) for key in ("host", "user", "port", "password")}
    return lambda name: psycopg.conninfo.make_conninfo("", dbname=name, **server)


@pytest.fixture
def empty(address):
    """The name of an empty database."""
    name = f"{connection.settings_dict['NAME']}_restored"
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield name
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def run(tmp_path):
    """Run a script of deploy/ on a database and a media folder."""

    def program(name, *arguments, database, media):
        parameters = connection.get_connection_params()
        url = f"postgresql://{parameters['user']}@/{database}?host={parameters['host']}"
        settings = {"DATABASE_URL": url, "MEDIA_ROOT": str(media), "BACKUP_DIR": str(tmp_path / "backups")}
        command = [str(ROOT / "deploy" / name), *map(str, arguments)]
        return subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, check=False)

    return program


def test_backup_is_restored_and_damaged_or_overwriting_restore_fails(run, empty, address, tmp_path):
    make.make_person("Carla")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "logo.svg").write_text("<svg/>")
    taken = run("backup", database=connection.settings_dict["NAME"], media=tmp_path / "media")
    assert taken.returncode == 0, taken.stderr
    backup = Path(taken.stdout.strip())
    assert {path.name for path in backup.iterdir()} == {"database.dump", "media.tar.gz", "SHA256SUMS"}

    restore = run("restore", backup, database=empty, media=tmp_path / "new")
    assert restore.returncode == 0, restore.stderr
    assert "The books are whole" in restore.stdout
    assert (tmp_path / "new" / "logo.svg").read_text() == "<svg/>"
    with psycopg.connect(address(empty)) as restored:
        people = restored.execute("SELECT email FROM accounts_user").fetchall()
    assert people == list(User.objects.values_list("email"))

    again = run("restore", backup, database=empty, media=tmp_path / "other")
    assert again.returncode == 1
    assert "not empty" in again.stderr

    (backup / "media.tar.gz").write_bytes(b"damaged")
    assert run("restore", backup, database=empty, media=tmp_path / "other").returncode != 0
    assert not (tmp_path / "other").exists()
