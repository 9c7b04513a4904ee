"""Bids: what a freelancer offers for a job.

    submitted -> shortlisted -> accepted
         \\            \\-----> declined | withdrawn | lapsed
          \\------------------> accepted | declined | withdrawn | lapsed
    accepted -> lapsed (the contract lapsed unfunded)

Terms are numbered; either side may propose the next, and the other's acceptance of the latest makes the contract.

A direct offer is a bid from the other side: the client writes it, the freelancer decides; nobody else sees its job. A
custom offer has such a job too, but the freelancer writes it for the client of a conversation, who decides.
"""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.bids.bids.decline_reasons import ground_sentence
from market.core.base.money import Money, MoneyProperty, rounded
from market.core.text.contact import masked
from market.files.models import Upload
from market.jobs.models import Job, Question
from market.messaging.models import Conversation
from market.safety.models import Hideable, blocked_ids_query

if TYPE_CHECKING:
    from market.accounts.models import User


class BidQuerySet(models.QuerySet["Bid"]):
    def open(self) -> Self:
        """Bids that are not decided yet."""
        return self.filter(state__in=Bid.OPEN)

    def with_parts(self) -> Self:
        """With what a card or a page shows, so that a list costs no more than a row."""
        return self.select_related("job__client", "freelancer__profile__certificate").prefetch_related(
            "terms", "files", "answers__question"
        )

    def for_cards(self) -> Self:
        """With what the client's list shows of each: files and answers only counted."""
        files = Bid.files.through.objects.filter(bid=models.OuterRef("pk")).order_by().values("bid")
        answers = Answer.objects.filter(bid=models.OuterRef("pk")).order_by().values("bid")
        return (
            self.select_related("job", "freelancer__profile", "note")
            .prefetch_related("terms")
            .annotate(
                file_count=models.Subquery(files.values_list(models.Count("pk"))),
                answer_count=models.Subquery(answers.values_list(models.Count("pk"))),
            )
        )

    def visible_to(self, user: "User") -> Self:
        """The bidder's own and those on the user's jobs: nobody else learns that a bid exists.

        Where a block keeps the two apart, or moderators hide it, each sees what they wrote, and what became a contract.
        """
        apart, by_client, accepted = blocked_ids_query(user), Q(origin=Bid.Origin.OFFER), Q(state=Bid.State.ACCEPTED)
        to_freelancer = Q(freelancer=user) & (~by_client | accepted | (~Q(job__client__in=apart) & Q(is_hidden=False)))
        to_client = by_client | accepted | (~Q(freelancer__in=apart) & Q(is_hidden=False))
        return self.filter(to_freelancer | (Q(job__client=user) & to_client))


class Bid(Hideable):
    """A bid, direct offer or custom offer. A bid counts against the freelancer's quota in the month of `submitted_at`,
    unless `returned_at` is set. An offer, of a client or a freelancer, has no letter: its job says what is to be done.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        SHORTLISTED = "shortlisted", _("Shortlisted")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Lapsed")

    class Origin(models.TextChoices):
        BID = "bid", _("Bid")
        OFFER = "offer", _("Direct offer")
        CUSTOM = "custom", _("Custom offer")

    OPEN = (State.SUBMITTED, State.SHORTLISTED)

    job = models.ForeignKey(Job, models.PROTECT, related_name="bids")
    freelancer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bids")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="bids")
    state = models.CharField(max_length=11, choices=State, default=State.SUBMITTED)
    origin = models.CharField(max_length=6, choices=Origin, default=Origin.BID)
    cover_letter = models.TextField(blank=True)
    files = models.ManyToManyField(Upload, related_name="bids", blank=True)
    submitted_at = models.DateTimeField()
    # When the other side first opened it.
    read_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_ground = models.CharField(max_length=20, blank=True)  # of market.bids.bids.decline_reasons
    decided_reason = models.TextField(blank=True)  # short: the action counts its characters
    returned_at = models.DateTimeField(null=True, blank=True)

    objects = BidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "freelancer"],
                condition=Q(state__in=["submitted", "shortlisted"]),
                name="one_open_bid_per_freelancer_and_job",
            ),
            models.UniqueConstraint(fields=["job"], condition=Q(state="accepted"), name="one_accepted_bid_per_job"),
        ]
        indexes = [models.Index(fields=["freelancer", "submitted_at"])]

    def __str__(self) -> str:
        return f"{self.freelancer} on {self.job_id}"

    def get_absolute_url(self) -> str:
        """The bid's page."""
        return reverse("bid", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet."""
        return self.state in self.OPEN

    @property
    def is_offer(self) -> bool:
        """Whether it is a direct or custom offer: its job is seen nowhere else."""
        return self.origin != self.Origin.BID

    @property
    def is_by_client(self) -> bool:
        """Whether the client wrote it: a direct offer, which the freelancer answers."""
        return self.origin == self.Origin.OFFER

    def words_for(self, reader: int, text: str) -> str:
        """The freelancer's text for a reader (user id): until money is held for the contract, contact data are masked
        for others."""
        shown = masked(text)
        if shown == text or reader == self.freelancer_id:
            return text
        is_open = self.state == self.State.ACCEPTED and self.conversation.contact_open_at is not None
        return text if is_open else shown

    @property
    def author_id(self) -> int:
        """Who wrote it, and may withdraw it: the freelancer, or the client of a direct offer."""
        return self.job.client_id if self.is_by_client else self.freelancer_id

    @property
    def author(self) -> "User":
        """The user whose key is `author_id`."""
        return self.job.client if self.is_by_client else self.freelancer

    @property
    def answerer(self) -> "User":
        """The other side of its author."""
        return self.freelancer if self.is_by_client else self.job.client

    @property
    def decider_id(self) -> int:
        """Who gave the reason for its end: its author who withdrew it, or the other side who declined it."""
        if self.state == self.State.WITHDRAWN:
            return self.author_id
        return self.freelancer_id if self.is_by_client else self.job.client_id

    @property
    def ground(self) -> str:
        """The sentence of the standard reason for which it was declined; "" for none."""
        return ground_sentence(self.decided_ground)

    @property
    def latest(self) -> "Terms":
        """The latest terms (prefetch `terms` where many bids are shown)."""
        return max(self.terms.all(), key=lambda terms: terms.number)


class Terms(models.Model):
    """One version of a bid's terms. `milestones`: [{"title", "amount" ("120.00"), "days", "revisions", "done_when"}],
    summing to `amount`."""

    bid = models.ForeignKey(Bid, models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    amount_value = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    days = models.PositiveSmallIntegerField()
    milestones = models.JSONField()
    proposed_at = models.DateTimeField()
    amount = MoneyProperty("amount_value")  # what the freelancer gets in all

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bid", "number"], name="terms_are_numbered"),
            models.CheckConstraint(condition=Q(amount_value__gt=0), name="terms_have_an_amount"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.bid_id} v{self.number}"

    @property
    def with_fee(self) -> Money:
        """What the client pays in all, with the current fee, which a contract then keeps."""
        fee = rounded(self.amount_value * settings.LIFECYCLE.client_fee)
        return Money(self.amount_value + fee, self.currency)

    @property
    def revisions(self) -> int | None:
        """The rounds of changes that each milestone includes; None where they are not counted, or differ."""
        counts = {part.get("revisions") for part in self.milestones}
        return counts.pop() if len(counts) == 1 else None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The milestones, each with its `title`, `days` and `money`."""
        return [{**part, "money": Money(part["amount"], self.currency)} for part in self.milestones]


class Answer(models.Model):
    """What a freelancer answered to a question of the job."""

    bid = models.ForeignKey(Bid, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bid", "question"], name="a_question_is_answered_once")]
        ordering = ["question__position"]

    def __str__(self) -> str:
        return self.text


class BidNote(models.Model):
    """The client's private note about a bid: no serializer or page for the freelancer reads it."""

    bid = models.OneToOneField(Bid, models.CASCADE, related_name="note")
    text = models.TextField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"on {self.bid_id}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: "User") -> Self:
        """The user's own letters."""
        return self.filter(owner=user)


class Letter(models.Model):
    """A saved cover letter of a freelancer, to begin others with."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters")
    title = models.CharField(max_length=400)
    text = models.TextField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page on which it is edited."""
        return reverse("letter", args=[self.pk])
