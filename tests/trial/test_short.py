"""A site of several processes, on Debian's PostgreSQL and Redis behind nginx, recovers from faults."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEST_VARIABLES = ("DATABASE_URL", "DATA_DIR", "PYTEST_XDIST_WORKER")


def test_the_short_trial_passes():
    """With a longer limit than the ten seconds of `make trial`: other tests run on the same processors."""
    env = {name: value for name, value in os.environ.items() if name not in TEST_VARIABLES}
    command = [sys.executable, "-m", "trial", "--short", "--within", "60"]
    result = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.count("healed") == 6
