"""What a reader may rely on: short files, one home for writes, one clock, and no id read past `visible_to`."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

MARKET = Path(__file__).parent.parent.parent / "market"
SOURCES = sorted(path for path in MARKET.rglob("*.py") if "migrations" not in path.parts)
WRITERS = {"postings.py", "chargeback_postings.py", "transitions.py", "seeds.py"}  # beside actions
# Bulk demonstration data, the search index, the sandbox's own books, and the core's own small tables.
EXCEPTED = {"demo", "search", "sandbox", "core", "runtime", "management"}
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}
ROW_WRITES = {"save", "update", "delete"}
TIME = re.compile(
    r"timezone\.now|datetime\.now\(|date\.today|utcnow|auto_now|time\.time\(|\bCURRENT_TIMESTAMP\b|[^_]now\(\)\s*::"
)


def name(path: Path) -> str:
    return str(path.relative_to(MARKET))


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(read(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_files_and_functions_are_short():
    assert [name(path) for path in SOURCES if read(path).count("\n") > 300] == []
    long = [
        f"{name(path)}: {each.name}"
        for path in SOURCES
        for each in functions(parsed(path))
        if each.end_lineno - each.lineno >= 40
    ]
    assert long == []


def writes(tree: ast.AST) -> Iterator[int]:
    """Lines on which a table is written: a manager's or query set's verb, or a row's save or delete."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        verb = node.func.attr
        if verb not in WRITES | ROW_WRITES:
            continue
        on = ast.unparse(node.func.value)
        if ".objects" in on or (
            verb in {"save", "delete"} and not on.startswith(("form", "session", "request.session", "storage"))
        ):
            yield node.lineno


def test_tables_are_written_in_actions_only():
    offences = [
        f"{name(path)}:{line}"
        for path in SOURCES
        if not (path.name.endswith("actions.py") or set(path.relative_to(MARKET).parts) & (WRITERS | EXCEPTED))
        for line in writes(parsed(path))
        if "# writes:" not in read(path).splitlines()[line - 1]
    ]
    assert offences == []


def test_time_is_read_from_the_clock_only():
    offences = [
        f"{name(path)}:{at}"
        for path in SOURCES
        if path != MARKET / "core" / "base" / "clock.py"
        for at, line in enumerate(read(path).splitlines(), 1)
        if TIME.search(line) and "# wall time" not in line
    ]
    assert offences == []


def test_a_lock_leaves_the_key_free():
    """What points at a locked row can be written; with the key locked too, two actions could wait for each other."""
    calls = [(name(path), call) for path in SOURCES for call in re.findall(r"select_for_update\((.*?)\)\.", read(path))]
    assert [each for each in calls if "no_key=True" not in each[1]] == []


PAST_THE_RULE = re.compile(
    r"get_object_or_404|objects\.get\(|(fetch|lock)\(\w+\.objects\.all\(\)|\w+\.objects\.filter\((pk|id)=\w+(?!.*\bby\b|.*request\.user)"
)
ASKED_BY_PEOPLE = ("views.py", "api.py", "mixins.py", "_page.py")


def past_the_rule(line: str) -> bool:
    """Whether a row is read by an id that somebody sent, without asking who may see it."""
    return bool(PAST_THE_RULE.search(line)) and "# for all:" not in line


def test_ids_are_read_through_what_a_person_may_see():
    """In every view and API file, whatever its folder (`views.py`, `desk_views.py`), and in what such files share."""
    files = [path for path in SOURCES if path.name.endswith(ASKED_BY_PEOPLE) and "sandbox" not in path.parts]
    assert len(files) > 70
    offences = [
        f"{name(path)}:{at}"
        for path in files
        for at, line in enumerate(read(path).splitlines(), 1)
        if past_the_rule(line)
    ]
    assert offences == []


@pytest.mark.parametrize(
    "line",
    [
        "job = get_object_or_404(Job, pk=job_id)",
        "job = Job.objects.get(pk=job_id)",
        "job = fetch(Job.objects.all(), job_id)",
        "job = Job.objects.filter(pk=job_id).first()",
    ],
)
def test_the_gate_sees_an_id_that_is_read_past_the_rule(line):
    assert past_the_rule(line)
    assert not past_the_rule("job = fetch(Job.objects.visible_to(request.user), job_id)")
