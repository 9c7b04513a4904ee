"""Every route of the API: described, and those of things tried by an outsider in their own area too.

Who gets what at each of them stands in `tests/access/api.txt`.
"""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import get_resolver
from rest_framework.parsers import MultiPartParser

from market.core.api.parsers import JsonParser

TESTS = Path(__file__).parent.parent
# What the interface opens to everybody.
OPEN = {
    "auth/token/",
    "accounts/",
    "accounts/confirm/",
    "certificates/<str:serial>/",
    "profiles/",
    "profiles/<int:profile_id>/",
    "profiles/<int:profile_id>/history/",
    "profiles/<int:profile_id>/reviews/",
    "clients/<int:user_id>/reviews/",
    "profiles/<int:profile_id>/standing/",
    "clients/<int:user_id>/standing/",
    "jobs/",
    "jobs/<int:job_id>/",
    "jobs/<int:job_id>/similar/",
    "services/",
    "services/<int:service_id>/",
    "search/suggest/",
    "grounds/",
    "schema/",
    "docs/",
}


def routes() -> list[tuple[str, type]]:
    api = next(each for each in get_resolver().url_patterns if str(each.pattern) == "api/v1/")
    return [(str(each.pattern), each.callback.view_class) for each in api.url_patterns]


ROUTES = routes()


@pytest.mark.parametrize("route", [route for route, _ in ROUTES if "<" in route and route not in OPEN])
def test_every_route_of_a_thing_has_its_outsider_test(route):
    shape = re.escape(route).replace(r"\-", "-")
    shape = re.sub(r"<\w+:\w+>", r"\\{[^}]*\\}", shape)
    texts = [
        path.read_text(encoding="utf-8") for path in TESTS.glob("*/test_*api*.py") if path.parent.name != "architecture"
    ]
    assert any(re.search(shape, text) for text in texts), f"no test_api.py names {route}"


def test_json_is_read_by_the_one_parser_that_bounds_it():
    """What is too deep, NaN or holds a NUL is a refusal, whatever the route."""
    others = {
        (route, parser)
        for route, view in ROUTES
        for parser in view.parser_classes
        if parser not in (JsonParser, MultiPartParser)
    }
    assert others == set()


def test_the_description_has_no_warnings(tmp_path):
    call_command("spectacular", file=str(tmp_path / "schema.yml"), validate=True, fail_on_warn=True)
