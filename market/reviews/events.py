"""What happens in reviewing: both sides are asked, a review becomes public, one is answered. Never what it says."""

from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.contracts.workroom.events import parties_of
from market.core.base.events import WORK, Event, NotificationType, Webhook
from market.reviews.models import Review

review_notification = partial(NotificationType, group=WORK)


class ReviewEvent(Event):
    """Of the reviews of a contract with a title."""

    title: str


def parties_of_review(review: Review) -> list[User]:
    """Both sides of the contract that is reviewed."""
    return parties_of(review.contract)


def review_facts(review: Review) -> dict[str, Any]:
    """Which review of which contract, and who is reviewed, for programs."""
    return {"review": review.pk, "contract": review.contract.pk, "about": review.about_id}


class ReviewAsked(ReviewEvent, code="review.asked"):
    other: User
    due: datetime

    audited = None
    notification = review_notification(
        subject=_("How was the work with %(other)s?"),
        body=_(
            "“%(title)s” is over. Review the other side by %(due)s. Nobody reads what you write before both reviews are in, or that day has come."
        ),
        label=_("A contract is over, and you can review the other side"),
        action=_("Write the review"),
    )


class ReviewRevealed(ReviewEvent, code="review.revealed"):
    actor: User

    notification = review_notification(
        subject=_("%(actor)s has reviewed you"),
        body=_("The review of “%(title)s” is public now. You can reply to it once."),
        label=_("A review of you becomes public"),
        action=_("Read the review"),
    )
    webhook = Webhook("review.revealed", _("A review becomes public"), users=parties_of_review, payload=review_facts)


class ReviewReplied(ReviewEvent, code="review.replied"):
    actor: User

    notification = review_notification(
        subject=_("%(actor)s replied to your review"),
        body=_("The reply to your review of “%(title)s” stands below it."),
        label=_("Somebody replies to your review"),
        action=_("Read the reply"),
    )
