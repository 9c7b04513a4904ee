"""Coverage for less: before Python 3.12 slipcover takes its marks out of code that ran often, and looks through every
function of every module for that, again and again. Here it does so for a fiftieth of the time at most: marks that
stay a while longer change nothing but a little speed.

The process that hands tests to others (`pytest -n`) marks nothing: what it imports, they import and measure too.
"""

import os
import sys
import time
from collections.abc import Generator

import pytest
from slipcover import Slipcover
from slipcover.importer import SlipcoverMetaPathFinder

SELDOM = 50


@pytest.hookimpl(wrapper=True)  # so it comes before Django's set-up, which imports the site
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Take the marking out of the process that hands tests out; pyproject.toml loads this as a plugin for it."""
    processes = getattr(early_config.known_args_namespace, "numprocesses", None)
    hands_out = processes and "PYTEST_XDIST_WORKER" not in os.environ
    for finder in [each for each in sys.meta_path if hands_out and isinstance(each, SlipcoverMetaPathFinder)]:
        sys.meta_path.remove(finder)
        finder.sci.source = None  # the others count modules that nothing imports, too
    return (yield)


def save_time() -> None:
    """Call it before the first test."""
    if sys.version_info >= (3, 12):
        return  # the interpreter does it
    take_out, due = Slipcover.deinstrument_seen, 0.0

    def take_out_seldom(self: Slipcover) -> None:
        nonlocal due
        began = time.monotonic()
        if began >= due:
            take_out(self)
            ended = time.monotonic()
            due = ended + SELDOM * (ended - began)

    Slipcover.deinstrument_seen = take_out_seldom
