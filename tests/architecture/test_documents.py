"""What the documents say of the code is so."""

import re
from dataclasses import fields
from pathlib import Path

from bench import __main__ as bench
from bench.goals import GOALS
from market.core.lifecycle import Lifecycle

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FROM_ENVIRONMENT = re.compile(r'env\.(?:text|words|integer|choice|required|decimal|day|networks)\(\s*"([A-Z_]+)"')


def test_every_setting_stands_in_the_readme_and_no_other():
    table = README[README.index("## Settings") :]
    names = re.findall(r"`([A-Z][A-Z_]+)`", "\n".join(line.split("|")[1] for line in table.splitlines() if "|" in line))
    told = set(names)
    assert len(names) == len(told), "each has one line"
    read = {name for path in (ROOT / "market").rglob("*.py") for name in FROM_ENVIRONMENT.findall(path.read_text())}
    assert told == read | {f"MARKET_{field.name.upper()}" for field in fields(Lifecycle)}


def test_every_number_of_a_lifecycle_stands_there_as_it_is():
    for field in fields(Lifecycle):
        assert re.search(rf"\| `MARKET_{field.name.upper()}` \| .+ \| `{field.default}` \|", README), field.name


def test_every_command_of_make_help_is_run_before_a_change():
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    scripts = "".join((ROOT / ".ci" / name).read_text() for name in ("run", "commands"))
    run = set(re.findall(r"(?:make|leaves_alone) ([a-z-]+)", scripts))
    assert targets == run


def test_every_command_that_the_readme_names_is_one_of_make_help():
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`?\bmake ([a-z][a-z-]+)\b(?=`|  | ARGS)", README)) <= targets


def test_bench_measures_every_goal_when_none_is_named():
    parsed = bench.options([])
    assert parsed.goals == list(GOALS)
    assert bench.options(["P3", "--rows", "5000"]).goals == ["P3"]


def test_every_link_between_documents_leads_somewhere():
    for document in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_decisions_are_numbered_without_gaps():
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for number, path in enumerate(decisions, 1):
        assert path.read_text(encoding="utf-8").startswith(f"# {number}. ")
