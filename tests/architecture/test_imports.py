"""Who may import what, where import-linter has no word for it: by the end of a file's name, and libraries of others."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.test_code import MARKET, SOURCES, name, parsed

# What answers a request or a job is its own app's alone. What several apps need has a home of its own:
# `representations.py`, `mixins.py`, a page's file, an action. The core is no app.
PRIVATE = ("views", "api", "serializers", "tasks")
LIBRARIES = {
    "stripe": "payments/provider/stripe.py",
    "redis": "realtime/redis_connection.py",
    "elasticsearch": "search/backends/",
    "elastic_transport": "search/backends/",
    "opensearchpy": "search/backends/",
}
MODULES = {".".join(path.relative_to(MARKET.parent).with_suffix("").parts) for path in SOURCES}


def imports(tree: ast.AST) -> Iterator[str]:
    """The full names of the modules that are imported, but for typing alone; of names in them, the module."""
    if isinstance(tree, ast.If) and ast.unparse(tree.test) == "TYPE_CHECKING":
        return
    if isinstance(tree, ast.Import):
        yield from (each.name for each in tree.names)
    elif isinstance(tree, ast.ImportFrom) and tree.module:
        for each in tree.names:
            inner = f"{tree.module}.{each.name}"
            yield inner if inner in MODULES else tree.module
    for child in ast.iter_child_nodes(tree):
        yield from imports(child)


def is_private(app: str, module: str) -> bool:
    """Whether it is a module of another app that answers requests or jobs."""
    parts = module.split(".")
    return parts[0] == "market" and parts[1] not in {app, "core"} and parts[-1].endswith(PRIVATE)


def strays(path: str, module: str) -> bool:
    """Whether it is a library that has a home, and the file is not in it."""
    home = LIBRARIES.get(module.split(".")[0])
    return home is not None and not path.startswith(home)


def offences(path: str, tree: ast.AST) -> list[str]:
    return [
        f"{path}: {module}"
        for module in imports(tree)
        if is_private(path.split("/")[0], module) or strays(path, module)
    ]


def test_no_app_imports_what_answers_for_another_and_libraries_stay_at_home():
    assert [each for path in SOURCES for each in offences(name(path), parsed(path))] == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("search/api.py", "from market.jobs.postings.serializers import JobFields"),
        ("search/api.py", "from market.jobs.postings import api"),
        ("search/api.py", "import market.jobs.postings.views as views"),
        ("contracts/queries.py", "from market.bids.offers.views import new_offer"),
        ("payments/views.py", "from market.training.issuing import desk_views"),
        ("site/demo/runner.py", "from market.standing.tasks import count_standings"),
        ("payments/queries.py", "import os, stripe"),
        ("core/base/limits.py", "def count():\n    from redis.asyncio import Redis"),
        ("jobs/postings/queries.py", "from elasticsearch.dsl import Search"),
    ],
)
def test_the_gate_sees_an_import_that_is_not_allowed(path, line):
    assert offences(path, ast.parse(line)) != []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("search/api.py", "from market.jobs.representations import JobCardSerializer"),
        ("search/api.py", "from market.core.api.views import PublicView"),
        ("jobs/urls.py", "from market.jobs.postings import api, views"),
        ("jobs/postings/queries.py", "if TYPE_CHECKING:\n    from market.bids.bids.views import bid"),
        ("payments/provider/stripe.py", "import stripe"),
    ],
)
def test_the_gate_lets_through_what_is_allowed(path, line):
    assert offences(path, ast.parse(line)) == []
