"""Officers change the rubric of a topic. What was assessed by the criteria before keeps them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock_of
from market.core.base.errors import DomainError, Invalid, NotAllowed
from market.training.classes.adding_actions import clean_text
from market.training.models import Criterion, Topic

NAME_LENGTH, LEVEL_LENGTH = 100, 330
LENGTHS = {"name": NAME_LENGTH, "strong": LEVEL_LENGTH, "fair": LEVEL_LENGTH, "weak": LEVEL_LENGTH}
MOST_CRITERIA, SUM = 10, 100
REQUIRED = _("Fill this in.")


@dataclass(frozen=True)
class CriterionDetails:
    """A criterion as it is to be."""

    name_en: str
    name_bn: str
    points: int
    strong_en: str
    strong_bn: str
    fair_en: str
    fair_bn: str
    weak_en: str
    weak_bn: str


NAMES = tuple(each.name for each in fields(CriterionDetails))


def may_change_rubrics(user: User) -> bool:
    """Whether the user may change what projects are assessed by."""
    return user.has_own_role(User.Role.OFFICER)


class RubricChanged(DomainError):
    """Another officer changed it since it was read."""

    help = "programme#projects"
    code = "rubric_changed"
    sentence = _("Another officer has changed this rubric meanwhile. Look at it again, and then change it.")


@atomic
def change_rubric(
    *, by: User, topic: str, criteria: Sequence[CriterionDetails], first_criterion: int | None = None
) -> list[Criterion]:
    """Assess by these criteria from now on, in this order; the topic's slug says which. The same again changes nothing.

    `first_criterion` is the id of the first criterion that the officer read; None: whatever the rubric is now. Raises
    NotFound, NotAllowed to others than officers, Invalid, RubricChanged.
    """
    if not may_change_rubrics(by):
        raise NotAllowed
    row = lock_of(Topic.objects.all(), slug=topic)
    wanted = [_clean(each, at) for at, each in enumerate(criteria, start=1)]
    if not 1 <= len(wanted) <= MOST_CRITERIA:
        raise Invalid(errors={"criteria": [_("Give one to %(most)s criteria.") % {"most": MOST_CRITERIA}]})
    if sum(each.points for each in wanted) != SUM:
        raise Invalid(errors={"criteria": [_("The points of all criteria together are 100.")]})
    current = list(row.criteria.current())
    if [details_of(each) for each in current] == wanted:
        return current
    if first_criterion is not None and first_criterion not in [each.pk for each in current[:1]]:
        raise RubricChanged
    now = clock.now()
    row.criteria.current().update(retired_at=now)
    rows = [
        Criterion(topic=row, position=at, added_by=by, added_at=now, **asdict(each))
        for at, each in enumerate(wanted, start=1)
    ]
    Criterion.objects.bulk_create(rows)
    audit("rubric.changed", by=by, on=row)
    return rows


def details_of(criterion: Criterion) -> CriterionDetails:
    """A criterion as it is."""
    return CriterionDetails(**{name: getattr(criterion, name) for name in NAMES})


def _clean(details: CriterionDetails, number: int) -> CriterionDetails:
    """Raises Invalid at the field, with the number of the criterion: "name_en_2"."""
    if details.points < 1:
        raise Invalid(errors={f"points_{number}": [_("Give at least one point.")]})
    texts = {
        name: clean_text(f"{name}_{number}", getattr(details, name), LENGTHS[name[:-3]], missing=REQUIRED)
        for name in NAMES
        if name != "points"
    }
    return CriterionDetails(points=details.points, **texts)
