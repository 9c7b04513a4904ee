"""Views that take files are marked: the server accepts large bodies for these only."""

import ast
from collections.abc import Iterator
from inspect import unwrap
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

MARKET = Path(__file__).resolve().parents[2] / "market"


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Each function of the project, with the name of its module."""
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


def test_views_that_read_files_are_marked_with_takes_files():
    everything, readers = list(functions()), set()
    for _ in range(3):  # a view may call a function that reads them, or one that calls it
        readers |= {function.name for _, function in everything if reads_files(function, readers)}
    wanted = {(module, function.name) for module, function in everything if reads_files(function, readers)}
    function_views = [view for view in views() if not hasattr(view, "cls")]
    views_by_name = {(unwrap(view).__module__, unwrap(view).__name__): view for view in function_views}
    readers_of_files = {name: view for name, view in views_by_name.items() if name in wanted}
    assert len(readers_of_files) > 10
    assert [name for name, view in readers_of_files.items() if not getattr(view, "takes_files", False)] == []
    marked = {name for name, view in views_by_name.items() if getattr(view, "takes_files", False)}
    assert marked - set(readers_of_files) == set()
