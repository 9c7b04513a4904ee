"""Each entry point can be imported in a new process, without modules that another has imported before."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["market.wsgi", "market.asgi"])
def test_wsgi_and_asgi_modules_can_be_imported_in_a_new_process(module):
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
