"""What a visitor wanted to save: kept in the session for half an hour, and saved by the sign-in that its heart led to.

Several people may use one browser. So a sign-in saves nothing but what it leads to, and ends the rest.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.errors import DomainError
from market.core.web import throttles
from market.core.web.jinja import user_text
from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.finding.queries import List
from market.search.saved.actions import save
from market.services.models import Service

INTENDED = "to_save"  # in a session: until when, and [kind, id, address to which the sign-in leads]
MOST = 24  # the latest: each may be open in a tab of its own
FOR = timedelta(minutes=30)
LISTS: dict[List, str] = {"talent": "/saved/", "services": "/saved/?tab=services", "jobs": "/jobs/saved/"}


def intend_to_save(request: HttpRequest, kind: List, target: int, place: str) -> None:
    """Remember what is to be saved once the visitor has signed in and is led to `place`, at the card of the thing.

    Raises TooMany like a search: each new visitor is a session in the database.
    """
    throttles.searches.check(request)
    others = [each for each in _intended(request) if each[:2] != [kind, target]]
    until = (clock.wall() + FOR).isoformat()
    things = [*others, [kind, target, iri_to_uri(place)]][-MOST:]
    request.session[INTENDED] = {"until": until, "things": things}


def save_intended(request: HttpRequest, user: User, response: HttpResponse) -> None:
    """Save the one thing to whose card the sign-in leads; forget all in any case.

    What cannot be saved any more, or is the user's own, is left out.
    """
    things = _intended(request)
    request.session.pop(INTENDED, None)
    reached = response.headers.get("Location")
    for kind, target, place in things:
        if place == reached and _is_saved(user, kind, target):
            messages.success(request, _notice(kind, target))


def _notice(kind: List, target: int) -> str:
    """What was saved, by its name, with the way to the list of what is."""
    text = format_html(_("Saved: {}."), user_text(_name(kind, target)))
    return format_html('{} <a href="{}">{}</a>', text, LISTS[kind], _("See what you saved"))


def _name(kind: List, target: int) -> str:
    if kind == "talent":
        return Profile.objects.select_related("user").get(pk=target).user.display_name
    return str((Service if kind == "services" else Job).objects.get(pk=target))


def _intended(request: HttpRequest) -> list[list[Any]]:
    stored = request.session.get(INTENDED)
    if stored is None or datetime.fromisoformat(stored["until"]) <= clock.wall():
        return []
    things: list[list[Any]] = stored["things"]
    return things


def _is_saved(user: User, kind: List, target: int) -> bool:
    try:
        save(by=user, kind=kind, target=target)
    except DomainError:
        return False
    return True
