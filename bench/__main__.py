"""`python -m bench [P1 …] [--rows N] [--rounds N] [--seconds N] …`: a table, and the figures in a file."""

import argparse
import json
import os
import platform
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

from bench.chat import WARM
from bench.goals import GOALS, SMALL
from bench.place import FOLDER, ROOT
from bench.results import Result, Run

SIZES = {"1m": 2_000_000}  # BENCH_SIZE: a million profiles, and as many jobs
ROWS_HELP = "profiles and jobs of the large site, half of each (default 200000; 2000000 with BENCH_SIZE=1m)"
HEAD = ("goal", "what", "ours", "reference", "ratio", "wanted", "met")


def options(words: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line, or `words`, chooses: goals (all when none is named), rows, rounds, seconds, out."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("goals", nargs="*", type=_known_goal, metavar="GOAL", help=f"{' '.join(GOALS)} (default: all)")
    parser.add_argument(
        "--rows", type=int, default=SIZES.get(os.environ.get("BENCH_SIZE", "")) or 200_000, help=ROWS_HELP
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measurement (default 5)")
    parser.add_argument("--seconds", type=int, default=3, help="seconds of a round (default 3)")
    parser.add_argument("--sockets", type=_even, default=5000, help="sockets held by P9 and M1 (default 5000)")
    parser.add_argument("--trainees", type=int, default=2304, help="trainees in the exam of A3 (default 2304)")
    parser.add_argument("--minutes", type=float, default=10, help="minutes for the hour of that exam (default 10)")
    parser.add_argument(
        "--out", type=Path, default=FOLDER / "bench.json", help="the file (default .data/bench/bench.json)"
    )
    parsed = parser.parse_args(words)
    parsed.goals = parsed.goals or list(GOALS)
    if parsed.rows <= SMALL:
        parser.error(f"--rows: the large site has more than the {SMALL} of the small one")
    return parsed


def main() -> None:
    """Measure, print each row as soon as it is known, and write the report."""
    chosen = options()
    run = Run(**{each.name: getattr(chosen, each.name) for each in fields(Run)})
    lines = list[Result]()
    print(_row(HEAD))
    for name in chosen.goals:
        for line in GOALS[name](run):
            lines.append(line)
            print(_row(_cells(line)), flush=True)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(_report(run, lines), ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"\n{chosen.out}")


def _known_goal(name: str) -> str:
    """The name of a goal. Raises ArgumentTypeError for another word; `choices` refuses an empty list on Python 3.11."""
    if name not in GOALS:
        raise argparse.ArgumentTypeError(f"{name} is no goal: choose from {' '.join(GOALS)}")
    return name


def _even(word: str) -> int:
    """A number of sockets: each two have a conversation. Raises ArgumentTypeError for one that is odd or too small."""
    if not word.isdecimal() or int(word) % 2 or int(word) < WARM:
        raise argparse.ArgumentTypeError(f"an even number from {WARM} on")
    return int(word)


def _cells(line: Result) -> tuple[str, ...]:
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    return (
        line.goal,
        line.what,
        line.ours,
        line.reference,
        ratio,
        line.wanted,
        {True: "yes", False: "NO", None: "-"}[line.is_met],
    )


def _row(cells: tuple[str, ...]) -> str:
    widths = (5, 66, 20, 20, 7, 18, 4)
    return "".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _report(run: Run, lines: list[Result]) -> dict[str, object]:
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "commit": commit.stdout.strip(),
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "run": asdict(run),
        "lines": [line.facts() for line in lines],
    }


if __name__ == "__main__":
    main()
