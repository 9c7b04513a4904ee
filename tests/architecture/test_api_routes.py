"""Every route of the API is in the schema, and routes of single objects are named in an API test of their app.

Which role gets which status on each route is listed in `tests/access/api.txt`.
"""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import get_resolver
from rest_framework.parsers import MultiPartParser

from market.core.api.parsers import JsonParser
from market.files.resumable.api import BytesParser

TESTS = Path(__file__).parent.parent
# Routes that are public.
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
def test_every_private_object_route_is_named_in_an_api_test(route):
    shape = re.escape(route).replace(r"\-", "-")
    shape = re.sub(r"<\w+:\w+>", r"\\{[^}]*\\}", shape)
    texts = [
        path.read_text(encoding="utf-8") for path in TESTS.glob("*/test_*api*.py") if path.parent.name != "architecture"
    ]
    assert any(re.search(shape, text) for text in texts), f"no test_api.py names {route}"


def test_every_api_view_uses_the_bounded_json_parser():
    """JSON that is too deep or contains NaN or NUL is refused on every route. Bytes are no JSON."""
    others = {
        (route, parser)
        for route, view in ROUTES
        for parser in view.parser_classes
        if parser not in (JsonParser, MultiPartParser, BytesParser)
    }
    assert others == set()


def test_openapi_schema_is_generated_without_warnings(tmp_path):
    call_command("spectacular", file=str(tmp_path / "schema.yml"), validate=True, fail_on_warn=True)
