"""Data of the rules: fingerprints of texts, and hashed traces of accounts."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Cast, Least
from django.utils.translation import gettext_lazy as _

from market.moderation.cases.rules import LEAST_SHARED, SHARE

if TYPE_CHECKING:
    from market.accounts.models import User

PERSON = settings.AUTH_USER_MODEL


class Shared(Func):
    """How many numbers of one array are in another, too."""

    template = "(SELECT count(*) FROM unnest(%(expressions)s))"
    arg_joiner = ") AS mark WHERE mark = ANY("
    output_field = models.IntegerField()


class TextPrintQuerySet(models.QuerySet["TextPrint"]):
    def similar_to(self, marks: list[int], writer: "User") -> "models.QuerySet[TextPrint, Any]":
        """Texts of others with at least SHARE of the shorter text's prints, nearest first, annotated with `share`."""
        prints = Value(marks, ArrayField(models.BigIntegerField()))
        shorter = Least(Func(F("marks"), function="cardinality"), len(marks), output_field=models.IntegerField())
        near = self.filter(marks__overlap=marks).exclude(user=writer)
        scored = near.annotate(shared=Shared("marks", prints), share=Cast(F("shared"), models.FloatField()) / shorter)
        return scored.filter(shared__gte=LEAST_SHARED, share__gte=SHARE).order_by("-share", "pk")


class TextPrint(models.Model):
    """Fingerprints of a long text of a user, by which copies are found."""

    kind = models.CharField(max_length=20)
    thing = models.BigIntegerField()
    user = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    marks = ArrayField(models.BigIntegerField())  # of `rules.prints_of`
    seen_at = models.DateTimeField()

    objects = TextPrintQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "thing"], name="a_print_of_each_text")]
        indexes = [GinIndex(fields=["marks"], name="texts_by_prints")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"


class Hint(models.Model):
    """A trace that two accounts may share, as a keyed hash, kept for some months."""

    class Kind(models.TextChoices):
        DEVICE = "device", _("The same device")
        PAYMENT = "payment", _("The same way to pay or be paid")

    user = models.ForeignKey(PERSON, models.CASCADE, related_name="hints")
    kind = models.CharField(max_length=7, choices=Kind)
    mark = models.CharField(max_length=32)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "mark"], name="a_hint_once")]
        indexes = [models.Index(fields=["kind", "mark"], name="hints_alike")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"
