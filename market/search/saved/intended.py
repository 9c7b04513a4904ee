"""What a visitor wanted to save or to follow: kept in the session for half an hour, and done by the sign-in that its
button led to.

Several people may use one browser. So a sign-in does nothing but what it leads to, and ends the rest.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from market.accounts.models import User
from market.core.base import clock
from market.core.base.errors import DomainError
from market.core.web import throttles
from market.core.web.jinja import user_text
from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.alerts.following import start_following
from market.search.finding.queries import List
from market.search.landing.queries import entry_of
from market.search.saved.actions import save
from market.search.understanding.entries import Kind
from market.services.models import Service

INTENDED = "to_save"  # in a session: until when, and [kind, id or slug, address to which the sign-in leads]
MOST = 24  # the latest: each may be open in a tab of its own
FOR = timedelta(minutes=30)
LISTS: dict[List, str] = {"talent": "/saved/", "services": "/saved/?tab=services", "jobs": "/jobs/saved/"}


def sign_in_first(request: HttpRequest, kind: List | Kind, target: int | str, place: str, text: str) -> HttpResponse:
    """Lead a visitor through sign-in, which says `text`, to `place`; what they pressed is done then.

    `target` is the id of what is to be saved, or the slug of a topic, skill or district that is to be followed. `place`
    ends with a fragment that no other way to the page has: signing in by another way does not do it.
    """
    if request.headers.get("HX-Request"):  # the session ended meanwhile
        return HttpResponseClientRedirect(request.path)
    if is_press(request):
        _intend(request, kind, target, place)
        messages.info(request, text)
    return redirect_to_login(place)


def is_press(request: HttpRequest) -> bool:
    """Whether a person may have pressed a button: HEAD is asked by programs, and another site's page may show this
    address as a picture.
    """
    return request.method != "HEAD" and request.headers.get("Sec-Fetch-Site") != "cross-site"


def _intend(request: HttpRequest, kind: List | Kind, target: int | str, place: str) -> None:
    """Remember what is to be done once the visitor has signed in and is led to `place`.

    Raises TooMany like a search: each new visitor is a session in the database.
    """
    throttles.searches.check(request)
    others = [each for each in _intended(request) if each[:2] != [kind, target]]
    until = (clock.wall() + FOR).isoformat()
    things = [*others, [kind, target, iri_to_uri(place)]][-MOST:]
    request.session[INTENDED] = {"until": until, "things": things}


def save_intended(request: HttpRequest, user: User, response: HttpResponse) -> None:
    """Save the one thing to whose card the sign-in leads, or follow that to whose page it leads; forget all else.

    Where that is refused, since it is gone meanwhile, the user's own or one too many, the next page says so.
    """
    things = _intended(request)
    request.session.pop(INTENDED, None)
    reached = response.headers.get("Location")
    for kind, target, place in things:
        if place != reached:
            continue
        if entry := entry_of(kind, target):
            start_following(request, user, entry)
        elif kind in LISTS:
            _save(request, user, kind, target)


def _save(request: HttpRequest, user: User, kind: Any, target: Any) -> None:
    try:
        save(by=user, kind=kind, target=target)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        text = format_html(_("Saved: {}."), user_text(_name(kind, target)))
        messages.success(request, format_html('{} <a href="{}">{}</a>', text, LISTS[kind], _("See what you saved")))


def _name(kind: List, target: int) -> str:
    if kind == "talent":
        return Profile.objects.select_related("user").get(pk=target).user.shown_name
    return str((Service if kind == "services" else Job).objects.get(pk=target))


def _intended(request: HttpRequest) -> list[list[Any]]:
    stored = request.session.get(INTENDED)
    if stored is None or datetime.fromisoformat(stored["until"]) <= clock.wall():
        return []
    things: list[list[Any]] = stored["things"]
    return things
