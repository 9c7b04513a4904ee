"""A URL name and its view share a name, for pages and for the API."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLResolver, get_resolver

# Named by Django, or one view for many URLs: the admin, and the calls of the sandbox.
EXCEPTED_MODULES = ("market.core.admin", "market.sandbox.api", "market.sandbox.bkash.api")
# At the same path a page shows a list, and the API adds to it, or searches in it.
VIEWS_WITH_ANOTHER_NAME = {
    "AddServicePicture",
    "NewGrievance",
    "OrderService",
    "RemoveServicePicture",
    "SearchMessages",
    *("AddServicePicture", "NewGrievance", "OrderService", "RemoveServicePicture", "SearchMessages"),
}


def routes(resolver: Any, prefix: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every path of the site with its URL name ("" without one) and its view: a function, or an API class."""
    for each in resolver.url_patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each, path)
        else:
            view: Any = each.callback
            view = getattr(view, "cls", None) or getattr(view, "view_class", view)
            if view.__module__.startswith("market.") and not view.__module__.startswith(EXCEPTED_MODULES):
                yield path, each.name or "", view


def stems(view: Any) -> set[str]:
    """The URL names that the view may have: `DeclineBid` decline_bid, `BidList` bids, `BidDetail` bid."""
    if not isinstance(view, type):
        return {view.__name__}
    stem = re.sub(r"(?<!^)(?=[A-Z])", "_", view.__name__).lower()
    return {stem, re.sub(r"_list$", "s", stem), stem.removesuffix("_detail")}


def test_url_names_match_their_views():
    named = [(name, view) for _, name, view in routes(get_resolver()) if name]
    assert len(named) > 250
    differ = {
        f"{name}: {view.__module__}.{view.__name__}"
        for name, view in named
        if name.removeprefix("api_") not in stems(view) and name != "schema"  # as drf-spectacular calls it
    }
    assert differ == set()


def test_api_views_match_the_url_name_of_the_page_at_the_same_path():
    bare = [(re.sub(r"<\w+:", "<", path), name, view) for path, name, view in routes(get_resolver())]
    pages = {path: name for path, name, view in bare if not isinstance(view, type)}
    both = [(pages.get(path.removeprefix("api/v1/")), view) for path, _, view in bare if isinstance(view, type)]
    assert len([page for page, _ in both if page]) > 60
    differ = {view.__name__ for page, view in both if page and page not in stems(view)}
    assert differ == VIEWS_WITH_ANOTHER_NAME


class DeclineBid:
    pass


class BidList:
    pass


def decline_bid() -> None:
    pass


@pytest.mark.parametrize(
    ("view", "name"), [(decline_bid, "decline_bid"), (DeclineBid, "decline_bid"), (BidList, "bids")]
)
def test_stems_of_a_view(view, name):
    assert name in stems(view)
    assert "decline" not in stems(view)
