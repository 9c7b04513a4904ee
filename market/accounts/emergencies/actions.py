"""Rights in an emergency: a role taken for a short time, told at once, on record, and looked at by a lead afterwards.

They never take the place of a second person: what two do together passes the gate in `people.two_person_actions`.
"""

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.emergencies.events import EmergencyClosed, EmergencyEnded, EmergencyTaken
from market.accounts.models import EmergencyRight, User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed, NotFound, require_length
from market.core.base.events import emit
from market.core.text.bangla import graphemes, nfc

SHORTEST, LONGEST = 20, 1000  # characters of a reason
WATCHERS = (User.Role.LEAD, User.Role.OPERATOR)
CLOSING = act_of_two("emergency", *WATCHERS)


class EmergencyUnderWay(DomainError):
    help = "account#emergency"
    code = "emergency_under_way"
    sentence = _("You have taken a role already. Give it back first.")


class EmergencyOver(DomainError):
    help = "account#emergency"
    code = "emergency_over"
    sentence = _("This is over already.")


class EmergencyNotOver(DomainError):
    help = "account#emergency"
    code = "emergency_not_over"
    sentence = _("The role is still active. End it first, then look at what was done.")


@atomic
def take_emergency_right(*, by: User, role: str, reason: str) -> EmergencyRight:
    """Take another role of the staff for some minutes. Leads and operators are told at once, with the reason.

    Raises NotFound to who is no staff, EmergencyUnderWay, Invalid at "role" or "reason".
    """
    if not by.is_staff:
        raise NotFound
    holder = lock(User.objects.filter(is_active=True), by.pk)
    text = _checked(holder, role, nfc(reason).strip())
    if EmergencyRight.objects.filter(user=holder, ended_at=None).exists():
        raise EmergencyUnderWay
    began, ends = clock.now(), clock.now() + settings.EMERGENCY
    right = EmergencyRight.objects.create(user=holder, role=role, reason=text, began_at=began, ends_at=ends)
    for person in (holder, by):
        person.emergency_role, person.emergency_until = role, ends
    holder.save(update_fields=["emergency_role", "emergency_until"])
    taken = EmergencyTaken(who=holder, role=User.Role(role), reason=text, until=ends)
    emit(taken, on=right, by=by, to=reviewers_of(right))
    return right


def _checked(holder: User, role: str, reason: str) -> str:
    if role not in User.STAFF or holder.has_own_role(role):
        raise Invalid(errors={"role": [_("Choose a role that you do not have.")]})
    require_length("reason", reason, LONGEST)
    if graphemes(reason) < SHORTEST:
        raise Invalid(errors={"reason": [_("Say what has happened and whom you could not reach.")]})
    return reason


@atomic
def end_emergency_right(*, by: User, right_id: int) -> EmergencyRight:
    """Give the role back, or as a lead take it from the holder. Raises NotFound, NotAllowed, EmergencyOver."""
    owner = fetch(EmergencyRight.objects.visible_to(by), right_id).user_id
    holder = lock(User.objects.all(), owner)
    right = lock(EmergencyRight.objects.all(), right_id)
    if by.pk != right.user_id and not by.has_own_role(User.Role.LEAD):
        raise NotAllowed
    if right.is_over:
        raise EmergencyOver
    _end(right, holder)
    by.emergency_until = None if by.pk == holder.pk else by.emergency_until
    _emit_ended(right, holder, by=by)
    return right


@atomic
def end_due_emergency_right(*, right_id: int) -> None:
    """Write that it is over; it opens nothing since its instant. Late or twice it changes nothing more."""
    holder = lock(User.objects.all(), fetch(EmergencyRight.objects.all(), right_id).user_id)
    right = lock(EmergencyRight.objects.all(), right_id)
    if right.ended_at is None and right.ends_at <= clock.now():
        _end(right, holder)
        _emit_ended(right, holder, by=None)


def _end(right: EmergencyRight, holder: User) -> None:
    right.ended_at = min(clock.now(), right.ends_at)
    right.save(update_fields=["ended_at"])
    holder.emergency_role, holder.emergency_until = "", None
    holder.save(update_fields=["emergency_role", "emergency_until"])


def _emit_ended(right: EmergencyRight, holder: User, *, by: User | None) -> None:
    emit(EmergencyEnded(who=holder, role=User.Role(right.role)), on=right, by=by, to=reviewers_of(right))


@atomic
def close_emergency_right(*, by: User, right_id: int, is_fine: bool, word: str) -> EmergencyRight:
    """A lead has reviewed what was done; where a lead took a role, an operator may. Nobody reviews their own.

    Raises NotFound, NotAllowed, EmergencyNotOver, EmergencyOver where somebody has, Invalid at "word".
    """
    right = lock(EmergencyRight.objects.visible_to(by).select_related("user"), right_id)
    CLOSING.require(by, first=[right.user_id], refusal=NotAllowed)
    if not may_close(by, right):
        raise NotAllowed
    if right.ended_at is None:
        raise EmergencyNotOver
    if right.closed_at is not None:
        raise EmergencyOver
    text = nfc(word).strip()
    require_length("word", text, LONGEST)
    if not text:
        raise Invalid(errors={"word": [_("Say in a few words what you found.")]})
    right.closed_by, right.closed_at, right.is_fine, right.word = by, clock.now(), is_fine, text
    right.save(update_fields=["closed_by", "closed_at", "is_fine", "word"])
    closed = EmergencyClosed(who=by, role=User.Role(right.role), is_fine=is_fine, word=text)
    emit(closed, on=right, by=by, to=[right.user])
    return right


def may_close(by: User, right: EmergencyRight) -> bool:
    """Whether the user may review it."""
    roles = WATCHERS if right.user.has_own_role(User.Role.LEAD) else (User.Role.LEAD,)
    return by.pk != right.user_id and by.has_own_role(*roles)


def reviewers_of(right: EmergencyRight) -> QuerySet[User]:
    """Leads and operators, but for the holder."""
    people = User.objects.filter(is_active=True, roles__overlap=[str(role) for role in WATCHERS])
    return people.exclude(pk=right.user_id).order_by("pk")
