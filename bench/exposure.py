"""The goal E1: who is seen on first pages, simulated over days of the draw, beside the order without kept places."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.place import ROOT
from bench.results import Result, Run

DAYS = 14
LEAST, MOST = 0.25, 0.50  # of first-page views, for graduates without a job done
DEAREST = 0.01  # nDCG@10 that the kept places may cost


def e1(run: Run) -> Iterator[Result]:
    """The share of the new in what is seen, how unequally views are spread, and what that costs in relevance."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "exposure.json"
        command = [sys.executable, "-m", "tests.relevance", "--exposure", str(DAYS), "--json", str(file)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        figures = json.loads(file.read_text(encoding="utf-8"))
    searches = f"first pages of the judged searches, {DAYS} days"
    yield _compare(f"views of the new, %, {searches}", "new", figures, f"{LEAST:.0%}-{MOST:.0%}", 100)
    yield _compare("Gini of views, of 1", "gini", figures, "≤ reference")
    yield _compare("nDCG@10 with places kept for the new", "ndcg", figures, f"≥ reference - {DEAREST}")


def _compare(what: str, name: str, figures: dict[str, float], wanted: str, times: int = 1) -> Result:
    ours, reference = figures[name], figures[f"{name}_without"]
    is_met = {
        "new": LEAST <= ours <= MOST,
        "gini": ours <= reference,
        "ndcg": ours >= reference - DEAREST,
    }[name]
    shown = [f"{times * value:.{1 if times > 1 else 3}f}" for value in (ours, reference)]
    return Result("E1", what, *shown, round(ours / reference, 2) if reference else None, wanted, is_met)
