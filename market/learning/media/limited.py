"""A process of its own that runs ffmpeg or ffprobe, since what they read may be hostile.

    python -m market.learning.media.limited <program> <arguments>

Before the program begins, memory, processor time, written bytes and core dumps are limited, and it yields to all else
that the machine does. It ends with the process that began it. It imports no Django, has no settings and no database.
"""

import ctypes
import os
import resource
import signal
import sys

MEGABYTE = 1024 * 1024
MEMORY = 1536 * MEGABYTE
PROCESSOR_SECONDS = 3 * 3600
LARGEST_FILE = 2048 * MEGABYTE
NICENESS = 10
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def limit_resources() -> None:
    """Take from this process what it does not need; none of it can be had back."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    os.nice(NICENESS)


def end_with_parent() -> None:
    """Whoever kills the site ends what it runs: nobody is left who would read what comes of it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    limit_resources()
    end_with_parent()
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606  # the arguments are our own
