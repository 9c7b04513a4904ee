"""Versions of the ranking's weights."""

from functools import reduce
from operator import add

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from market.search.finding.ranking import BOUNDS, INPUTS, PROOFS, Weights

NAMES = tuple(BOUNDS)


def _sum_is_100(names: tuple[str, ...]) -> Q:
    return Q(**{names[0]: 100 - reduce(add, [F(name) for name in names[1:]])})


class RankingVersion(models.Model):
    """The weights from `at` on, by whom and why. The highest number is current; without one, the code's are.

    Rows are added and never changed. The columns are those of `ranking.Weights`, in hundredths.
    """

    number = models.PositiveIntegerField(unique=True)
    match = models.PositiveSmallIntegerField()
    proof = models.PositiveSmallIntegerField()
    availability = models.PositiveSmallIntegerField()
    freshness = models.PositiveSmallIntegerField()
    jobs = models.PositiveSmallIntegerField()
    rating = models.PositiveSmallIntegerField()
    standing = models.PositiveSmallIntegerField()
    new_every = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=1500)  # code points of 300 characters

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__range": bounds for name, bounds in BOUNDS.items()}),
                name="ranking_weights_in_bounds",
            ),
            models.CheckConstraint(condition=_sum_is_100(INPUTS), name="ranking_inputs_sum_to_100"),
            models.CheckConstraint(condition=_sum_is_100(PROOFS), name="ranking_proofs_sum_to_100"),
        ]

    def __str__(self) -> str:
        return f"weights {self.number}"

    @property
    def weights(self) -> Weights:
        """The weights of this version."""
        return Weights(**{name: getattr(self, name) for name in NAMES})
