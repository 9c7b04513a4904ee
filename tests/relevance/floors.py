"""The floors of nDCG@10, for all queries and for each class: what search reached, and must not lose again."""

import json

from tests.relevance.corpus import HERE
from tests.relevance.judging import Report

FILE = HERE / "floors.json"
OVERALL = "overall"


def read_floors() -> dict[str, float]:
    """The floors by class, and that of all queries under `overall`."""
    floors: dict[str, float] = json.loads(FILE.read_text(encoding="utf-8"))
    return floors


def measured(report: Report) -> dict[str, float]:
    """What a report measures, by the same names."""
    return {OVERALL: report.overall.ndcg} | {name: each.ndcg for name, each in report.classes.items()}


def write_floors(report: Report) -> None:
    """Make what a report measures the floors."""
    floors = {name: round(value, 3) for name, value in measured(report).items()}
    FILE.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")
