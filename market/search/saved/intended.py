"""What a visitor wanted to save: kept in the session for half an hour, and saved by the sign-in that the hearts led to.

Several people may use one browser. Who signs in by another way than from a heart gets nothing of it, and whichever
sign-in comes next ends it.
"""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from market.accounts.models import User
from market.core.base import clock
from market.core.base.errors import DomainError
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web import throttles
from market.search.finding.queries import List
from market.search.saved.actions import save

INTENDED = "to_save"  # in a session: until when, and [kind, id, path to which the sign-in leads]
MOST = 24
FOR = timedelta(minutes=30)


class TooManyToSave(DomainError):
    help = "hiring#choose"
    code = "too_many_to_save"
    sentence = _("You have chosen %(most)s to save, the most there can be. Sign in to save them, then go on.")


def intend_to_save(request: HttpRequest, kind: List, target: int, place: str) -> None:
    """Remember what is to be saved once the visitor has signed in and is led to `place`.

    Raises TooManyToSave, and TooMany like a search: each new visitor is a session in the database.
    """
    throttles.searches.check(request)
    path = urlsplit(place).path
    others = [each for each in _intended(request) if each[:2] != [kind, target]]
    if len(others) >= MOST:
        raise TooManyToSave(most=MOST)
    until = (clock.wall() + FOR).isoformat()
    request.session[INTENDED] = {"until": until, "things": [*others, [kind, target, path]]}


def save_intended(request: HttpRequest, user: User, response: HttpResponse) -> None:
    """Save it where the sign-in leads to a page from which something was to be saved; forget it in any case.

    What cannot be saved any more, or is the user's own, is left out.
    """
    things = _intended(request)
    if request.session.pop(INTENDED, None) is None:
        return
    place = urlsplit(response.headers.get("Location", "")).path
    if place not in {path for _kind, _target, path in things}:
        return
    count = sum(_is_saved(user, kind, target) for kind, target, _path in things)
    if count:
        text = ngettext("%(num)s is saved for later.", "%(num)s are saved for later.", count)
        messages.success(request, text % {"num": format_number(count, language())})


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
