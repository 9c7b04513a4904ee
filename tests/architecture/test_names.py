"""One stem for the address of a page, its view and its action, and for an address of the API and its class."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

# Not named by us, or many addresses by one view: the administration and the sandbox's own Stripe.
ELSEWHERE = ("market.core.admin", "market.sandbox.api")


def routes(resolver: Any) -> Iterator[tuple[str, Any]]:
    """Every name that an address of the site has, with its view: a function, or a class of the API."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from routes(each)
        elif isinstance(each, URLPattern) and each.name:
            view: Any = each.callback
            view = getattr(view, "cls", None) or getattr(view, "view_class", view)
            if view.__module__.startswith("market.") and not view.__module__.startswith(ELSEWHERE):
                yield each.name, view


def stems(view: Any) -> set[str]:
    """The names that an address of that view may have: `DeclineBid` api_decline_bid, `BidList` api_bids."""
    if not isinstance(view, type):
        return {view.__name__}
    stem = re.sub(r"(?<!^)(?=[A-Z])", "_", view.__name__).lower()
    listed, detail = re.sub(r"_list$", "s", stem), stem.removesuffix("_detail")
    return {f"api_{each}" for each in (stem, listed, detail)}


def test_an_address_and_its_view_share_a_stem():
    named = list(routes(get_resolver()))
    assert len(named) > 250
    differ = {
        f"{name}: {view.__module__}.{view.__name__}"
        for name, view in named
        if name not in stems(view) and name != "schema"  # as drf-spectacular calls it
    }
    assert differ == set()


class DeclineBid:
    pass


class BidList:
    pass


def decline_bid() -> None:
    pass


@pytest.mark.parametrize(
    ("view", "name"), [(decline_bid, "decline_bid"), (DeclineBid, "api_decline_bid"), (BidList, "api_bids")]
)
def test_the_stem_of_a_view(view, name):
    assert name in stems(view)
    assert "decline" not in stems(view)
