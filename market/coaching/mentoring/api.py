"""The API of coaching."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.models import User
from market.bids.representations import parse_terms
from market.coaching.mentoring import actions as coaching_actions
from market.coaching.mentoring import review_actions
from market.coaching.mentoring.models import BidReview, Coaching
from market.coaching.mentoring.queries import (
    coached_by,
    open_coaching_of,
    possible_coaches,
    shown_bids,
    shown_profile,
)
from market.coaching.mentoring.serializers import (
    AgreeFields,
    AskCoachFields,
    BidReviewSerializer,
    CoachedPersonSerializer,
    CoachedSerializer,
    CoachingSerializer,
    CommentFields,
    MyCoachSerializer,
    OfferCoachingFields,
    ReviewFields,
)
from market.coaching.mentoring.terms import SEEN, UNSEEN, duration
from market.core.api.views import DomainView, MemberRequest
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.errors import Invalid, NotFound

PARTIES = ("freelancer", "coach", "batch")


def _require_agreement(agrees: bool) -> None:
    if not agrees:
        raise Invalid(errors={"agrees": [_("Nothing begins without your consent.")]})


class MyCoach(DomainView):
    """The caller's own coach."""

    fields = AskCoachFields

    @extend_schema(operation_id="coach_retrieve", responses=MyCoachSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The coaching that is asked for, offered or running; else whom the caller can ask; and the consent."""
        coaching = open_coaching_of(request.user)
        coaches = [] if coaching else possible_coaches(request.user)
        seen, unseen = ([{"code": code, "text": str(text)} for code, text in each.items()] for each in (SEEN, UNSEEN))
        possible = [{"trainer": trainer, "batch": batch.code} for trainer, batch in coaches]
        shown = {"coaching": coaching, "possible": possible, "days": duration().days}
        return self.respond({**shown, "seen": seen, "never_seen": unseen}, MyCoachSerializer)

    @extend_schema(operation_id="coach_ask", request=AskCoachFields, responses={201: CoachingSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Ask a trainer of an own batch, and agree to what they then see."""
        fields = self.parsed()
        _require_agreement(fields["agrees"])
        coaching = coaching_actions.ask_coach(by=request.user, trainer_id=fields["trainer"])
        return self.respond(coaching, CoachingSerializer, status=201)


class Coached(DomainView):
    """The people whom the caller coaches."""

    fields = OfferCoachingFields

    @extend_schema(operation_id="coaching_list", responses=CoachedSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """One line for each: who waits for a comment first. For trainers."""
        if not request.user.has_role(User.Role.TRAINER):
            raise NotFound
        return self.page_of(coached_by(request.user), CoachedSerializer)

    @extend_schema(operation_id="coaching_offer", request=OfferCoachingFields, responses={201: CoachingSerializer})
    def post(self, request: MemberRequest) -> Response:
        """Offer somebody of an own batch to coach them; nothing is shown before they agree."""
        if not request.user.has_role(User.Role.TRAINER):
            raise NotFound
        coaching = coaching_actions.offer_coaching(by=request.user, enrolment_id=self.parsed()["place"])
        return self.respond(coaching, CoachingSerializer, status=201)


class CoachingDetail(DomainView):
    """A coaching."""

    @extend_schema(operation_id="coaching_retrieve", responses=CoachedPersonSerializer)
    def get(self, request: MemberRequest, coaching_id: int) -> Response:
        """It, and while it runs what the coach reads; that the coach does is on record."""
        row = fetch(Coaching.objects.visible_to(request.user).select_related(*PARTIES), coaching_id)
        shown: dict[str, Any] = {"coaching": row, "profile": None, "bids": [], "reviews": []}
        if row.is_running:
            if row.coach_id == request.user.pk:
                log_access("coaching.read", by=request.user, on=row)
            reviews = BidReview.objects.visible_to(request.user).filter(coaching=row)
            reviews = reviews.select_related("job", "coaching__freelancer")[:20]
            shown |= {"bids": shown_bids(row.freelancer), "reviews": reviews}
            shown["profile"] = shown_profile(row.freelancer)
        return self.respond(shown, CoachedPersonSerializer)


class AcceptCoaching(DomainView):
    """Begin it."""

    fields = AgreeFields

    @extend_schema(request=AgreeFields, responses=CoachingSerializer)
    def post(self, request: MemberRequest, coaching_id: int) -> Response:
        """The trainer's yes to a request; the freelancer's consent to an offer."""
        row = fetch(Coaching.objects.visible_to(request.user), coaching_id)
        agrees = self.parsed()["agrees"]
        if row.freelancer_id == request.user.pk and row.state == Coaching.State.OFFERED:
            _require_agreement(agrees)
        row = coaching_actions.accept_coaching(by=request.user, coaching_id=coaching_id)
        return self.respond(row, CoachingSerializer)


class RenewCoaching(DomainView):
    """Go on."""

    @extend_schema(request=None, responses=CoachingSerializer)
    def post(self, request: MemberRequest, coaching_id: int) -> Response:
        """The freelancer agrees once more, in the last weeks."""
        row = coaching_actions.renew_coaching(by=request.user, coaching_id=coaching_id)
        return self.respond(row, CoachingSerializer)


class EndCoaching(DomainView):
    """End it."""

    @extend_schema(request=None, responses=CoachingSerializer)
    def post(self, request: MemberRequest, coaching_id: int) -> Response:
        """At once, by either side; also declines an offer or a request, or takes it back."""
        row = coaching_actions.end_coaching(by=request.user, coaching_id=coaching_id)
        return self.respond(row, CoachingSerializer)


class AskReview(DomainView):
    """A bid that is shown to the coach before it is sent."""

    fields = ReviewFields

    @extend_schema(operation_id="bid_review_ask", request=ReviewFields, responses={201: BidReviewSerializer})
    def post(self, request: MemberRequest, job_id: int) -> Response:
        """Show it. The bid is not sent, and uses no place of the month."""
        fields = self.parsed()
        review = review_actions.ask_review(
            by=request.user,
            job_id=job_id,
            terms=parse_terms(fields),
            cover_letter=fields["cover_letter"],
            answers=fields["answers"],
        )
        return self.respond(review, BidReviewSerializer, status=201)


class BidReviewDetail(DomainView):
    """A bid before it is sent."""

    fields = CommentFields

    @extend_schema(operation_id="bid_review_retrieve", responses=BidReviewSerializer)
    def get(self, request: MemberRequest, bid_review_id: int) -> Response:
        """It, with the comments, for both sides; that the coach reads it is on record."""
        rows = BidReview.objects.visible_to(request.user).select_related("job", "coaching__freelancer")
        review = fetch(rows, bid_review_id)
        if review.coaching.coach_id == request.user.pk:
            log_access("coaching.bid_read", by=request.user, on=review)
        return self.respond(review, BidReviewSerializer)

    @extend_schema(operation_id="bid_review_answer", request=CommentFields, responses=BidReviewSerializer)
    def post(self, request: MemberRequest, bid_review_id: int) -> Response:
        """Comment, once, as the coach. Only the freelancer sends the bid."""
        review = review_actions.answer_review(by=request.user, review_id=bid_review_id, **self.parsed())
        return self.respond(review, BidReviewSerializer)


class GiveUpReview(DomainView):
    """Take a bid back from the coach."""

    @extend_schema(request=None, responses=BidReviewSerializer)
    def post(self, request: MemberRequest, bid_review_id: int) -> Response:
        """The coach does not see it any more."""
        review = review_actions.give_up_review(by=request.user, review_id=bid_review_id)
        return self.respond(review, BidReviewSerializer)
