"""One stem for the address of a page, its view and its action, and for an address of the API and its class."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLResolver, get_resolver

# Not named by us, or many addresses by one view: the administration and the sandbox's own Stripe.
ELSEWHERE = ("market.core.admin", "market.sandbox.api")
# A page shows the list, and the API adds to it, at the same path.
OTHER_THAN_THE_PAGE = {"AddServicePicture", "OrderService", "RemoveServicePicture"}


def routes(resolver: Any, prefix: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every path of the site with its name, "" where it has none, and its view: a function, or a class of the API."""
    for each in resolver.url_patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each, path)
        else:
            view: Any = each.callback
            view = getattr(view, "cls", None) or getattr(view, "view_class", view)
            if view.__module__.startswith("market.") and not view.__module__.startswith(ELSEWHERE):
                yield path, each.name or "", view


def stems(view: Any) -> set[str]:
    """The names that an address of that view may have: `DeclineBid` decline_bid, `BidList` bids, `BidDetail` bid."""
    if not isinstance(view, type):
        return {view.__name__}
    stem = re.sub(r"(?<!^)(?=[A-Z])", "_", view.__name__).lower()
    return {stem, re.sub(r"_list$", "s", stem), stem.removesuffix("_detail")}


def test_an_address_and_its_view_share_a_stem():
    named = [(name, view) for _, name, view in routes(get_resolver()) if name]
    assert len(named) > 250
    differ = {
        f"{name}: {view.__module__}.{view.__name__}"
        for name, view in named
        if name.removeprefix("api_") not in stems(view) and name != "schema"  # as drf-spectacular calls it
    }
    assert differ == set()


def test_the_api_calls_a_thing_as_the_page_at_the_same_path_does():
    bare = [(re.sub(r"<\w+:", "<", path), name, view) for path, name, view in routes(get_resolver())]
    pages = {path: name for path, name, view in bare if not isinstance(view, type)}
    both = [(pages.get(path.removeprefix("api/v1/")), view) for path, _, view in bare if isinstance(view, type)]
    assert len([page for page, _ in both if page]) > 60
    differ = {view.__name__ for page, view in both if page and page not in stems(view)}
    assert differ == OTHER_THAN_THE_PAGE


class DeclineBid:
    pass


class BidList:
    pass


def decline_bid() -> None:
    pass


@pytest.mark.parametrize(
    ("view", "name"), [(decline_bid, "decline_bid"), (DeclineBid, "decline_bid"), (BidList, "bids")]
)
def test_the_stem_of_a_view(view, name):
    assert name in stems(view)
    assert "decline" not in stems(view)
