"""Private names of Django and other packages are used only where listed, each with a test that covers it."""

import ast

import pytest

from tests.architecture.test_code import SOURCES, parse_source, relative_path

PUBLIC = {"_meta", "_default_manager", "_base_manager", "_exit", "_asdict"}  # documented in spite of the underscore
# By file: the private names that it uses, and the tests that fail if a package removes them.
ALLOWED = {
    "accounts/apps.py": {"_mark_code_used"},  # accounts/test_pages.py
    # core/test_prepared_querysets.py
    "core/base/prepared.py": {"_prefetched_objects_cache", "_result_cache", "_prefetch_done"},
    "core/base/object_storage.py": {"_open", "_save"},  # files/test_object_storage.py: where Django stores and opens
    "core/web/static_files.py": {"_save"},  # core/test_static_files.py: where Django stores
    "core/postgresql/base.py": {"_WaitTimeout"},  # core/test_timeouts.py
    "runtime/migrating.py": {"_create_project_state"},  # core/test_migrating.py
}


def private_names(tree: ast.AST) -> set[str]:
    """Private names that the code uses and does not define itself."""
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


def test_private_names_of_packages_are_used_only_as_listed():
    sources = [path for path in SOURCES if "migrations" not in path.parts]
    used = {relative_path(path): private_names(parse_source(path)) for path in sources}
    assert {path: names for path, names in used.items() if names} == ALLOWED


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
def test_use_of_a_private_name_is_detected(line):
    assert private_names(ast.parse(line)) != set()


@pytest.mark.parametrize("line", ["self._own", "row._meta.label", "def _own(): ...\nmodule._own()", "from a import _"])
def test_own_private_names_are_not_reported(line):
    assert private_names(ast.parse(line)) == set()
