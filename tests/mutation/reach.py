"""Which test reaches which line: a plugin of pytest, `-p tests.mutation.reach`.

Coverage tools answer for a whole run, or make each test several times slower. Here the modules of money alone are
compiled with a mark before each statement of a function, so that a test takes as long as ever. Each run leaves a file
in FOLDER; tests of a later file count anew.
"""

import ast
import builtins
import gc
import json
import os
import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from market.core.base.prepared import Prepared
from tests.mutation.reached import FOLDER, PACKAGES, ROOT


class _Marker(ast.NodeTransformer):
    """Puts a mark before each statement of each function."""

    def __init__(self, path: str) -> None:
        self.path = path

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        for each in ast.walk(node):
            for name in ("body", "orelse", "finalbody"):
                block = getattr(each, name, None)
                if isinstance(block, list) and not isinstance(each, ast.ClassDef):
                    setattr(each, name, [new for statement in block for new in self._marked(statement)])
        return node

    def _marked(self, statement: ast.stmt) -> list[ast.stmt]:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            return [statement]  # a docstring stays the first
        mark = ast.parse(f"__reached__({f'{self.path}:{statement.lineno}'!r})").body[0]
        for each in ast.walk(mark):
            ast.copy_location(each, statement)
        return [mark, statement]


class _Loader(SourceFileLoader):
    """Compiles a module with marks, and neither reads nor writes what Python keeps of compiled ones."""

    def get_code(self, fullname: str) -> CodeType:
        tree = ast.parse(self.get_data(self.path))
        _Marker(str(Path(self.path).relative_to(ROOT))).visit(tree)
        return compile(tree, self.path, "exec", dont_inherit=True)


class _Finder:
    """Finds modules of PACKAGES for `_Loader`."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if not name.startswith(PACKAGES):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


class _Recorder:
    """Notes the lines of each test, and writes them at the end."""

    def __init__(self) -> None:
        self.reached = _reached
        self.facts: dict[str, dict[str, Any]] = {}
        self.prepared: list[Prepared] = []

    def pytest_collection_finish(self) -> None:
        """What writes its SQL once is remembered: each test reaches its lines anew."""
        self.prepared = [each for each in gc.get_objects() if type(each) is Prepared]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        """Nothing is reached before a test."""
        self.reached.clear()
        for each in self.prepared:
            each._statements.clear()
        marker = item.get_closest_marker("django_db")
        commits = "transactional_db" in item.fixturenames or bool(marker and marker.kwargs.get("transaction"))
        self.facts[item.nodeid] = {"seconds": 0.0, "commits": commits, "lines": []}
        return (yield)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """What a part of a test took and reached. A test that fails without a mutant says nothing about one."""
        facts = self.facts.get(report.nodeid)
        if facts is None:
            return
        facts["seconds"] = round(facts["seconds"] + report.duration, 3)
        facts["lines"] = sorted(self.reached)
        if not report.passed:
            del self.facts[report.nodeid]

    def pytest_sessionfinish(self) -> None:
        """Write the file."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{os.getpid()}.json").write_text(json.dumps(self.facts))


def pytest_configure(config: pytest.Config) -> None:
    """Begin to record."""
    config.pluginmanager.register(_Recorder(), "reach")


_reached: set[str] = set()
builtins.__reached__ = _reached.add  # type: ignore[attr-defined]
sys.meta_path.insert(0, _Finder())  # type: ignore[arg-type]
