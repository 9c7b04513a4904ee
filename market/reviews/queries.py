"""Reads of reviews: their state for a side of a contract, and the public reviews of a user."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise

from market.contracts.models import Contract
from market.core.base import clock
from market.core.text.contact import masked
from market.jobs.models import Job
from market.profiles.models import Profile
from market.reviews.models import Exchange, Review
from market.reviews.questions import questions

if TYPE_CHECKING:
    from market.accounts.models import User


@dataclass(frozen=True, slots=True)
class ReviewState:
    """A contract's reviews for one side: their own, and the other's once it is public."""

    due_at: datetime
    revealed_at: datetime | None
    own: Review | None
    theirs: Review | None
    theirs_is_hidden: bool = False  # it was public, and moderators took it off

    @property
    def is_open(self) -> bool:
        """Whether the side can write or change its review."""
        return self.revealed_at is None and self.due_at > clock.now()


def review_state_of(contract: Contract, user: "User") -> ReviewState | None:
    """The state of a contract's reviews; None while it runs, and where nothing was paid. Blind reviews are not read."""
    if contract.ended_at is None or contract.state not in (Contract.State.COMPLETED, Contract.State.ENDED):
        return None
    if not any(each.released_value for each in contract.milestones.all()):
        return None
    exchange = Exchange.objects.filter(contract=contract).first()
    if exchange is None:  # the deadline task opens it within seconds, except for old contracts
        due = contract.ended_at + timedelta(days=settings.LIFECYCLE.reviewing_days)
        return ReviewState(due, None, None, None)
    rows = Review.objects.visible_to(user).filter(exchange=exchange).select_related("author", "about")
    by = {each.author_id: each for each in rows}
    own = by.pop(user.pk, None)
    other = next(iter(by.values()), None)
    is_gone = exchange.revealed_at is not None and other is None
    hidden = is_gone and exchange.reviews.filter(is_hidden=True).exclude(author=user).exists()
    return ReviewState(exchange.due_at, exchange.revealed_at, own, other, hidden)


@dataclass(frozen=True, slots=True)
class PublicReview:
    """A revealed review as everybody may read it. `title`, `author` and `author_url` are "" where they are not public.

    `answers`: name, question as that side is asked it, and stars.
    """

    id: int
    about: int
    by_client: bool
    author: str
    author_url: str
    title: str
    answers: list[tuple[str, str | Promise, int]]
    stars: Decimal
    text: str
    revealed_at: datetime | None
    reply: str
    replied_at: datetime | None

    @property
    def pairs(self) -> list[tuple[str | Promise, int]]:
        """Each question with its stars."""
        return [(question, stars) for _, question, stars in self.answers]


def public_reviews(rows: QuerySet[Review]) -> QuerySet[Review]:
    """Newest first, with all that `describe_review` needs."""
    parts = ("exchange__contract__job", "author__client_profile", "author__profile__certificate")
    return rows.select_related(*parts).order_by(F("exchange__revealed_at").desc(), "-pk")


def describe_review(review: Review) -> PublicReview:
    """The public data of one of `public_reviews`: a client's name if they allow it, a title if it was public."""
    contract = review.exchange.contract
    author, address = _author_and_url(review)
    labels = questions(of_freelancer=review.is_by_client)
    return PublicReview(
        id=review.pk,
        about=review.about_id,
        by_client=review.is_by_client,
        author=author,
        author_url=address,
        title=contract.title if contract.job is None or contract.job.visibility == Job.Visibility.ALL else "",
        answers=[(name, labels[name], stars) for name, stars in review.answers.items()],
        stars=review.stars,
        text=masked(review.text),
        revealed_at=review.exchange.revealed_at,
        reply=masked(review.reply),
        replied_at=review.replied_at,
    )


def _author_and_url(review: Review) -> tuple[str, str]:
    author = review.author
    if review.is_by_client:
        page = getattr(author, "client_profile", None)
        if page is None or not page.shows_name or not author.is_in_sight:
            return "", ""
        return author.shown_name, page.get_absolute_url() if page.jobs_posted else ""
    profile: Profile | None = getattr(author, "profile", None)
    return (author.shown_name, profile.get_absolute_url()) if profile and profile.is_shown else ("", "")


def reviews_to_check(moderator: "User") -> QuerySet[Review]:
    """Marked public reviews, or ones with a note to the site: newest first, none of the moderator's own contracts."""
    rows = Review.objects.revealed().exclude(author=moderator).exclude(about=moderator)
    rows = rows.filter(Q(is_marked=True) | ~Q(private_note=""))
    return rows.select_related("exchange__contract", "author", "about").order_by("-exchange__revealed_at", "-pk")


def exchanges_to_review(user: "User", now: datetime) -> QuerySet[Exchange]:
    """Open exchanges in which the user has not written a review, by deadline."""
    involved = Q(contract__client=user) | Q(contract__freelancer=user)
    rows = Exchange.objects.open().filter(involved, due_at__gt=now).exclude(reviews__author=user)
    return rows.select_related("contract__client", "contract__freelancer").order_by("due_at", "pk")
