"""Reviews of paid work, by both sides of a contract.

Exchange: open -> revealed
    open: from the end of a contract in which something was paid. Each side may write one review and change it; nobody
    but its author reads it.
    revealed: as soon as both are in, else when the days are over. What was written is public from then on, for good.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from market.contracts.models import Contract
from market.core.base import clock
from market.reviews.questions import NAMES
from market.safety.models import Hideable, blocked_ids_query

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from market.accounts.models import User


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    def open(self) -> Self:
        """Exchanges that are not revealed."""
        return self.filter(revealed_at=None)


class Exchange(models.Model):
    """The two reviews of a contract, whether written or not, and the deadline that reveals them."""

    contract = models.OneToOneField(Contract, models.PROTECT, related_name="exchange")
    due_at = models.DateTimeField()
    revealed_at = models.DateTimeField(null=True, blank=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(revealed_at=None), name="exchanges_by_clock")]

    def __str__(self) -> str:
        return f"{self.contract_id}: {'revealed' if self.revealed_at else 'open'}"

    def get_absolute_url(self) -> str:
        """Its place in the workroom."""
        return f"{reverse('contract', args=[self.contract_id])}#reviews"

    @property
    def is_open(self) -> bool:
        """Whether reviews can be written and changed now; this does not depend on the deadline task."""
        return self.revealed_at is None and self.due_at > clock.now()


class ReviewQuerySet(models.QuerySet["Review"]):
    def revealed(self) -> Self:
        """Reviews that everybody may read: revealed, and not hidden by moderators."""
        return self.filter(exchange__revealed_at__isnull=False, is_hidden=False)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Revealed reviews, and the user's own always."""
        shown = Q(exchange__revealed_at__isnull=False, is_hidden=False)
        return self.filter(shown | Q(author=user)) if user.is_authenticated else self.filter(shown)

    def not_apart_from(self, user: "User | AnonymousUser") -> Self:
        """Without those whose author a block keeps apart from the reader. They still count in all figures."""
        return self.exclude(author__in=blocked_ids_query(user)) if user.is_authenticated and user.has_blocks else self

    def of_freelancer(self, user: "User | int") -> Self:
        """Revealed reviews of a freelancer, by clients."""
        return self.revealed().filter(about=user, is_by_client=True)

    def of_client(self, user: "User | int") -> Self:
        """Revealed reviews of a client, by freelancers."""
        return self.revealed().filter(about=user, is_by_client=False)


class Review(Hideable):
    """One side's review of the other: four ratings from 1 to 5, a text, and a note for moderators."""

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="reviews")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_written")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_got")
    is_by_client = models.BooleanField()
    quality = models.PositiveSmallIntegerField()
    communication = models.PositiveSmallIntegerField()
    timeliness = models.PositiveSmallIntegerField()
    again = models.PositiveSmallIntegerField()
    text = models.TextField()
    private_note = models.TextField(blank=True)
    # Its words suggest money for a review: moderators check it, nothing is refused.
    is_marked = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exchange", "author"], name="one_review_by_each_side"),
            models.CheckConstraint(condition=~Q(author=F("about")), name="nobody_reviews_herself"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__gte": 1, f"{name}__lte": 5}), name=f"{name}_is_from_1_to_5"
                )
                for name in NAMES
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None) | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="replies_have_their_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange_id}: {self.author_id}"

    def get_absolute_url(self) -> str:
        """Its anchor on the review page of the reviewed user."""
        if self.is_by_client and (profile := getattr(self.about, "profile", None)):
            return f"{reverse('profile_reviews', args=[profile.pk])}#review-{self.pk}"
        return f"{reverse('client_reviews', args=[self.about_id])}#review-{self.pk}"

    @property
    def contract(self) -> Contract:
        """The reviewed contract."""
        return self.exchange.contract

    @property
    def answers(self) -> dict[str, int]:
        """The stars by question, in order."""
        return {name: getattr(self, name) for name in NAMES}

    @property
    def stars(self) -> Decimal:
        """The mean of its four answers, exact."""
        return Decimal(sum(self.answers.values())) / len(NAMES)
