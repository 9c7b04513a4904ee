"""Which lines of `market` the tests reach, noted by the lines themselves.

On Python 3.11 a tracer slows every line of every library by half. In a worker of `pytest -n 2 --cov` each statement of
`market` notes instead that it was reached, and coverage reads the notes at the end. What has no worker is traced: the
sites that tests serve, and `pytest --cov` alone. Loaded by `-p tests.lines` before anything of `market` is.
"""

import ast
import builtins
import os
import sys
from collections.abc import Generator, Iterator, Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

import pytest
from coverage import Coverage

REACHED = "__reached__"  # the name of `reached` in the code of `market`
reached: list[bool] = []  # for each line of each loaded file, one file after the other
starts: dict[str, int] = {}  # by file, where its lines start


class Notes(ast.NodeTransformer):
    """Puts `__reached__[place of its line] = True` before each statement."""

    def __init__(self, start: int) -> None:
        self.start = start

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list):
                setattr(node, name, list(self._noted(node, statements)))
        return node

    def _noted(self, parent: ast.AST, statements: list[ast.stmt]) -> Iterator[ast.stmt]:
        if isinstance(parent, ast.ExceptHandler):
            yield self._note(parent.lineno)
        elif isinstance(parent, ast.match_case):
            yield self._note(parent.pattern.lineno)
        for statement in statements:
            if not _is_text(statement):  # a docstring stays first, and no text is a line that runs
                lines = [each.lineno for each in getattr(statement, "decorator_list", ())]
                yield from map(self._note, [*lines, statement.lineno])
            yield statement

    def _note(self, line: int) -> ast.stmt:
        return ast.increment_lineno(ast.parse(f"{REACHED}[{self.start + line}] = True").body[0], line - 1)


def _is_text(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


class _Loader(SourceFileLoader):
    """Compiles a file with its notes; nothing is kept, since the places are those of this process."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        source = self.get_data(path)
        if path not in starts:
            starts[path] = len(reached)
            reached.extend([False] * (source.count(b"\n") + 2))
        return compile(Notes(starts[path]).visit(ast.parse(source, path)), path, "exec", dont_inherit=True)


class _Finder(PathFinder):
    """Finds the modules of `market`, but for those that coverage omits."""

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] != "market" or ".migrations" in fullname:
            return None
        spec = super().find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


def _lines() -> dict[str, list[int]]:
    """By file, the lines that were reached."""
    ends = [*list(starts.values())[1:], len(reached)]
    return {
        path: [place - start for place in range(start, end) if reached[place]]
        for (path, start), end in zip(starts.items(), ends, strict=True)
    }


class _Plugin:
    """In place of the tracer of a worker."""

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Nothing is traced from here on, though pytest-cov would go on after a test marked `no_cover`."""
        self.controller = session.config.pluginmanager.getplugin("_cov").cov_controller
        while tracing := Coverage.current():
            tracing.stop()
        self.controller.pause = self.controller.resume = lambda: None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """What a test marked `no_cover` reaches does not count, but for what it imports."""
        if not item.get_closest_marker("no_cover"):
            return (yield)
        before = reached.copy()
        try:
            return (yield)
        finally:
            reached[: len(before)] = before

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        """At the end, before pytest-cov writes its file."""
        result = yield
        self.controller.cov.get_data().add_lines(_lines())
        return result


if {"PYTEST_XDIST_WORKER", "COVERAGE_PROCESS_CONFIG"} <= os.environ.keys():
    builtins.__dict__[REACHED] = reached
    sys.meta_path.insert(0, _Finder)


def pytest_configure(config: pytest.Config) -> None:
    """The notes are read where they are written: not in a `pytest` that a test may start."""
    if _Finder in sys.meta_path and hasattr(config, "workerinput"):
        config.pluginmanager.register(_Plugin())
