"""Proposals of one side of a contract to the other: nothing changes before the other side agrees.

Proposal: open -> agreed | refused | withdrawn | lapsed

- **change** of the milestones: add, change or drop them. One that waits for its money may change in title, amount,
  days, revisions and by what both see that it is done, or be dropped. One whose money is held keeps its amount, and its
  work is due so many days later or earlier. While a refund or a dispute of it is open nothing of it changes, and what
  has ended stays as it is. New milestones come last. At least one milestone is left to be done, or was paid.
- **extension**: the work of a milestone, or changes of it, are due later. The freelancer asks, the client grants.
- **revision**: one more round of changes of delivered work, when those in the price are used. The client asks, the
  freelancer grants; the review deadline stays, and the proposal is due by then.
- **end**: the contract ends early. What waits for its money lapses; for each one that holds money it says how much is
  released, the rest goes back. It holds for exactly the sums that were held when it was asked.

One change, one end, and one extension and one revision of a milestone can be open at a time. An open one lapses when
it is not answered in time, and means nothing once the contract has ended or the milestone has gone on.
"""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.core.base.money import Money

if TYPE_CHECKING:
    from market.accounts.models import User


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: "User") -> Self:
        """Those of the user's contracts."""
        return self.filter(Q(contract__client=user) | Q(contract__freelancer=user))

    def open(self) -> Self:
        """Those that await an answer and can still take effect, newest last."""
        fits = Q(milestone=None) | Q(kind="extension", milestone__state__in=("funded", "changes_requested"))
        fits |= Q(kind="revision", milestone__state="submitted")
        return self.filter(fits, state=Proposal.State.OPEN, contract__state="active").order_by("pk")


class Proposal(models.Model):
    """One proposal. `content` holds "items" (see `changes.py`), "until" and "was", or "split", as its kind needs."""

    class Kind(models.TextChoices):
        CHANGE = "change", _("Change of the contract")
        EXTENSION = "extension", _("More time")
        REVISION = "revision", _("One more round of changes")
        END = "end", _("End early")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        AGREED = "agreed", _("Agreed")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Not answered")

    kind = models.CharField(max_length=9, choices=Kind)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="proposals")
    milestone = models.ForeignKey(
        "contracts.Milestone", models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True, blank=True)  # when the other side is reminded next
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "kind"],
                condition=Q(state="open", kind__in=["change", "end"]),
                name="one_open_proposal_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["milestone", "kind"],
                condition=Q(state="open", kind__in=["extension", "revision"]),
                name="one_open_proposal_per_milestone",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="open"), name="proposals_to_answer")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.contract_id}: {self.state}"

    def get_absolute_url(self) -> str:
        """Its place in the workroom."""
        return f"{reverse('contract', args=[self.contract_id])}#proposal-{self.pk}"

    @property
    def items(self) -> list[dict[str, Any]]:
        """What a change does, item by item."""
        return list(self.content.get("items", []))

    @property
    def difference(self) -> list[dict[str, Any]]:
        """`items` with amounts as Money, for pages."""
        return [{**item, "was": self._priced(item["was"]), "now": self._priced(item["now"])} for item in self.items]

    def _priced(self, terms: dict[str, Any] | None) -> dict[str, Any] | None:
        return {**terms, "amount": Money(terms["amount"], self.contract.currency)} if terms else None

    @property
    def split(self) -> dict[int, tuple[Decimal, Decimal]]:
        """What an end does with the milestones that hold money, by id: what is held, and what of it is released."""
        rows = self.content.get("split", [])
        return {each["milestone"]: (Decimal(each["held"]), Decimal(each["release"])) for each in rows}

    @property
    def until(self) -> datetime:
        """The instant that an extension asks for. Raises KeyError for another kind."""
        return datetime.fromisoformat(self.content["until"])
