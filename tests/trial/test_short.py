"""A site of several processes, on Debian's PostgreSQL and Redis behind nginx, heals from what is done to it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OF_THE_TESTS = ("DATABASE_URL", "DATA_DIR", "PYTEST_XDIST_WORKER", "COVERAGE_PROCESS_CONFIG")


def test_the_short_trial_passes():
    """Not within ten seconds, as `make trial` asks: other tests run on the same processors."""
    env = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    command = [sys.executable, "-m", "trial", "--short", "--within", "60"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("healed") == 6
