"""What is said in a dispute: statements with their evidence, offers to settle, and who stands by.

Offer: open -> accepted | declined | replaced | expired
"""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base.money import Money, MoneyProperty
from market.files.models import Upload

if TYPE_CHECKING:
    from market.accounts.models import User


class Statement(models.Model):
    """What a side says: the claim, the answer, the appeal, or a word in between (its trainer's too)."""

    class Kind(models.TextChoices):
        CLAIM = "claim", _("Claim")
        ANSWER = "answer", _("Answer")
        NOTE = "note", _("Note")
        APPEAL = "appeal", _("Appeal")

    class Question(models.TextChoices):
        """What the page asks who opens a dispute."""

        AGREED = "agreed", _("What was agreed?")
        HAPPENED = "happened", _("What happened?")
        FAIR = "fair", _("What would be fair, and why?")

    dispute = models.ForeignKey("disputes.Dispute", models.PROTECT, related_name="statements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind)
    text = models.TextField()  # all of it; of answers with their questions, in the language in which they were given
    answers = models.JSONField(default=dict, db_default={}, blank=True)  # by Question, where the page asked them
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} in {self.dispute_id}"

    @property
    def questions_and_answers(self) -> list[tuple[str, str]]:
        """Each question in the active language with its answer; empty for a statement without questions."""
        return [(str(each.label), self.answers[each]) for each in self.Question if each in self.answers]


class Evidence(models.Model):
    """A piece of proof, kept as it was when it was brought. `sha256` is of the file, or of `text` and `facts`."""

    class Kind(models.TextChoices):
        FILE = "file", _("File")
        MESSAGE = "message", _("Message")
        DELIVERY = "delivery", _("Delivery")

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=8, choices=Kind)
    thing = models.CharField(max_length=40)  # the id of the message, delivery or upload it was taken from
    upload = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="evidence")
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "kind", "thing"], name="a_statement_proves_a_thing_once")
        ]
        indexes = [models.Index(fields=["thing", "kind"], name="evidence_by_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"

    @property
    def at(self) -> datetime | None:
        """When the message was written or the work handed in."""
        return datetime.fromisoformat(self.facts["at"]) if "at" in self.facts else None


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, user: "User") -> Self:
        """Those of disputes that the user is a party of."""
        contract = "dispute__milestone__contract"
        return self.filter(Q(**{f"{contract}__client": user}) | Q(**{f"{contract}__freelancer": user}))


class Offer(models.Model):
    """A side offers to settle: so much to the freelancer, the rest back to the client."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        REPLACED = "replaced", pgettext_lazy("offer", "Replaced")
        EXPIRED = "expired", _("Expired")

    dispute = models.ForeignKey("disputes.Dispute", models.PROTECT, related_name="offers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    to_freelancer_value = models.DecimalField(max_digits=12, decimal_places=2)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    to_freelancer = MoneyProperty("to_freelancer_value", "dispute.currency")  # what the freelancer would get

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispute", "by"], condition=Q(state="open"), name="one_open_offer_of_each"),
            models.CheckConstraint(condition=Q(to_freelancer_value__gte=0), name="offers_are_not_negative"),
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(state="open"), name="offers_by_clock")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.dispute_id}: {self.to_freelancer_value}"

    @property
    def to_client(self) -> Money:
        """What would go back, without the fee."""
        return Money(self.dispute.frozen_value - self.to_freelancer_value, self.dispute.currency)


class Companion(models.Model):
    """The trainer of the freelancer's batch who stands by them; both sides see it."""

    dispute = models.ForeignKey("disputes.Dispute", models.PROTECT, related_name="companions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispute", "user"], name="a_companion_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.dispute_id}"
