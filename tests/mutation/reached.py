"""What the files of `reach` say: which test reaches which line."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".data" / "mutation" / "reach"
PACKAGES = ("market.payments", "market.contracts", "market.training.allowances")


@dataclass
class Reach:
    """Tests by name with their seconds and whether they commit, and the tests that reach a line (`path:line`)."""

    seconds: dict[str, float] = field(default_factory=dict)
    commits: set[str] = field(default_factory=set)
    tests: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def read_reach(beginnings: tuple[str, ...] = ()) -> Reach:
    """What the files of all runs say together, of tests whose path begins so."""
    newest: dict[str, dict[str, Any]] = {}
    for path in sorted(FOLDER.glob("*.json"), key=lambda each: each.stat().st_mtime):
        newest |= json.loads(path.read_text())
    reach = Reach()
    for test, facts in newest.items():
        if beginnings and not test.startswith(beginnings):
            continue
        reach.seconds[test] = facts["seconds"]
        if facts["commits"]:
            reach.commits.add(test)
        for line in facts["lines"]:
            reach.tests[line].add(test)
    return reach
