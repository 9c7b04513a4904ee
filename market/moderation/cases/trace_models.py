"""What the rules work with: words known from scams, prints of texts, and traces of accounts."""

from typing import TYPE_CHECKING, Any, Self

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


class PhraseQuerySet(models.QuerySet["Phrase"]):
    def in_use(self) -> Self:
        """Those that staff did not take off the list."""
        return self.filter(removed_at=None)


class Phrase(models.Model):
    """Words that scams are known by. Staff add and remove them; what they find is only pointed to.

    What was removed stays as a row, so that no later version of the site's own list brings it back.
    """

    words = models.CharField(max_length=400, unique=True)
    added_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: the site's own
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words


class Shared(Func):
    """How many numbers of one array stand in another, too."""

    template = "(SELECT count(*) FROM unnest(%(expressions)s))"
    arg_joiner = ") AS mark WHERE mark = ANY("
    output_field = models.IntegerField()


class TextPrintQuerySet(models.QuerySet["TextPrint"]):
    def like(self, marks: list[int], writer: "User") -> "models.QuerySet[TextPrint, Any]":
        """Texts of others that share half of their prints, or of these; the nearest first, each with its `share`."""
        given = Value(marks, ArrayField(models.BigIntegerField()))
        shorter = Least(Func(F("marks"), function="cardinality"), len(marks), output_field=models.IntegerField())
        near = self.filter(marks__overlap=marks).exclude(user=writer)
        measured = near.annotate(shared=Shared("marks", given), share=Cast(F("shared"), models.FloatField()) / shorter)
        return measured.filter(shared__gte=LEAST_SHARED, share__gte=SHARE).order_by("-share", "pk")


class TextPrint(models.Model):
    """Prints of a long text of somebody's: other texts that hold parts of it are found by them."""

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
    """A trace that two accounts may share: a keyed hash that says nothing else, kept for some months."""

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
