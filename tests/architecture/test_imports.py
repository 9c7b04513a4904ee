"""Import rules that import-linter cannot express: by suffix of the module name, and for third-party libraries."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.test_code import MARKET, SOURCES, parse_source, relative_path

# Modules that answer requests or jobs are private to their app. What several apps need is elsewhere:
# `representations.py`, `mixins.py`, a page's file, an action. The core is no app.
PRIVATE = ("views", "api", "serializers", "tasks")
LIBRARIES = {
    "stripe": "payments/provider/stripe",
    "redis": "realtime/redis_connection.py",
    "elasticsearch": "search/backends/",
    "elastic_transport": "search/backends/",
    "opensearchpy": "search/backends/",
}
MODULES = {".".join(path.relative_to(MARKET.parent).with_suffix("").parts) for path in SOURCES}


def imports(tree: ast.AST) -> Iterator[str]:
    """The full names of imported modules, without imports for TYPE_CHECKING; for an imported name, its module."""
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
    """Whether the module belongs to another app and answers requests or jobs."""
    parts = module.split(".")
    return parts[0] == "market" and parts[1] not in {app, "core"} and parts[-1].endswith(PRIVATE)


def is_misplaced_library(path: str, module: str) -> bool:
    """Whether the module is of a library that only other files may import."""
    home = LIBRARIES.get(module.split(".")[0])
    return home is not None and not path.startswith(home)


def offences(path: str, tree: ast.AST) -> list[str]:
    return [
        f"{path}: {module}"
        for module in imports(tree)
        if is_private(path.split("/")[0], module) or is_misplaced_library(path, module)
    ]


def test_apps_import_no_private_modules_and_libraries_only_in_their_place():
    assert [each for path in SOURCES for each in offences(relative_path(path), parse_source(path))] == []


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
def test_forbidden_import_is_detected(path, line):
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
def test_allowed_import_is_not_reported(path, line):
    assert offences(path, ast.parse(line)) == []
