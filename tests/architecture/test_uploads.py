"""Views that take files say so: the server takes large bodies for these alone."""

import ast
from collections.abc import Iterator
from inspect import unwrap
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

MARKET = Path(__file__).resolve().parents[2] / "market"


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Each function of a view's module, with the module's name."""
    for path in MARKET.rglob("*.py"):
        if "migrations" not in path.parts:
            module = ".".join(path.relative_to(MARKET.parent).with_suffix("").parts)
            yield from (
                (module, node) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)
            )


def reads_files(function: ast.FunctionDef, readers: set[str]) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.attr == "FILES":
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in readers:
            return True
    return False


def views(patterns=None) -> Iterator:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.callback


def test_a_view_that_reads_files_is_marked():
    everything, readers = list(functions()), set()
    for _ in range(3):  # a view calls what reads them, or what calls that
        readers |= {function.name for _, function in everything if reads_files(function, readers)}
    wanted = {(module, function.name) for module, function in everything if reads_files(function, readers)}
    found = {(unwrap(view).__module__, unwrap(view).__name__): view for view in views() if not hasattr(view, "cls")}
    there = {name: view for name, view in found.items() if name in wanted}
    assert len(there) > 10
    assert [name for name, view in there.items() if not getattr(view, "takes_files", False)] == []
    marked = {name for name, view in found.items() if getattr(view, "takes_files", False)}
    assert marked - set(there) == set()
