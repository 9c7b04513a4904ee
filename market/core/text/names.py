"""Things of a catalogue: named in both languages, found by aliases."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import translation


class Named(models.Model):
    """A row of a catalogue. `aliases` are other spellings: English, Bangla and romanised."""

    slug = models.SlugField(max_length=60, unique=True)
    name_en = models.CharField(max_length=120)
    name_bn = models.CharField(max_length=120)
    aliases = ArrayField(models.CharField(max_length=120), default=list)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language that is active now."""
        return self.name_bn if translation.get_language() == "bn" else self.name_en
