"""The selection of a phase.

Selection: committed -> drawn -> published, or drawn -> refused -> drawn again with the same seed. The database refuses
another seed than the one that was committed, other entries than those fixed at closing, other free seats than those of
the first draw, any change of a place, and any change of what is published.
"""

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
        REFUSED = "refused", _("Refused, to be drawn again")
        PUBLISHED = "published", _("Published")

    TO_DRAW = (State.COMMITTED, State.REFUSED)

    phase = models.OneToOneField("training.Phase", models.PROTECT, related_name="selection")
    state = models.CharField(max_length=9, choices=State, default=State.COMMITTED)
    rule = models.PositiveSmallIntegerField()  # the version of the rule by which it was or will be drawn
    seed_hash = models.CharField(max_length=64)
    sealed_seed = models.CharField(max_length=400)  # encrypted until the draw
    seed = models.CharField(max_length=64, blank=True)
    # The free seats of each batch at the draw: [{"batch", "district", "topic", "seats"}, …].
    seats = models.JSONField(default=list)
    # Who takes part with which points and wishes, as fixed when applications closed; the hash is public at once.
    entries = models.JSONField(default=list)
    entries_hash = models.CharField(max_length=64, blank=True)
    entries_at = models.DateTimeField(null=True)
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    committed_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # by when it should be drawn, or confirmed
    remind_at = models.DateTimeField(null=True)  # when officers are reminded of that
    told_to = models.BigIntegerField(default=0)  # applicants up to this place were told the result

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
        indexes = [models.Index(fields=["remind_at"], condition=~Q(state="published"), name="reminders_of_selections")]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.phase_id}: {self.state}"

    def get_absolute_url(self) -> str:
        """The public page of its list."""
        return reverse("selection", args=[self.phase_id])

    @property
    def is_published(self) -> bool:
        """Whether everybody may see its list."""
        return self.state == Selection.State.PUBLISHED

    @property
    def is_drawn(self) -> bool:
        """Whether there is a list, published or not."""
        return self.state in (Selection.State.DRAWN, Selection.State.PUBLISHED)


class SelectionChange(models.Model):
    """What was done with a selection: into which state, by whom, when and why. Never changed, never deleted."""

    selection = models.ForeignKey(Selection, models.PROTECT, related_name="changes")
    state = models.CharField(max_length=9, choices=Selection.State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # None: the site
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)  # of a refusal
    digest = models.CharField(max_length=64, blank=True)  # of a draw: the hash of its list
    entries_digest = models.CharField(max_length=64, blank=True)  # of a draw: the hash of what it was drawn from
    # Of a draw: how many entries differ from the draw before (of the first: from what was fixed at closing), and how
    # many applications have another seat than by the draw before.
    entries_changed = models.PositiveIntegerField(null=True)
    seats_changed = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.selection_id}: {self.state}"


class SelectionPlace(models.Model):
    """What the draw gave an application: its rank in its district, and a seat or a place on the waiting list.

    Who took no part has a row too, without a rank: the outcome says why.

    The waiting list of a batch are those of its district who wait and want its topic, by rank.
    """

    class Outcome(models.TextChoices):
        SEAT = "seat", pgettext_lazy("selected for a course", "Seat")
        WAITING = "waiting", _("Waiting list")
        NO_CERTIFICATE = "no_certificate", _("Took no part: no earlier certificate")
        HAS_PLACE = "has_place", _("Took no part: has a place already")

    TAKING_PART = (Outcome.SEAT, Outcome.WAITING)

    selection = models.ForeignKey(Selection, models.PROTECT, related_name="places")
    application = models.OneToOneField("training.Application", models.PROTECT, related_name="place")
    district = models.ForeignKey("training.District", models.PROTECT, related_name="+")
    wishes = models.JSONField(default=list)  # topics by their slugs, the first wish first, as they were at the draw
    score = models.PositiveSmallIntegerField()
    points = models.JSONField()  # what each stated answer gave: {"device": 3, …}
    lot = models.CharField(max_length=64)  # decides among equals: sha256 of the seed and the application's number
    rank = models.PositiveIntegerField(null=True)  # None: took no part
    outcome = models.CharField(max_length=14, choices=Outcome)
    batch = models.ForeignKey("training.Batch", models.PROTECT, null=True, related_name="places")  # of a seat
    waiting = models.JSONField(default=dict)  # who waits: the number on the waiting list of each topic, at the draw

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["selection", "district", "rank"], name="one_place_of_a_rank"),
            models.CheckConstraint(
                condition=Q(outcome="seat", batch__isnull=False) | (~Q(outcome="seat") & Q(batch=None)),
                name="a_seat_is_in_a_batch",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["seat", "waiting"], rank__isnull=False)
                | (~Q(outcome__in=["seat", "waiting"]) & Q(rank=None)),
                name="who_takes_part_has_a_rank",
            ),
        ]
        ordering = ["selection", "district", "rank"]

    def __str__(self) -> str:
        return f"{self.selection_id}: {self.rank}"
