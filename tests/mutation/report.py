"""The report, docs/mutation.md: what every run that is kept found out, with a reason for each mutant that lives."""

import json
from collections import Counter, defaultdict
from math import sqrt
from pathlib import Path
from typing import Any

from tests.mutation.reached import ROOT

REPORT = ROOT / "docs" / "mutation.md"
REASONS = Path(__file__).with_name("equivalent.txt")
HEAD = """# Mutation testing

Written by `make mutation` ([decision 63](decisions/0063-mutation-testing.md)): each mutant is one small change of the
code of money, and lives if no test fails. Tool: the operators of mutmut {version}, and three of our own; the tests are
those of payments, contracts and disputes, and of what stands above them (services, reviews, profiles, jobs, bids) since
seed 5. *Before* is the first try of a run, *now* the last, after tests were added.
Mutants that change nothing that can be noticed do not count, and are named below with the reason. The interval holds
the score of all mutants with 95 % certainty (Wilson). *Now* flatters a sample whose survivors were given tests: what
all tests are worth is said by another seed.
"""
KILLED, ALIVE = ("killed", "timeout"), ("survived", "unreached")


def write_report(runs: Path) -> str:
    """Write the report of all runs in the folder; returns its tables."""
    reasons = read_reasons()
    every = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(runs.glob("*.json"))]
    tables = [_table(run, reasons) for run in every]
    unexplained, equivalent = _survivors(every, reasons)
    text = [
        HEAD.format(version=_version()),
        *tables,
        "## Alive in these runs, and a test is missing",
        *(unexplained or ["None."]),
    ]
    text += ["", "## Left out, since nothing can be noticed", *(equivalent or ["None."])]
    REPORT.write_text("\n".join(text) + "\n", encoding="utf-8")
    return "\n".join([*tables, f"{len(unexplained)} mutants live, {len(equivalent)} are equivalent: {REPORT}"])


def read_reasons() -> dict[str, str]:
    """Why a mutant is equivalent, by `path: before → after`."""
    lines = [line for line in REASONS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return dict(zip(lines[::2], (line.strip() for line in lines[1::2]), strict=True))


def name(mutant: dict[str, Any]) -> str:
    """What a mutant is called, whatever its line is by now."""
    return f"{mutant['path']}: {mutant['before']} → {mutant['after']}"


def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415

    return version("mutmut")


def _table(run: dict[str, Any], reasons: dict[str, str]) -> str:
    by_package: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in run["mutants"]:
        if each["outcome"] in KILLED + ALIVE and name(each) not in reasons:
            by_package["/".join(each["path"].split("/")[1:3]).removesuffix(".py")].append(each)
    rows = [_row(package, mutants) for package, mutants in sorted(by_package.items())]
    everything = [each for mutants in by_package.values() for each in mutants]
    chance = f", by chance with seed {run['seed']}" if run["sample"] else ""
    where = ", ".join(path.removeprefix("market/") for path in run["paths"]) or "payments and contracts"
    by = f", by {', '.join(run['tests'])} alone" if run["tests"] else ""
    title = f"## {where}: {len(run['mutants'])} of {run['of']} mutants{chance}{by}"
    left_out = sum(name(each) in reasons for each in run["mutants"])
    return "\n".join(
        [
            title,
            "",
            f"{run['day']}, commit {run['commit']}; {left_out} left out as equivalent.{run.get('note', '')}",
            "",
            "| package | mutants | noticed | alive | before | now | interval |",
            "|---|---|---|---|---|---|---|",
            *rows,
            _row("**all**", everything),
            "",
        ]
    )


def _row(package: str, mutants: list[dict[str, Any]]) -> str:
    first, now = (
        Counter(each["first"] in KILLED for each in mutants),
        Counter(each["outcome"] in KILLED for each in mutants),
    )
    low, high = interval(now[True], len(mutants))
    score = f"{_percent(first[True], len(mutants))} | {_percent(now[True], len(mutants))} | {low:.1f}–{high:.1f} %"
    return f"| {package} | {len(mutants)} | {now[True]} | {now[False]} | {score} |"


def _percent(part: int, total: int) -> str:
    return f"{100 * part / total:.1f} %" if total else "–"


def interval(part: int, total: int) -> tuple[float, float]:
    """Wilson's interval of 95 %, in per cent."""
    if not total:
        return 0.0, 100.0
    z, share = 1.96, part / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def _survivors(runs: list[dict[str, Any]], reasons: dict[str, str]) -> tuple[list[str], list[str]]:
    alive, equivalent = dict[str, str](), dict[str, str]()
    for each in (mutant for run in runs for mutant in run["mutants"] if mutant["outcome"] in ALIVE):
        line = f"- `{each['path'].removeprefix('market/')}` {each['function']}: `{each['before']}` → `{each['after']}`"
        if name(each) in reasons:
            equivalent[name(each)] = f"{line}: {reasons[name(each)]}"
        else:
            alive[name(each)] = line + (" (no test reaches it)" if each["outcome"] == "unreached" else "")
    return sorted(alive.values()), sorted(equivalent.values())
