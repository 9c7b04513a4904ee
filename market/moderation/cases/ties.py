"""Conflicts of interest: nobody decides in a case about themselves or people they know, or that they reported."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.db import fetch, lock
from market.core.base.errors import NotAllowed
from market.moderation.cases.queries import reports_of, tied_to
from market.moderation.models import Case

if TYPE_CHECKING:
    from market.moderation.models import Measure


class Tied(NotAllowed):
    help = "moderation#who"
    code = "tied_to_case"
    sentence = _("You cannot decide here: you reported it, or you know this person from work, a class or a block.")


def is_tied(by: User, case: Case) -> bool:
    """Whether a moderator has a tie to the user whom the case is about, or reported it."""
    return reports_of(case).filter(reporter=by).exists() or (case.about_id is not None and has_tie(by, case.about_id))


def has_tie(by: User, person_id: int) -> bool:
    """Whether the two are the same user, worked together, blocked each other, or one taught the other."""
    return User.objects.filter(tied_to(by, "pk"), pk=person_id).exists()


def lock_case_to_decide(by: User, case_id: int) -> Case:
    """The case, locked, if this moderator may decide it. Raises NotFound, Tied."""
    case = lock(Case.objects.on_desk(by), fetch(Case.objects.on_desk(by), case_id).pk)
    if is_tied(by, case):
        raise Tied
    return case


def lock_case_of_measure(by: User, measure: "Measure") -> Case:
    """The case of a measure, likewise."""
    return lock_case_to_decide(by, measure.case_id)
