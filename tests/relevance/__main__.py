"""Prints how relevant search is: `python -m tests.relevance`.

`--worst N` lists the N worst queries with what came first, `--class NAME` those of a class; `--write-floors` writes the
floors that `test_relevance.py` asserts. `--exposure DAYS` simulates who is seen on so many days instead, and writes the
figures to `--json FILE` if one is named.
"""

import argparse
import json
import os
from pathlib import Path

import tests.database  # noqa: F401  # starts PostgreSQL before Django reads its settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "market.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_test_environment

from tests.relevance import exposure, loading, tables
from tests.relevance.corpus import corpus
from tests.relevance.floors import write_floors
from tests.relevance.judging import BACKENDS, judge_all, read_queries


def main() -> None:
    """Load the corpus into a database of its own, judge, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance", description=__doc__)
    parser.add_argument("--backend", default="postgres", choices=list(BACKENDS))
    parser.add_argument("--worst", type=int, default=30)
    parser.add_argument("--class", dest="kind", default="")
    parser.add_argument("--write-floors", action="store_true")
    parser.add_argument("--exposure", type=int, default=0, metavar="DAYS")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    call_command("load_catalogues", verbosity=0)
    loading.set_clock()
    loading.load(corpus())
    if options.exposure:
        show_exposure(options.exposure, options.json)
        return
    report = judge_all(corpus(), backend=options.backend)
    print(tables.scores(report))
    print(tables.worst(report, options.worst, options.kind))
    if options.write_floors:
        write_floors(report)


def show_exposure(days: int, file: Path | None) -> None:
    """Simulate, print, and write the figures."""
    simulation = exposure.simulate(corpus(), read_queries(), days)
    print(exposure.table(simulation))
    if file:
        file.write_text(json.dumps(exposure.facts(simulation)), encoding="utf-8")


if __name__ == "__main__":
    main()
