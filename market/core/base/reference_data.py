"""The catalogues every site starts with (districts, topics, skills): registered by their apps, loaded by a command."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

Loader = Callable[[], object]
_loaders: dict[str, tuple[int, Loader]] = {}


def loader(*, order: int) -> Callable[[Loader], Loader]:
    """Register a function of an app's seeds.py. Lower orders run first; run twice it changes nothing."""

    def register(load: Loader) -> Loader:
        _loaders[load.__module__] = (order, load)
        return load

    return register


def load_all() -> list[str]:
    """Run every loader in order. Returns their modules."""
    ordered = sorted(_loaders.items(), key=lambda entry: entry[1][0])
    for _, (_, load) in ordered:
        load()
    return [module for module, _ in ordered]


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file with a header, in UTF-8."""
    with path.open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def words(cell: str) -> list[str]:
    """The parts of a cell that semicolons divide."""
    return [word for part in cell.split(";") if (word := part.strip())]
