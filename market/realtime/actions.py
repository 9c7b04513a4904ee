"""Tickets: given to a signed-in program, used once to open its socket."""

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from knox.models import AuthToken

from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.limits import spend
from market.realtime.models import Ticket

if TYPE_CHECKING:
    from market.accounts.models import User

GOOD_FOR = timedelta(seconds=30)
TICKETS_A_MINUTE = 120


@atomic
def issue_ticket(*, by: "User", session_key: str = "", token_digest: str = "") -> str:
    """A ticket for the user's next socket, good once within 30 seconds. The socket ends with its session or token.

    Raises TooMany past the limit a minute.
    """
    spend("ws_ticket", by.pk, times=TICKETS_A_MINUTE, per=timedelta(minutes=1))
    instant = clock.wall()
    Ticket.objects.filter(expires_at__lt=instant).delete()
    ticket = secrets.token_urlsafe(32)
    Ticket.objects.create(
        user=by,
        digest=_digest(ticket),
        expires_at=instant + GOOD_FOR,
        session_key=session_key,
        token_digest=token_digest,
    )
    return ticket


@atomic
def use_ticket(*, ticket: str) -> Ticket | None:
    """The ticket, used up; None if there is none, it is too old, its person is deactivated, or what it was asked for
    with has ended.
    """
    row = Ticket.objects.select_related("user").filter(digest=_digest(ticket)).first()
    # Of two who come with the same ticket, one deletes it.
    if row is None or not Ticket.objects.filter(pk=row.pk).delete()[0]:
        return None
    return row if row.expires_at > clock.wall() and row.user.is_active and _is_alive(row) else None


def _is_alive(ticket: Ticket) -> bool:
    """Whether the token or the session behind it still opens something."""
    instant = clock.wall()
    if ticket.token_digest:
        tokens = AuthToken.objects.filter(digest=ticket.token_digest)
        return bool(tokens.exclude(expiry__lte=instant).exists())
    if ticket.session_key:
        return Session.objects.filter(session_key=ticket.session_key, expire_date__gt=instant).exists()
    return True


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
