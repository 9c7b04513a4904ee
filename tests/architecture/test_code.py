"""Conventions of the code: short files, writes in actions only, one clock, and no lookup by id without a check."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

MARKET = Path(__file__).parent.parent.parent / "market"
SOURCES = sorted(path for path in MARKET.rglob("*.py") if "migrations" not in path.parts)
WRITERS = {"postings.py", "chargeback_postings.py", "transitions.py", "seeds.py"}  # beside actions
# Demonstration data in bulk, the search index, the tables of the sandbox, and the small tables of the core.
EXCEPTED = {"demo", "search", "sandbox", "core", "runtime", "management"}
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}
ROW_WRITES = {"save", "update", "delete"}
TIME = re.compile(
    r"timezone\.now|datetime\.now\(|date\.today|utcnow|auto_now|time\.time\(|\bCURRENT_TIMESTAMP\b|[^_]now\(\)\s*::"
)


def relative_path(path: Path) -> str:
    return str(path.relative_to(MARKET))


@cache
def read_source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def parse_source(path: Path) -> ast.Module:
    return ast.parse(read_source(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_files_and_functions_are_short():
    assert [relative_path(path) for path in SOURCES if read_source(path).count("\n") > 300] == []
    long = [
        f"{relative_path(path)}: {each.name}"
        for path in SOURCES
        for each in functions(parse_source(path))
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


def test_database_writes_are_in_actions_only():
    offences = [
        f"{relative_path(path)}:{line}"
        for path in SOURCES
        if not (path.name.endswith("actions.py") or set(path.relative_to(MARKET).parts) & (WRITERS | EXCEPTED))
        for line in writes(parse_source(path))
        if "# writes:" not in read_source(path).splitlines()[line - 1]
    ]
    assert offences == []


def test_current_time_is_read_from_the_clock_only():
    offences = [
        f"{relative_path(path)}:{at}"
        for path in SOURCES
        if path != MARKET / "core" / "base" / "clock.py"
        for at, line in enumerate(read_source(path).splitlines(), 1)
        if TIME.search(line) and "# wall time" not in line
    ]
    assert offences == []


def test_select_for_update_uses_no_key():
    """With `FOR NO KEY UPDATE` rows with a foreign key to the locked row can be written, without deadlocks."""
    locks = re.compile(r"select_for_update\((.*?)\)\.")
    calls = [(relative_path(path), call) for path in SOURCES for call in locks.findall(read_source(path))]
    assert [each for each in calls if "no_key=True" not in each[1]] == []


UNCHECKED_LOOKUP = re.compile(
    r"get_object_or_404|objects\.get\(|(fetch|lock)\(\w+\.objects\.all\(\)|\w+\.objects\.filter\((pk|id)=\w+(?!.*\bby\b|.*request\.user)"
)
REQUEST_FILES = ("views.py", "api.py", "mixins.py", "_page.py")


def is_unchecked_lookup(line: str) -> bool:
    """Whether the line reads a row by an id of the request, without a permission check."""
    return bool(UNCHECKED_LOOKUP.search(line)) and "# for all:" not in line


def test_views_look_up_ids_with_a_permission_check():
    """In all files of views and of the API (`views.py`, `desk_views.py`), and in their mixins."""
    files = [path for path in SOURCES if path.name.endswith(REQUEST_FILES) and "sandbox" not in path.parts]
    assert len(files) > 70
    offences = [
        f"{relative_path(path)}:{at}"
        for path in files
        for at, line in enumerate(read_source(path).splitlines(), 1)
        if is_unchecked_lookup(line)
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
def test_lookup_without_permission_check_is_detected(line):
    assert is_unchecked_lookup(line)
    assert not is_unchecked_lookup("job = fetch(Job.objects.visible_to(request.user), job_id)")
