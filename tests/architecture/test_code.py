"""What a reader may rely on: short files, one home for writes, one clock, and no id read past `visible_to`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

MARKET = Path(__file__).parent.parent.parent / "market"
SOURCES = sorted(path for path in MARKET.rglob("*.py") if "migrations" not in path.parts)
WRITERS = {"actions.py", "actions", "ledger.py", "moves.py", "threads.py", "catalogue.py"}
# Bulk demonstration data, the search index, the sandbox's own books, and the core's own small tables.
EXCEPTED = {"demo", "search", "sandbox", "core", "management"}
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}
ROW_WRITES = {"save", "update", "delete"}
TIME = re.compile(
    r"timezone\.now|datetime\.now\(|date\.today|utcnow|auto_now|time\.time\(|\bCURRENT_TIMESTAMP\b|[^_]now\(\)\s*::"
)


def name(path: Path) -> str:
    return str(path.relative_to(MARKET))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_files_and_functions_are_short(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    long = [each.name for each in functions(ast.parse(text)) if each.end_lineno - each.lineno >= 40]
    assert long == []


def writes(tree: ast.AST) -> Iterator[int]:
    """Lines on which a table is written: a manager's or query set's verb, or a row's save or delete."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        on, verb = ast.unparse(node.func.value), node.func.attr
        if (
            ".objects" in on
            and verb in WRITES | ROW_WRITES
            or verb in {"save", "delete"}
            and not on.startswith(("form", "session", "request.session", "storage"))
        ):
            yield node.lineno


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_tables_are_written_in_actions_only(path):
    parts = set(path.relative_to(MARKET).parts)
    if parts & (WRITERS | EXCEPTED):
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [
        f"{name(path)}:{line}" for line in writes(ast.parse("\n".join(lines))) if "# writes:" not in lines[line - 1]
    ]
    assert found == []


@pytest.mark.parametrize("path", [path for path in SOURCES if path != MARKET / "core" / "clock.py"], ids=name)
def test_time_is_read_from_the_clock_only(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [
        f"{name(path)}:{at}" for at, line in enumerate(lines, 1) if TIME.search(line) and "# wall time" not in line
    ] == []


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_lock_leaves_the_key_free(path):
    """What points at a locked row can be written; with the key locked too, two actions could wait for each other."""
    calls = re.findall(r"select_for_update\((.*?)\)\.", path.read_text(encoding="utf-8"))
    assert [each for each in calls if "no_key=True" not in each] == []


PAST_THE_RULE = re.compile(r"get_object_or_404|objects\.get\(|(fetch|lock)\(\w+\.objects\.all\(\)")


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name in {"views.py", "api.py"}], ids=name)
def test_ids_are_read_through_what_a_person_may_see(path):
    if path.is_relative_to(MARKET / "sandbox"):
        return
    text = path.read_text(encoding="utf-8")
    assert PAST_THE_RULE.findall(text) == []
