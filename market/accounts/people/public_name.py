"""The public name of a user, in one script or in both."""

from django.db import models

from market.core.text import locale
from market.core.text.names import name_for, names_by_language


class PublicName(models.Model):
    """`display_name` is the name as its owner writes it. `other_name` is the same in the other script: in Bangla
    letters where the first is in others, and the reverse; "": the owner wrote or confirmed none.
    """

    display_name = models.CharField(max_length=120)
    other_name = models.CharField(max_length=120, blank=True, default="", db_default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.display_name

    @property
    def shown_name(self) -> str:
        """The name as the reader reads it: the one way to show it."""
        return self.name_in(locale.language())

    def name_in(self, language: str) -> str:
        """The name for readers of a language."""
        return name_for(language, self.display_name, self.other_name)

    @property
    def names(self) -> dict[str, str]:
        """The names by script: "bn" and "en"; "" where there is none."""
        return names_by_language(self.display_name, self.other_name)
