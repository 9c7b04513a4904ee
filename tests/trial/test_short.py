"""A site of several processes, on Debian's PostgreSQL and Redis behind nginx, recovers from faults."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEST_VARIABLES = ("DATABASE_URL", "DATA_DIR", "PYTEST_XDIST_WORKER", "MAKEFLAGS", "MAKELEVEL")


def test_the_short_trial_passes():
    """By `make prove`, which has a crowd, a storm and money anyway. With a longer limit than the ten seconds of
    `make trial`: other tests run on the same processors."""
    env = {name: value for name, value in os.environ.items() if name not in TEST_VARIABLES}
    words = "--short --messages 20000 --kills 4 --within 60 nothing backends-die mail-hangs"
    command = ["make", "prove", f"ARGS={words}"]
    result = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.count("healed") == 7
    assert "1000 sockets opened at once" in result.stdout
    assert "postings acknowledged while PostgreSQL died 4 times: all there, once" in result.stdout
    assert "put back to a moment: 25 postings before it are there, 25 after it are not" in result.stdout
    assert "20000 messages of 200 devices, 200 with files" in result.stdout
