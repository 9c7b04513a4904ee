"""The rating of a user: columns that the reviews app writes, once when a review is revealed.

Shown is the mean with its count. The order "best rated" uses `rating`, a Bayesian mean with `WEIGHT` additional
reviews of `PRIOR` stars: one good review does not overtake fifty, and a user without reviews has `PRIOR`.
"""

from decimal import ROUND_HALF_UP, Decimal

from django.db import models

PRIOR = Decimal("4")
WEIGHT = 5
TENTH = Decimal("0.1")


class HasRating(models.Model):
    """The columns of a user who is reviewed. `review_sum` sums the stars of each review: the mean of its four."""

    review_count = models.PositiveIntegerField(default=0, db_default=0)
    review_sum = models.DecimalField(max_digits=9, decimal_places=2, default=Decimal(0), db_default=Decimal(0))
    rating = models.DecimalField(max_digits=5, decimal_places=4, default=PRIOR, db_default=PRIOR)

    class Meta:
        abstract = True

    @property
    def stars(self) -> Decimal | None:
        """The mean of all reviews, to a tenth; None before the first."""
        if not self.review_count:
            return None
        return (self.review_sum / self.review_count).quantize(TENTH, ROUND_HALF_UP)
