"""Every server and command begins in a process of its own: nothing needs what another one has imported before."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["market.wsgi", "market.asgi"])
def test_a_server_can_import_the_site(module):
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
