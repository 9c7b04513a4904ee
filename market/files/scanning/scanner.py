"""The port to a virus scanner. `MARKET_SCANNER` names the one in use."""

from collections.abc import Iterable
from typing import Protocol

from django.conf import settings

from market.files.scanning.clamd import Clamd, ScannerFailed


class Scanner(Protocol):
    """What every scanner can do. Both raise ScannerFailed where it does not answer, or cannot read what it got."""

    def scan(self, chunks: Iterable[bytes]) -> str:
        """The name of what was found in a file, or ""."""

    def version(self) -> str:
        """Its version and that of its signatures."""


def scanner() -> Scanner | None:
    """The scanner in use; None where none is."""
    return Clamd(settings.CLAMD_ADDRESS) if settings.SCANNER == "clamd" else None


def state() -> str:
    """How `/readyz` tells it."""
    in_use = scanner()
    if in_use is None:
        return "off"
    try:
        return f"on: {in_use.version()}"
    except ScannerFailed as wrong:
        return f"does not answer: {wrong}"
