"""`python -m tests.mutation [PATH …] [--sample N] [--seed N]`: changes the code of money, and sees whether
a test notices.

PATHs begin names of modules (`market/payments/ledger`); without one, all of payments, contracts and the allowances of
training. `--reach TESTS` only notes again which lines these tests reach; the first run does so for all. `--again` tries
what an earlier run of the same choice left alive, after tests were added. The report is docs/mutation.md.
"""

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from tests.mutation import mutants
from tests.mutation.mutants import Mutant, Places, compiles, modules
from tests.mutation.reached import FOLDER, ROOT, Reach, read_reach
from tests.mutation.report import write_report

TESTS = ("tests/payments", "tests/contracts", "tests/disputes", "tests/documents")
# These reach the code of money from above: orders that begin later, what profiles and jobs say of paid work, who may
# review it.
TESTS += ("tests/services", "tests/reviews", "tests/profiles", "tests/jobs", "tests/bids")
TESTS += ("tests/training",)  # what a month of the course brings
NOT = ("--ignore=tests/payments/test_check_stripe.py", "--ignore=tests/payments/test_check_bkash.py")
RUNS = FOLDER.parent / "runs"
PYTEST = (sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:randomly", "--tb=no")


def options(words: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line, or `words`, chooses."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="modules, or folders of them (default: all)")
    parser.add_argument("--sample", type=int, help="so many mutants by chance (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="which chance (default 1)")
    parser.add_argument("--minutes", type=float, default=0, help="stop after so many (default: no limit)")
    parser.add_argument("--seconds", type=float, default=60, help="of tests for a mutant, the quick first (default 60)")
    parser.add_argument("--processes", type=int, default=2, help="beside each other (default 2)")
    parser.add_argument("--reach", nargs="+", metavar="TESTS", help="only note which lines these tests reach")
    parser.add_argument("--tests", nargs="+", default=[], metavar="TESTS", help="run no others (their paths begin so)")
    parser.add_argument("--again", action="store_true", help="only what the same run left alive before")
    parser.add_argument("--only-report", action="store_true", help="only write the report again")
    return parser.parse_args(words)


def main() -> None:
    """Do what was chosen, and print the table."""
    chosen = options()
    if not chosen.only_report:
        if chosen.reach or not list(FOLDER.glob("*.json")):
            note_reach(chosen.reach or TESTS, chosen.processes)
        if not chosen.reach:
            run(chosen)
    print(write_report(RUNS))


def note_reach(tests: Sequence[str], processes: int) -> None:
    """Run the tests once, with marks on the lines that are mutated."""
    files = sorted(each for path in tests for each in ([ROOT / path] if path.endswith(".py") else _files(ROOT / path)))
    shares = [files[start::processes] for start in range(processes)]
    command = [*PYTEST, "-p", "tests.mutation.reach", *NOT]
    running = [subprocess.Popen([*command, *map(str, share)], cwd=ROOT) for share in shares if share]
    for each in running:
        each.wait()


def _files(folder: Path) -> Iterator[Path]:
    return folder.rglob("test_*.py")


def run(chosen: argparse.Namespace) -> None:
    """Make the mutants, try them in processes, and keep what became of them."""
    label = "-".join([*(Path(path).stem for path in chosen.paths), *_sample_words(chosen)]) or "all"
    file = RUNS / f"{label}.json"
    earlier = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    places, number = choose(chosen)
    if chosen.again:
        alive = {(each["path"], each["place"]) for each in earlier["mutants"] if each["outcome"] in ALIVE}
        places = [place for place in places if place in alive]
    jobs, unreached = make_jobs(places, read_reach(tuple(chosen.tests)), chosen.seconds)
    results = try_all(jobs, chosen) + ([] if chosen.tests else unreached)  # other tests may reach them
    before = {(each["path"], each["place"]): each for each in earlier.get("mutants", ())}
    for each in results:
        was = before.get((each["path"], each["place"]))
        each["first"] = was["first"] if chosen.again and was else each["outcome"]
    if chosen.again:
        results = [*(before | {(each["path"], each["place"]): each for each in results}).values()]
    RUNS.mkdir(parents=True, exist_ok=True)
    facts = {"label": label, "of": number, "seed": chosen.seed, "sample": chosen.sample, "paths": chosen.paths}
    facts |= {"tests": chosen.tests}
    facts |= {"commit": _git("rev-parse", "--short=10", "HEAD"), "day": time.strftime("%Y-%m-%d", time.gmtime())}
    file.write_text(json.dumps(facts | {"mutants": results}, ensure_ascii=False, indent=1), encoding="utf-8")


ALIVE = ("survived", "unreached")


def _sample_words(chosen: argparse.Namespace) -> list[str]:
    return [f"sample-{chosen.sample}-seed-{chosen.seed}"] if chosen.sample else []


def choose(chosen: argparse.Namespace) -> tuple[list[tuple[str, int]], int]:
    """The places to change, in an order by chance, and how many there are in all."""
    places = [(path, number) for path in modules(chosen.paths) for number in range(_count(path))]
    shuffled = random.Random(chosen.seed).sample(places, len(places))
    return shuffled[: chosen.sample], len(places)


def _count(path: str) -> int:
    """How many places a module has; kept for as long as it and the rules are the same."""
    content = (ROOT / path).read_bytes() + Path(mutants.__file__).read_bytes()
    file = FOLDER.parent / "places" / hashlib.sha256(content).hexdigest()
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(str(len(Places(path))))
    return int(file.read_text())


def make_jobs(
    places: list[tuple[str, int]], reach: Reach, seconds: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Mutants with the tests to run; and those that no test reaches."""
    jobs, unreached = dict[tuple[str, int], dict[str, Any]](), []
    for path in sorted({path for path, _ in places}):
        of_path = Places(path)
        for number in [number for each, number in places if each == path]:
            mutant = of_path.mutant(number)
            tests = order(reach.tests.get(f"{path}:{mutant.line}", set()), reach, seconds)
            if not compiles(mutant.source):
                continue
            if tests:
                usual = {each: reach.seconds[each] for each in tests}
                jobs[path, number] = {**vars(mutant), "place": number, "tests": tests, "seconds": usual}
            else:
                unreached.append(_plain(mutant, number) | {"outcome": "unreached", "test": "", "tried": 0})
    return [jobs[place] for place in places if place in jobs], unreached


def _plain(mutant: Mutant, number: int) -> dict[str, Any]:
    return {**{name: value for name, value in vars(mutant).items() if name != "source"}, "place": number}


def order(tests: set[str], reach: Reach, seconds: float) -> list[str]:
    """The quick first, one of each module by turns, those with real commits last, for so many seconds: what is too
    slow for the rest of them is passed over."""
    modules_of: dict[str, list[str]] = {}
    for test in sorted(tests, key=lambda each: (each in reach.commits, reach.seconds[each])):
        modules_of.setdefault(test.split("::")[0], []).append(test)
    turns = [test for turn in zip_longest(*modules_of.values()) for test in turn if test]
    chosen, total = list[str](), 0.0
    for test in sorted(turns, key=lambda each: each in reach.commits):
        if total + reach.seconds[test] > seconds and chosen:
            continue
        chosen.append(test)
        total += reach.seconds[test]
    return chosen


def try_all(jobs: list[dict[str, Any]], chosen: argparse.Namespace) -> list[dict[str, Any]]:
    """Try the mutants in processes of pytest, each with a database of its own. What time does not allow is left out."""
    folder = FOLDER.parent / f"try-{os.getpid()}"
    folder.mkdir(parents=True)
    running = []
    for number in range(min(chosen.processes, len(jobs))):
        share = jobs[number :: chosen.processes]
        (folder / f"jobs-{number}").write_text("".join(json.dumps(job) + "\n" for job in share), encoding="utf-8")
        until = str(time.time() + 60 * chosen.minutes) if chosen.minutes else "inf"
        names = {"MUTATION_JOBS": folder / f"jobs-{number}", "MUTATION_RESULTS": folder / f"results-{number}"}
        env = {**os.environ, **{name: str(path) for name, path in names.items()}, "MUTATION_UNTIL": until}
        files = sorted({test.split("::")[0] for job in share for test in job["tests"]})
        command = [*PYTEST, "-p", "tests.mutation.trying", *files]
        running.append(subprocess.Popen(command, cwd=ROOT, env=env, stdout=(folder / f"log-{number}").open("w")))
    for each in running:
        each.wait()
    lines = [
        line for file in sorted(folder.glob("results-*")) for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return [json.loads(line) for line in lines]


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    main()
