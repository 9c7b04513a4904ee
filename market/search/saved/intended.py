"""What somebody wanted to save who was not signed in: kept in the session, and saved by the sign-in."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.core.base.errors import DomainError
from market.search.finding.queries import List
from market.search.saved.actions import save

INTENDED = "to_save"  # in a session: the kind and the id


def intend_to_save(request: HttpRequest, kind: List, target: int) -> None:
    """Remember what is to be saved once the user is signed in; one thing, the last."""
    request.session[INTENDED] = [kind, target]


def save_intended(request: HttpRequest, user: User) -> None:
    """Save it. What cannot be saved any more, or is the user's own, is left out."""
    intended = getattr(request, "session", {}).pop(INTENDED, None)
    if not intended:
        return
    kind, target = intended
    try:
        save(by=user, kind=kind, target=target)
    except DomainError:
        return
    messages.success(request, _("Saved for later."), fail_silently=True)  # a sign-in by no page shows none
