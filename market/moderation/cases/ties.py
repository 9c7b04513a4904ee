"""Who may not decide: nobody does in a case of her own, of people whom she works with, or that she reported."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.db import fetch, lock
from market.core.base.errors import NotAllowed
from market.moderation.models import Case
from market.moderation.queries import known_to, reports_of

if TYPE_CHECKING:
    from market.moderation.models import Measure


class Tied(NotAllowed):
    help = "moderation#who"
    code = "tied_to_case"
    sentence = _("You cannot decide here: you reported it, or you know this person from work, a class or a block.")


def is_tied(by: User, case: Case) -> bool:
    """Whether she has a tie to whom the case is about, or reported it herself."""
    return reports_of(case).filter(reporter=by).exists() or (case.about_id is not None and knows(by, case.about_id))


def knows(by: User, person_id: int) -> bool:
    """Whether the two are one, worked together, blocked each other, or one taught the other."""
    return User.objects.filter(known_to(by, "pk"), pk=person_id).exists()


def deciding(by: User, case_id: int) -> Case:
    """The case, locked, for who may decide on it. Raises NotFound, Tied."""
    case = lock(Case.objects.on_desk(by), fetch(Case.objects.on_desk(by), case_id).pk)
    if is_tied(by, case):
        raise Tied
    return case


def case_of(by: User, measure: "Measure") -> Case:
    """The case of a measure, locked likewise."""
    return deciding(by, measure.case_id)
