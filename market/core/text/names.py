"""Things of a catalogue: named in both languages, found by aliases, and some of them edited by officers."""

from typing import TypeVar

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


class Curated(Named):
    """A row of a catalogue whose names officers edit; from then on no file of the project changes them."""

    is_curated = models.BooleanField(default=False, db_default=False)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=models.Model)


class InUse(models.Manager[Row]):
    """The rows that officers have not retired."""

    def get_queryset(self) -> models.QuerySet[Row]:
        """Also those to which other rows are related: a profile's `skills` are the skills in use."""
        return super().get_queryset().filter(is_active=True)


class Retirable(Curated):
    """A row of a catalogue that officers can retire (not active): it is chosen, shown and found nowhere.

    Rows that have it keep it, should it come back.
    """

    is_active = models.BooleanField(default=True, db_default=True)

    objects = InUse()
    every = models.Manager()  # noqa: DJ012  # no field

    class Meta:
        abstract = True
