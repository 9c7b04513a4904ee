"""What two people do together: one gate for all of it.

The second one is another person, not the first one with another account, and has the role for good: one taken in an
emergency opens nothing here, whatever other role that user has. Each such act is declared: a test finds them all.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.ties import ties_between
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


class OnePerson(SamePerson):
    code = "one_person"
    sentence = _("Two different people do this together. Both accounts seem to be of one: %(ties)s")


@dataclass(frozen=True, slots=True)
class ActOfTwo:
    """An act that needs a second person, and the roles of which the second must have one."""

    code: str
    roles: tuple[str, ...]

    def require(self, by: User, *, first: Collection[int | None], refusal: type[NotAllowed] = SamePerson) -> None:
        """Let the second person pass. `first` are those who acted before, by their ids.

        Raises NotAllowed to others, NotInAnEmergency to who has only taken the role, `refusal` to one of the first,
        OnePerson to who seems to be one of them with another account.
        """
        require_own_role(by, *self.roles)
        if by.pk in first:
            raise refusal
        for each in User.objects.filter(pk__in=[each for each in first if each]):
            if ties := [str(tie.sentence) for tie in ties_between(each, by) if tie.is_one_person]:
                raise OnePerson(ties=" ".join(ties))


ACTS_OF_TWO: dict[str, ActOfTwo] = {}


def act_of_two(code: str, *roles: str) -> ActOfTwo:
    """Declare an act of two; each has one code."""
    assert code not in ACTS_OF_TWO, code  # noqa: S101  # a slip of ours, at the start
    ACTS_OF_TWO[code] = ActOfTwo(code, roles)
    return ACTS_OF_TWO[code]
