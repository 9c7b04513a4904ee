"""Changing the weights of the ranking."""

from dataclasses import asdict

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import DomainError, Invalid, NotAllowed, NotFound, filled, require_length
from market.search.finding.ranking import BOUNDS, INPUTS, PROOFS, Weights
from market.search.weights.models import RankingVersion
from market.search.weights.queries import cached_weights, current_number, read_weights

REASON_LENGTH = 300


class WeightsChanged(DomainError):
    code = "weights_changed"
    sentence = _("Somebody changed the weights meanwhile. Look at them again.")


class WeightsSame(DomainError):
    code = "weights_same"
    sentence = _("These are the current weights already.")


@atomic
def change_ranking_weights(*, by: User, weights: Weights, reason: str, number: int) -> RankingVersion:
    """Rank all lists by these weights from now on. `number` is the version that they were chosen on (0: the code's).

    Raises NotFound to all but staff, NotAllowed to all of them but officers, Invalid without a reason and at the
    weights that are out of bounds or do not sum to 100, WeightsSame, WeightsChanged.
    """
    if not by.has_role(*User.STAFF):
        raise NotFound
    if not by.has_own_role(User.Role.OFFICER):  # nothing of this is an emergency
        raise NotAllowed
    if not reason:
        raise Invalid(errors={"reason": [_("Say why.")]})
    require_length("reason", reason, REASON_LENGTH)
    check_weights(weights)
    before = read_weights()
    if current_number() != number:
        raise WeightsChanged
    if weights == before:
        raise WeightsSame
    try:
        with atomic():  # two officers at once: the number of the later one is taken
            version = RankingVersion.objects.create(
                number=number + 1, by=by, at=clock.now(), reason=reason, **asdict(weights)
            )
    except IntegrityError as twin:
        raise WeightsChanged from twin
    audit("ranking.changed", by=by, on=version, reason=reason, **_changes(before, weights))
    cached_weights.clear_now_and_on_commit()
    return version


def check_weights(weights: Weights) -> None:
    """Raise Invalid, at each weight that is out of BOUNDS, and at the first of those that do not sum to 100."""
    errors = {
        name: [filled(_("From %(least)s to %(most)s."), least=least, most=most)]
        for name, (least, most) in BOUNDS.items()
        if not least <= getattr(weights, name) <= most
    }
    for names in (INPUTS, PROOFS):
        total = sum(getattr(weights, name) for name in names)
        if total != 100 and not errors.keys() & set(names):
            errors[names[0]] = [filled(_("These sum to %(total)s; they must sum to 100."), total=total)]
    if errors:
        raise Invalid(errors=errors)


def _changes(before: Weights, after: Weights) -> dict[str, str]:
    """What changed, for the audit log."""
    old, new = asdict(before), asdict(after)
    return {name: f"{old[name]} → {new[name]}" for name in old if old[name] != new[name]}
