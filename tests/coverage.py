"""Coverage for less: before Python 3.12 slipcover takes its marks out of code that ran often, and looks through every
function of every module for that, again and again. Here it does so for a fiftieth of the time at most: marks that
stay a while longer change nothing but a little speed.
"""

import sys
import time

from slipcover import Slipcover

SELDOM = 50


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
