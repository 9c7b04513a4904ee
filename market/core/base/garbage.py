"""The garbage collector in a process that lives long: what was loaded at its start stays, and is looked through no
more.

A look through the half million objects of the code, the addresses and the vocabulary holds every thread for a tenth of
a second or two, and finds nothing. How often Python looks is left to it: fewer looks are longer ones, and no cheaper.
"""

import gc


def keep_loaded() -> None:
    """Look through what is there for the last time, and let what comes after it count from none."""
    gc.collect()
    gc.freeze()
    gc.collect()
