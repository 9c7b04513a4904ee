"""What two people do together: one gate for all of it.

The second one is another person, and has the role for good: one taken in an emergency opens nothing here,
whatever other role that user has. Each such act is declared, so that a test finds them all.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.errors import NotAllowed


class NotInAnEmergency(NotAllowed):
    help = "account#emergency"
    code = "not_in_an_emergency"
    sentence = _("A role taken in an emergency does not open this. It needs somebody who has the role for good.")


def require_own_role(by: User, *roles: str) -> None:
    """Where a role for good is needed. Raises NotInAnEmergency to who has only taken the role, NotAllowed to others."""
    if not by.has_own_role(*roles):
        raise NotInAnEmergency if by.has_role(*roles) else NotAllowed


class SamePerson(NotAllowed):
    help = "account#emergency"
    code = "same_person"
    sentence = _("Two people do this together: another one than you must.")


@dataclass(frozen=True, slots=True)
class ActOfTwo:
    """An act that needs a second person, and the roles of which the second must have one."""

    code: str
    roles: tuple[str, ...]

    def require(self, by: User, *, first: Collection[int | None], refusal: type[NotAllowed] = SamePerson) -> None:
        """Let the second person pass. `first` are those who acted before, by their ids.

        Raises NotAllowed to others, NotInAnEmergency to who has only taken the role, `refusal` to one of the first.
        """
        require_own_role(by, *self.roles)
        if by.pk in first:
            raise refusal


ACTS_OF_TWO: dict[str, ActOfTwo] = {}


def act_of_two(code: str, *roles: str) -> ActOfTwo:
    """Declare an act of two; each has one code."""
    assert code not in ACTS_OF_TWO, code  # noqa: S101  # a slip of ours, at the start
    ACTS_OF_TWO[code] = ActOfTwo(code, roles)
    return ACTS_OF_TWO[code]
