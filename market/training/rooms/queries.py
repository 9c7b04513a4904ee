"""To whom a live room is open, and when."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import fetch
from market.core.base.errors import DomainError
from market.core.text.formats import format_when
from market.core.text.locale import language, local
from market.training.classes.actions import may_describe
from market.training.models import ClassSession

OPENS_BEFORE = timedelta(minutes=30)


class RoomNotOpen(DomainError):
    """It opens half an hour before the class: a link that is known earlier wanders."""

    help = "programme#rooms"
    code = "room_not_open"
    sentence = _("The live room opens on %(at)s, half an hour before the class.")

    def __init__(self, at: datetime) -> None:
        super().__init__(at=format_when(local(at), language()))


class RoomClosed(DomainError):
    """The class is over, or cancelled."""

    help = "programme#rooms"
    code = "room_closed"
    sentence = _("This class is over or cancelled, so its live room is closed.")


class NoRoom(DomainError):
    """Nobody has set the room, or the class is face to face."""

    help = "programme#rooms"
    code = "no_room"
    sentence = _("This class has no live room yet. Ask your trainer.")


def opens_at(session: ClassSession) -> datetime:
    """When trainees can enter its room."""
    return session.starts_at - OPENS_BEFORE


def may_see_room(user: User, session: ClassSession) -> bool:
    """Whether the user is told the address now: who sets it always, everybody else while it is open."""
    return may_describe(user, session) or (
        not session.is_cancelled and opens_at(session) <= clock.now() < session.ends_at
    )


def room_state(user: User, session: ClassSession) -> str:
    """What the page of a class says of its room: "none" is set, it is "closed", "open", or opens "later"."""
    if not session.room:
        return "none"
    if session.is_cancelled or session.ends_at <= clock.now():
        return "closed"
    return "open" if may_see_room(user, session) else "later"


def room_of(user: User, session_id: int) -> str:
    """The address of a class's live room, for who may enter it now.

    Raises NotFound to strangers, NoRoom, RoomClosed, RoomNotOpen.
    """
    session = fetch(ClassSession.objects.visible_to(user).select_related("batch"), session_id)
    state = room_state(user, session)
    if state == "none":
        raise NoRoom
    if state == "closed":
        raise RoomClosed
    if state == "later":
        raise RoomNotOpen(opens_at(session))
    return session.room
