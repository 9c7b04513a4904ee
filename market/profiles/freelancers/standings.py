"""The standing of a user: one column, written by the app `standing`, and its label.

None ("new") until there is enough data; it does not count as below any number.
"""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The least points of each level (of 100), its code and its label, best first.
LEVELS: tuple[tuple[int, str, str | Promise], ...] = (
    (90, "very_reliable", _("Very reliable")),
    (75, "reliable", _("Reliable")),
    (50, "mixed", _("Mixed")),
    (0, "weak", _("Often falls short")),
)
NEW: tuple[str, str | Promise] = ("new", _("New: too little is known yet"))


def level_of(points: int | None) -> tuple[str, str | Promise]:
    """The code and the label for a number of points; `NEW` for None."""
    if points is None:
        return NEW
    return next((code, word) for least, code, word in LEVELS if points >= least)


class HasStanding(models.Model):
    """The standing of a user: 0 to 100 points."""

    standing = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def standing_level(self) -> tuple[str, str | Promise]:
        """The code and the label of the standing."""
        return level_of(self.standing)
