"""What the rules work with: words known from scams, prints of texts, and traces of accounts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


class Phrase(models.Model):
    """Words that scams are known by. Staff add and remove them; what they find is only pointed to."""

    words = models.CharField(max_length=400, unique=True)
    added_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: the site's own
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words


class TextPrint(models.Model):
    """A long text of somebody's as a hash of its words: the same words elsewhere are found by it."""

    kind = models.CharField(max_length=20)
    thing = models.BigIntegerField()
    user = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=32, db_index=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "thing"], name="a_print_of_each_text")]

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
