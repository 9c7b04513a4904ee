"""`python -m bench [P1 …] [--rows N] [--rounds N] [--seconds N]`: the table on the screen, the figures in a file."""

import argparse
import json
import platform
import subprocess
import time
from pathlib import Path

from bench.goals import GOALS, Line, Run
from bench.place import FOLDER, ROOT

HEAD = ("goal", "what", "ours", "reference", "ratio", "wanted", "met")


def main() -> None:
    """Measure, show each line as it is known, and write the file."""
    asked = argparse.ArgumentParser(prog="bench", description=__doc__)
    asked.add_argument("goals", nargs="*", choices=[*GOALS, []], default=list(GOALS))
    asked.add_argument("--rows", type=int, default=200_000, help="profiles and jobs of the large site (default 200000)")
    asked.add_argument("--rounds", type=int, default=5, help="rounds of each measurement (default 5)")
    asked.add_argument("--seconds", type=int, default=3, help="seconds of a round (default 3)")
    asked.add_argument(
        "--out", type=Path, default=FOLDER / "bench.json", help="the file (default .data/bench/bench.json)"
    )
    given = asked.parse_args()
    run, lines = Run(given.rows, given.rounds, given.seconds), list[Line]()
    print(_row(HEAD))
    for name in given.goals:
        for line in GOALS[name](run):
            lines.append(line)
            print(_row(_cells(line)), flush=True)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(_report(run, lines), ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"\n{given.out}")


def _cells(line: Line) -> tuple[str, ...]:
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    return line.goal, line.what, line.ours, line.reference, ratio, line.wanted, "yes" if line.is_met else "NO"


def _row(cells: tuple[str, ...]) -> str:
    widths = (5, 66, 20, 20, 7, 18, 4)
    return "".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _report(run: Run, lines: list[Line]) -> dict[str, object]:
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "commit": commit.stdout.strip(),
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "run": {"rows": run.rows, "rounds": run.rounds, "seconds": run.seconds},
        "lines": [line.facts() for line in lines],
    }


if __name__ == "__main__":
    main()
