"""What coaching adds to the form of a bid: the button that asks the coach first, and the bid as it was shown."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest
from market.bids.bids.form_buttons import bid_form_button, bid_form_values
from market.bids.forms import initial_of_offer
from market.bids.offers.terms import ProposedTerms
from market.coaching.mentoring.models import BidReview
from market.coaching.mentoring.queries import review_of, running_coaching_of
from market.coaching.mentoring.review_actions import ask_review
from market.core.web.slots import slot_renderer
from market.jobs.models import Job


@bid_form_button("coach")
def show_to_coach(request: MemberRequest, **fields: Any) -> BidReview:
    """Show the bid to the coach in place of sending it."""
    review = ask_review(by=request.user, **fields)
    messages.success(request, _("Your coach sees the bid now. It is not sent: you send it yourself."))
    return review


@bid_form_values
def shown_before(user: User, job: Job) -> dict[str, Any] | None:
    """The bid as the coach saw it last."""
    review = _review_of(user, job)
    if review is None:
        return None
    terms = ProposedTerms.of(review.terms)
    revisions = {part.revisions for part in terms.milestones}
    answers = {f"answer_{question}": text for question, text in review.answers.items()}
    only = revisions.pop() if len(revisions) == 1 else None
    return {"cover_letter": review.cover_letter, **answers, **initial_of_offer(terms), "revisions": only}


def _review_of(user: User, job: Job) -> BidReview | None:
    if not hasattr(job, "coach_review"):
        job.coach_review = review_of(user, job)  # type: ignore[attr-defined]  # asked twice for a page
    review: BidReview | None = job.coach_review  # type: ignore[attr-defined]
    return review


@slot_renderer("bid_form.advice", "coaching/parts/advice.html")
def advice(*, request: HttpRequest, job: Job, **more: Any) -> dict[str, Any] | None:
    """What the coach said of this bid, or that it waits."""
    assert request.user.is_authenticated  # noqa: S101  # for mypy: the form is for members
    review = _review_of(request.user, job)
    return {"review": review} if review else None


@slot_renderer("bid_form.buttons", "coaching/parts/ask_first.html")
def ask_first(*, request: HttpRequest, job: Job, **more: Any) -> dict[str, Any] | None:
    """The button for whom somebody coaches, where everybody may read the job."""
    assert request.user.is_authenticated  # noqa: S101  # for mypy: the form is for members
    coaching = running_coaching_of(request.user) if job.visibility == Job.Visibility.ALL else None
    return {"coaching": coaching} if coaching and coaching.coach_id != job.client_id else None
