"""How many connections this process can bear: each costs a file descriptor, and so do pages, files and the database."""

import resource
from dataclasses import dataclass

MOST = 65_536  # beyond that no descriptor is of use to one process
RESERVE = 256  # for the database, files, temporary files, threads and what they call
SOCKETS = 0.6  # of the rest; what they leave is always there for pages
OF_ONE = 0.25  # for one client: whole towns are behind one address of a carrier, so it is much
LEAST_OF_ONE = 100


@dataclass(frozen=True)
class Bounds:
    """Connections in all, and how many of them may be sockets."""

    connections: int
    sockets: int

    def of_one(self, places: int) -> int:
        """How many of so many places one client may have."""
        return min(places, max(LEAST_OF_ONE, int(places * OF_ONE)))


def raise_limit() -> int:
    """Raise this process's soft limit of open files as far as it may. Returns what holds now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


def bounds() -> Bounds:
    """What the limit of this process leaves, raised as far as it may."""
    files = raise_limit()
    connections = max(files - RESERVE, files // 4)
    return Bounds(connections, int(connections * SOCKETS))
