"""The selection of a phase. Selection: committed -> drawn -> published; what is drawn is never changed."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from market.accounts.models import User


class SelectionQuerySet(models.QuerySet["Selection"]):
    def visible_to(self, user: "User") -> Self:
        """All for officers; for others what is published."""
        return self if user.has_role(user.Role.OFFICER) else self.filter(state=Selection.State.PUBLISHED)


class Selection(models.Model):
    """The draw of a phase: the hash of its seed is public before applications close, the seed once it was drawn."""

    class State(models.TextChoices):
        COMMITTED = "committed", _("Seed committed")
        DRAWN = "drawn", _("Drawn, waits for another officer")
        PUBLISHED = "published", _("Published")

    phase = models.OneToOneField("training.Phase", models.PROTECT, related_name="selection")
    state = models.CharField(max_length=9, choices=State, default=State.COMMITTED)
    rule = models.PositiveSmallIntegerField()  # the version of the rule by which it was or will be drawn
    seed_hash = models.CharField(max_length=64)
    sealed_seed = models.CharField(max_length=400)  # encrypted until the draw
    seed = models.CharField(max_length=64, blank=True)
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    committed_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    objects = SelectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("drawn_by")), name="two_officers_select"
            ),
            models.CheckConstraint(
                condition=Q(state="committed", seed="", drawn_at=None) | (~Q(state="committed") & ~Q(seed="")),
                name="drawn_means_revealed",
            ),
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.phase_id}: {self.state}"

    def get_absolute_url(self) -> str:
        """The public page of its list."""
        return reverse("selection", args=[self.phase_id])


class SelectionPlace(models.Model):
    """What the draw gave an application: its rank in its district, and a seat or a place on the waiting list.

    The waiting list of a batch are those of its district who wait and want its topic, by rank.
    """

    class Outcome(models.TextChoices):
        SEAT = "seat", pgettext_lazy("selected for a course", "Seat")
        WAITING = "waiting", _("Waiting list")

    selection = models.ForeignKey(Selection, models.PROTECT, related_name="places")
    application = models.OneToOneField("training.Application", models.PROTECT, related_name="place")
    district = models.ForeignKey("training.District", models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    points = models.JSONField()  # what each stated answer gave: {"device": 3, …}
    lot = models.CharField(max_length=64)  # decides among equals: sha256 of the seed and the application's number
    rank = models.PositiveIntegerField()
    outcome = models.CharField(max_length=7, choices=Outcome)
    batch = models.ForeignKey("training.Batch", models.PROTECT, null=True, related_name="places")  # of a seat

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["selection", "district", "rank"], name="one_place_of_a_rank"),
            models.CheckConstraint(
                condition=Q(outcome="seat", batch__isnull=False) | Q(outcome="waiting", batch=None),
                name="a_seat_is_in_a_batch",
            ),
        ]
        ordering = ["selection", "district", "rank"]

    def __str__(self) -> str:
        return f"{self.selection_id}: {self.rank}"
