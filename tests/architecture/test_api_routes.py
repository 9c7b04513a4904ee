"""Every route of the API: described, closed to who is not signed in, and tested with an outsider."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import get_resolver

TESTS = Path(__file__).parent.parent
# What the interface opens to everybody.
OPEN = {
    "auth/token/",
    "accounts/",
    "accounts/confirm/",
    "certificates/<str:serial>/",
    "profiles/",
    "profiles/<int:profile_id>/",
    "jobs/",
    "jobs/<int:job_id>/",
    "search/suggest/",
    "schema/",
    "docs/",
}
SAMPLES = {"int": "1", "str": "x", "uuid": "00000000-0000-4000-8000-000000000000", "slug": "x"}


def routes() -> list[tuple[str, type]]:
    api = next(each for each in get_resolver().url_patterns if str(each.pattern) == "api/v1/")
    return [(str(each.pattern), each.callback.view_class) for each in api.url_patterns]


ROUTES = routes()
CLOSED = [(route, view) for route, view in ROUTES if route not in OPEN]


def address(route: str) -> str:
    return "/api/v1/" + re.sub(r"<(\w+):\w+>", lambda found: SAMPLES[found[1]], route)


@pytest.mark.parametrize(("route", "view"), CLOSED, ids=[route for route, _ in CLOSED])
def test_nobody_anonymous_gets_in(api, db, route, view):
    for method in ("get", "post", "patch", "delete"):
        if hasattr(view, method):
            answer = getattr(api(), method)(address(route))
            assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), method


@pytest.mark.parametrize("route", [route for route, _ in ROUTES if "<" in route and route not in OPEN])
def test_every_route_of_a_thing_has_its_outsider_test(route):
    shape = re.escape(route).replace(r"\-", "-")
    shape = re.sub(r"<\w+:\w+>", r"\\{[^}]*\\}", shape)
    texts = [
        path.read_text(encoding="utf-8") for path in TESTS.glob("*/test_*api*.py") if path.parent.name != "architecture"
    ]
    assert any(re.search(shape, text) for text in texts), f"no test_api.py names {route}"


def test_the_description_has_no_warnings(tmp_path):
    call_command("spectacular", file=str(tmp_path / "schema.yml"), validate=True, fail_on_warn=True)
