"""What the C library does with memory that was given back."""

import ctypes
from contextlib import suppress

M_MMAP_THRESHOLD = -3  # of glibc's malloc.h
MEGABYTE = 1024 * 1024


def return_large_blocks() -> None:
    """From now on blocks of a megabyte or more go back to the system as soon as they are free.

    glibc raises that size by itself to 32 MB, and then keeps what threads have used: twelve pictures decoded one after
    the other left 340 MB in the process, with this nothing. Other C libraries have no such switch and need none.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, MEGABYTE)
