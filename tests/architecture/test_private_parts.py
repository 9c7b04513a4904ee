"""Private parts of Django and other packages: only where a comment says why, and a test would notice that one goes."""

import ast

import pytest

from tests.architecture.test_code import SOURCES, name, parsed

PUBLIC = {"_meta", "_default_manager", "_base_manager", "_exit"}  # documented, whatever they are called
# By file: the private names of others that it uses, and the tests of what would go with them.
USED = {
    "accounts/apps.py": {"_mark_code_used"},  # accounts/test_pages.py
    "core/base/prepared.py": {"_prefetched_objects_cache", "_result_cache", "_prefetch_done"},  # core/test_prepared.py
    "core/postgresql/base.py": {"_WaitTimeout"},  # core/test_patience.py
    "runtime/migrating.py": {"_append_option", "_create_project_state"},  # core/test_migrating.py
}


def private(tree: ast.AST) -> set[str]:
    """Private names that the code reaches for, and does not declare itself."""
    own = {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}
    names = set()
    for each in ast.walk(tree):
        if isinstance(each, ast.Attribute) and not (
            isinstance(each.value, ast.Name) and each.value.id in ("self", "cls")
        ):
            names |= {each.attr} - (set() if is_super(each.value) else own)
        elif isinstance(each, ast.ImportFrom):
            names |= {part for part in (each.module or "").split(".")} | {alias.name for alias in each.names}
        elif isinstance(each, ast.Constant) and each.value == "_prefetched_objects_cache":
            names.add(each.value)
    return {each for each in names if each.startswith("_") and not each.startswith("__")} - PUBLIC - {"_"}


def is_super(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "super"


def test_private_parts_of_others_stand_in_this_list_alone():
    found = {name(path): private(parsed(path)) for path in SOURCES if "migrations" not in path.parts}
    assert {path: names for path, names in found.items() if names} == USED


@pytest.mark.parametrize(
    "line",
    [
        "request._request.session",
        "vars(row).get('_prefetched_objects_cache')",
        "from psycopg.errors import _WaitTimeout",
        "from package._module import thing",
        "def _change(self):\n    super()._change()",
    ],
)
def test_the_gate_sees_one(line):
    assert private(ast.parse(line)) != set()


@pytest.mark.parametrize("line", ["self._own", "row._meta.label", "def _own(): ...\nmodule._own()", "from a import _"])
def test_the_gate_leaves_what_is_ours(line):
    assert private(ast.parse(line)) == set()
