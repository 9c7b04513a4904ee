"""Disputes of one milestone: who gets how much of what is held.

Dispute: opened -> answered -> negotiation -> ruling -> appealed -> closed
    opened: the other side answers; silence grants the claim.
    answered, negotiation (an offer was made): both may settle; then a moderator rules. Small claims are ruled at once.
    ruling: until it is ruled, then (but for small claims) while it can be appealed.
    appealed: another moderator rules, for good.
    A final ruling (on a small claim, on appeal) keeps the state in which it was given until it takes effect.
    Any open state -> closed: settled, conceded or withdrawn; on the last day on which money may be held, by the clock.

What is said in it stands in `claims.record_models`, what is decided in `rulings.models`.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Contract, Milestone
from market.core.base import clock
from market.core.base.money import Money, MoneyProperty
from market.disputes.claims.record_models import Companion, Evidence, Offer, Statement
from market.disputes.rulings.models import Correction, Ruling

if TYPE_CHECKING:
    from market.accounts.models import User

__all__ = ["Companion", "Correction", "Dispute", "Evidence", "Offer", "Ruling", "Statement"]


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def of_party(self, user: "User") -> Self:
        """Those of the user's contracts."""
        return self.filter(Q(milestone__contract__client=user) | Q(milestone__contract__freelancer=user))

    def beside(self, user: "User") -> Self:
        """Those in which the user stands by the freelancer, as the trainer of the batch."""
        return self.filter(companions__user=user)

    def untied(self, user: "User") -> Self:
        """Those in which the user may rule: no party, no companion, not the trainer of the freelancer's batch."""
        trained = Q(milestone__contract__freelancer__certificate__batch__trainer=user)
        return self.exclude(pk__in=self.of_party(user).values("pk")).exclude(trained).exclude(companions__user=user)

    def on_desk(self, user: "User") -> Self:
        """Those that a moderator works on: asked to be ruled at some time, without a tie of the user."""
        if not user.has_role(user.Role.MODERATOR, user.Role.LEAD):
            return self.none()
        return self.exclude(ruling_from=None).untied(user)

    def visible_to(self, user: "User") -> Self:
        """Those that the user is a party of, stands by in, or works on as a moderator."""
        seen = Q(pk__in=self.of_party(user).values("pk")) | Q(pk__in=self.beside(user).values("pk"))
        if user.has_role(user.Role.MODERATOR, user.Role.LEAD):
            seen |= Q(pk__in=self.on_desk(user).values("pk"))
        return self.filter(seen)

    def open(self) -> Self:
        """Those that are not closed."""
        return self.exclude(state=Dispute.State.CLOSED)

    def ruled(self) -> Self:
        """Those that are ruled, and whose money has not moved."""
        by_first = Q(state=Dispute.State.RULING, ruled_at__isnull=False)
        return self.filter(by_first | Q(state=Dispute.State.APPEALED, correctable_until__isnull=False))

    def to_rule(self) -> Self:
        """Those that wait for a ruling: what is due first, then the largest."""
        waiting = Q(state=Dispute.State.RULING, ruled_at=None) | Q(state=Dispute.State.APPEALED, correctable_until=None)
        return self.filter(waiting).order_by("due_at", "-frozen_value", "pk")

    def assigned_to(self, user: "User") -> Self:
        """Those of `to_rule` that were given to a moderator."""
        return self.to_rule().filter(moderator=user)


class Dispute(models.Model):
    """One milestone's quarrel. `frozen_value` is what was held when it was opened; all of it is settled or ruled."""

    class State(models.TextChoices):
        OPENED = "opened", _("Waits for an answer")
        ANSWERED = "answered", _("Answered")
        NEGOTIATION = "negotiation", _("Offers are made")
        RULING = "ruling", _("With a moderator")
        APPEALED = "appealed", _("Appealed")
        CLOSED = "closed", _("Closed")

    class Reason(models.TextChoices):
        NOT_DELIVERED = "not_delivered", _("Nothing was delivered in time")
        NOT_AS_AGREED = "not_as_agreed", _("The work is not what was agreed")
        QUALITY = "quality", _("The work is not usable as it is")
        NOT_ANSWERED = "not_answered", _("The other side does not answer")
        MORE_ASKED = "more_asked", _("More is asked for than was agreed")
        NOT_PAID = "not_paid", _("The work is done, and the money is not released")
        OTHER = "other", _("Something else")

    class Ending(models.TextChoices):
        SETTLED = "settled", _("Both agreed")
        CONCEDED = "conceded", _("The claim was accepted")
        SILENCE = "silence", _("No answer came in time")
        RULED = "ruled", _("Ruled by a moderator")
        APPEAL = "appeal", _("Ruled on appeal")
        CLOCK = "clock", _("Decided by deadline")
        WITHDRAWN = "withdrawn", _("Withdrawn by the side that opened it")
        BANK = "bank", _("The client's bank took the money")

    UNDECIDED = (Ending.WITHDRAWN, Ending.BANK)

    OF_CLIENT = (
        Reason.NOT_DELIVERED,
        Reason.NOT_AS_AGREED,
        Reason.QUALITY,
        Reason.NOT_ANSWERED,
        Reason.OTHER,
    )
    OF_FREELANCER = (Reason.NOT_PAID, Reason.MORE_ASKED, Reason.NOT_ANSWERED, Reason.OTHER)
    TALKING = (State.OPENED, State.ANSWERED, State.NEGOTIATION)
    RULED = (State.RULING, State.APPEALED)

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="disputes")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=13, choices=Reason)
    claim_value = models.DecimalField(max_digits=12, decimal_places=2)  # for who opened it
    frozen_value = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    is_small = models.BooleanField()
    needs_two = models.BooleanField()
    state = models.CharField(max_length=11, choices=State, default=State.OPENED)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)  # when this step ends by itself
    look_at = models.DateTimeField(
        null=True, blank=True
    )  # when who is to answer is reminded, or its moderator looked for
    answered_at = models.DateTimeField(null=True, blank=True)
    ruling_from = models.DateTimeField(null=True, blank=True)
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="ruling_on"
    )
    ruled_at = models.DateTimeField(null=True, blank=True)
    correctable_until = models.DateTimeField(null=True, blank=True)  # by two moderators: what was ruled last
    nobody_free_at = models.DateTimeField(null=True, blank=True)  # when it was seen that no moderator can rule on it
    appealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=9, choices=Ending, blank=True)
    to_freelancer_value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    claim = MoneyProperty("claim_value")  # what who opened it wants: the client back, the freelancer released
    frozen = MoneyProperty("frozen_value")  # what is shared out

    objects = DisputeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"], condition=~Q(state="closed"), name="one_open_dispute_per_milestone"
            ),
            models.UniqueConstraint(fields=["milestone", "opened_by"], name="a_milestone_is_disputed_once_by_each"),
            models.CheckConstraint(
                condition=Q(claim_value__gt=0, claim_value__lte=F("frozen_value")), name="claims_are_of_what_is_held"
            ),
            models.CheckConstraint(
                condition=Q(to_freelancer_value=None)
                | Q(to_freelancer_value__gte=0, to_freelancer_value__lte=F("frozen_value")),
                name="disputes_split_what_was_frozen",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", due_at=None, closed_at__isnull=False)
                | (~Q(state="closed") & Q(due_at__isnull=False, closed_at=None)),
                name="open_disputes_have_a_clock",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="disputes_by_clock"),
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="disputes_by_look"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id}: {self.state}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("dispute", args=[self.pk])

    @property
    def contract(self) -> Contract:
        """The contract of its milestone."""
        return self.milestone.contract

    @property
    def is_by_client(self) -> bool:
        """Whether the client opened it."""
        return self.opened_by_id == self.contract.client_id

    @property
    def answering(self) -> "User":
        """Who answers it."""
        return self.contract.other(self.opened_by)

    @property
    def claimed_share(self) -> Decimal:
        """What the freelancer gets if the claim is granted in full."""
        return self.frozen_value - self.claim_value if self.is_by_client else self.claim_value

    @property
    def to_freelancer(self) -> Money | None:
        """What the freelancer gets, once that is known; while it can be appealed, would get."""
        return None if self.to_freelancer_value is None else Money(self.to_freelancer_value, self.currency)

    @property
    def to_client(self) -> Money | None:
        """What goes back, without the fee; known together with `to_freelancer`."""
        share = self.to_freelancer_value
        return None if share is None else Money(self.frozen_value - share, self.currency)

    @property
    def is_granted_by_silence(self) -> bool:
        """Whether no answer grants the claim: not that of a freelancer who has delivered nothing."""
        return self.is_by_client or self.milestone.state_before_refund != Milestone.State.FUNDED

    def asks(self, user: "User") -> bool:
        """Whether the user is the side that is to answer the claim now."""
        return self.state == self.State.OPENED and self.opened_by_id != user.pk

    @property
    def published_rulings(self) -> list[Ruling]:
        """The rulings that all may read: none before the stage is decided, so that no moderator leans on another."""
        if self.ruled_at is None and self.state != self.State.CLOSED:
            return []
        return [each for each in self.rulings.all() if each.given_at is not None]

    @property
    def is_middle(self) -> bool:
        """Whether its moderators differed and no third one decided in time, so that the middle of the two holds."""
        rulings = self.published_rulings
        decided = {each.to_freelancer_value for each in rulings}
        is_first = all(each.stage == Ruling.Stage.FIRST for each in rulings)
        by_them = not self.closed_at or self.ending == self.Ending.RULED
        if self.correction is not None:
            return False
        return len(rulings) > 1 and is_first and by_them and self.to_freelancer_value not in decided

    @property
    def standing(self) -> str:
        """Where it stands, in a word or two: its state, but once it is ruled or closed, how."""
        if self.closed_at:
            return self.get_ending_display()
        if self.is_final:
            return str(_("Ruled for good"))
        return str(_("Ruled, can be appealed")) if self.can_be_appealed else self.get_state_display()

    @property
    def waits_for_ruling(self) -> bool:
        """Whether a moderator is to rule now."""
        return not self.is_ruled and self.state in self.RULED

    @property
    def is_ruled(self) -> bool:
        """Whether what was asked last is decided, and the money has not moved yet."""
        if self.state == self.State.APPEALED:
            return self.correctable_until is not None
        return self.state == self.State.RULING and self.ruled_at is not None

    @property
    def is_final(self) -> bool:
        """Whether that holds without an appeal: it takes effect at `due_at`."""
        return self.is_ruled and (self.is_small or self.state == self.State.APPEALED)

    @property
    def can_be_appealed(self) -> bool:
        """Whether it is ruled, and a party may ask another moderator."""
        return self.is_ruled and not self.is_final

    @property
    def can_be_corrected(self) -> bool:
        """Whether two moderators may still correct what was ruled: for some hours, and once."""
        until = self.correctable_until
        in_time = until is not None and (until > clock.now() or self.milestone.is_frozen)
        return self.is_ruled and in_time and self.correction is None

    @property
    def stage(self) -> Ruling.Stage:
        """Of the ruling that is asked for, or was given last."""
        return Ruling.Stage.FIRST if self.appealed_by_id is None else Ruling.Stage.APPEAL

    @property
    def correction(self) -> Correction | None:
        """What corrected the last ruling, if anything did."""
        done = [each for each in self.corrections.all() if each.is_confirmed and each.stage == self.stage]
        return done[-1] if done else None

    @property
    def published_corrections(self) -> list[Correction]:
        """Those that all may read: the confirmed ones."""
        return [each for each in self.corrections.all() if each.is_confirmed]
