"""How a person stands: one column, written from above (`market.standing`), and its word.

None until enough is known of her: "new", which is no number, so it is not below any.
"""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# From how many of a hundred points which word, best first.
LEVELS: tuple[tuple[int, str, str | Promise], ...] = (
    (90, "very_reliable", _("Very reliable")),
    (75, "reliable", _("Reliable")),
    (50, "mixed", _("Mixed")),
    (0, "weak", _("Often falls short")),
)
NEW: tuple[str, str | Promise] = ("new", _("New: too little is known yet"))


def level_of(points: int | None) -> tuple[str, str | Promise]:
    """The stable name and the word for so many points; `NEW` for None."""
    if points is None:
        return NEW
    return next((code, word) for least, code, word in LEVELS if points >= least)


class Stood(models.Model):
    """The column of a person whose deeds are counted: 0 to 100 points."""

    standing = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def standing_level(self) -> tuple[str, str | Promise]:
        """The name and the word of her points."""
        return level_of(self.standing)
