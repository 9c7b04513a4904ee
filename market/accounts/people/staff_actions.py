"""Roles of the staff: two operators give one together, one takes all away. The first is given by who runs the site
(docs/operations.md)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.events import AccountRoleGranted, AccountRolesEnded
from market.accounts.people.two_person_actions import act_of_two
from market.accounts.sign_in.device_actions import end_access
from market.core.base import signals
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed, require_length
from market.core.base.events import Address, emit
from market.core.text.bangla import nfc

REASON_LENGTH = 1000


class OwnRoles(NotAllowed):
    help = "moderation#staff"
    code, sentence = "own_roles", _("Nobody takes their own roles away. Ask another operator.")


class NoRoles(DomainError):
    help = "moderation#staff"
    code, sentence = "no_roles", _("This person does not work for the site.")


class RoleHeld(DomainError):
    help = "moderation#staff"
    code, sentence = "role_held", _("This person has that role already.")


ENDING = act_of_two("end_of_roles", User.Role.OPERATOR)
GRANTING = act_of_two("role", User.Role.OPERATOR)


@atomic
def grant_role(*, by: User, first: int, person_id: int, role: str) -> User:
    """Give somebody a role of the staff. `first` is the operator who proposed it, `by` the other one.

    All sessions and programs of theirs end: they come back with a second factor. Raises NotAllowed or
    NotInAnEmergency to all but operators, SamePerson to the first and to the person, NotFound, RoleHeld.
    """
    GRANTING.require(by, first=[first, person_id])
    person = lock(User.objects.filter(is_active=True), person_id)
    if role in person.roles:
        raise RoleHeld
    person.roles = [*person.roles, role]
    person.save(update_fields=["roles"])
    end_access(person)
    emit(AccountRoleGranted(role=role), on=person, by=by, to=[person], page=Address(reverse("account_settings")))
    signals.profile_changed.send(sender=User, user_id=person.pk)  # staff are in no list of people
    return person


@atomic
def end_roles(*, by: User, person_id: int, reason: str) -> User:
    """Take all roles of the staff away from somebody, who is signed out everywhere, programs too, and told why.

    A trainer stays one. From then on the user is one of the marketplace as any other. Raises NotAllowed or
    NotInAnEmergency to all but operators, NotFound, OwnRoles, NoRoles, Invalid at "reason".
    """
    ENDING.require(by, first=[person_id], refusal=OwnRoles)
    person = lock(User.objects.filter(is_active=True), person_id)
    if not person.is_staff:
        raise NoRoles
    why = nfc(reason).strip()
    if not why:
        raise Invalid(errors={"reason": [_("Say why: they read it.")]})
    require_length("reason", why, REASON_LENGTH)
    ended = ", ".join(role for role in person.roles if role in User.STAFF)
    person.roles = [role for role in person.roles if role not in User.STAFF]
    person.emergency_role, person.emergency_until = "", None
    person.save(update_fields=["roles", "emergency_role", "emergency_until"])
    audit("roles.ended", by=by, on=person, roles=ended, reason=why)
    end_access(person)
    emit(AccountRolesEnded(reason=why), on=Address(reverse("account_settings")), by=by, to=[person])
    signals.profile_changed.send(sender=User, user_id=person.pk)  # what the user had before is found again
    return person
