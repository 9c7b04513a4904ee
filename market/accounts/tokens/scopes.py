"""What a token may do: every path and method of the API belongs to one scope, or to each of several.

It is checked in one place, where the token is read (`authentication`). What is not listed here is closed to every
token but one with all rights; a test fails for a path that is missing.
"""

from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.accounts.models import ApiToken
from market.core.base.errors import NotAllowed

SCOPES: dict[str, Promise] = {
    "read": _("Look at your jobs, bids, contracts, profile and notifications"),
    "work": _("Post jobs, bid, deliver, answer: all that moves no money"),
    "messages": _("Read and write your messages"),
    "money": _("Your money: see it, pay, approve, refund, and pay out to your bank"),
    "webhooks": _("Manage your webhooks"),
}
ALL = "all"  # of tokens that a password gave, and the only one for the account itself
OPEN = "open"  # for everybody, with any token or none


def _read(text: str) -> dict[tuple[str, str], str]:
    scopes = {}
    scope = ""
    for line in text.splitlines():
        if line.startswith("# ") or not line.strip():
            continue
        if not line.startswith(" "):
            scope = line.rstrip(":")
            continue
        methods, _gap, route = line.strip().partition(" ")
        for method in methods.split(","):
            scopes[method, route] = scope
    return scopes


TABLE = _read((Path(__file__).parent.parent / "data" / "scopes.txt").read_text(encoding="utf-8"))


# Of what no scope opens, what concerns the own account alone.
OWN = ("me/", "auth/", "notifications/", "push-subscriptions/", "certificates/claim/")


def is_grave(method: str, route: str) -> bool:
    """Whether this changes something of others by a staff right; so does what no scope opens, but for one's account."""
    changes = method not in ("GET", "HEAD", "OPTIONS")
    return changes and scope_of(method, route) == ALL and not route.startswith(OWN)


def route_of(request: HttpRequest | Any) -> str:
    """The route of a request as the table writes it."""
    match = request.resolver_match
    return match.route.removeprefix("api/v1/") if match else ""


class ScopeMissing(NotAllowed):
    help = "programs#tokens"
    code = "scope_missing"
    sentence = _("This token may not do this: it lacks the scope “%(scope)s”.")


def scope_of(method: str, route: str) -> str:
    """The scope of a path ("jobs/<int:job_id>/") and method, or several with spaces, one of which will do; ALL for what
    is not listed."""
    like = {"HEAD": "GET", "OPTIONS": "GET", "PUT": "PATCH"}.get(method, method)
    return TABLE.get((method, route)) or TABLE.get((like, route), ALL)


def check_scope(token: ApiToken, request: HttpRequest | Any) -> None:
    """Raises ScopeMissing if the token may not do what the request asks for."""
    if ALL in token.scopes:
        return
    needed = scope_of(request.method or "GET", route_of(request))
    if needed != OPEN and not set(needed.split()) & set(token.scopes):
        raise ScopeMissing(scope=needed.replace(" ", " / "))
