"""The API of reviews: writing them, and the public reviews of a user."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.contracts.models import Contract
from market.core.api.views import DomainView, MemberRequest, Pagination, PublicView
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.profiles.models import ClientProfile, Profile
from market.reviews.actions import change_review, reply_to_review, write_review
from market.reviews.models import Review, ReviewQuerySet
from market.reviews.queries import describe_review, public_reviews, review_state_of
from market.reviews.serializers import (
    ChangeReviewFields,
    OwnReviewSerializer,
    PublicReviewSerializer,
    ReplyFields,
    ReviewSerializer,
    StandingSerializer,
    WriteReviewFields,
)


class ContractReviews(DomainView):
    """The two reviews of a contract."""

    fields = WriteReviewFields

    @extend_schema(responses=StandingSerializer)
    def get(self, request: MemberRequest, contract_id: int) -> Response:
        """Their state for the caller; 404 while there is nothing to review."""
        state = review_state_of(fetch(Contract.objects.visible_to(request.user), contract_id), request.user)
        if state is None:
            raise NotFound
        return self.respond(state, StandingSerializer)

    @extend_schema(request=WriteReviewFields, responses={201: OwnReviewSerializer})
    def post(self, request: MemberRequest, contract_id: int) -> Response:
        """Write the caller's review."""
        review = write_review(by=request.user, contract_id=contract_id, written=self.parsed())
        return self.respond(review, OwnReviewSerializer, status=201)


class ChangeReview(DomainView):
    """The caller's review before it is revealed."""

    fields = ChangeReviewFields

    @extend_schema(request=ChangeReviewFields, responses=OwnReviewSerializer)
    def patch(self, request: MemberRequest, review_id: int) -> Response:
        """The changed review."""
        review = change_review(by=request.user, review_id=review_id, changes=self.parsed())
        return self.respond(review, OwnReviewSerializer)


class ReplyToReview(DomainView):
    """The one public reply of the reviewed side."""

    fields = ReplyFields

    @extend_schema(request=ReplyFields, responses={201: ReviewSerializer})
    def post(self, request: MemberRequest, review_id: int) -> Response:
        """The review with the reply."""
        review = reply_to_review(by=request.user, review_id=review_id, **self.parsed())
        return self.respond(review, ReviewSerializer, status=201)


class PublicReviews(PublicView):
    """Revealed reviews of somebody."""

    def list_of(self, request: Request, rows: ReviewQuerySet) -> Response:
        """A page of 20, newest first."""
        pages, seen = Pagination(), rows.not_apart_from(request.user)
        page = pages.paginate_queryset(public_reviews(seen), request, view=self)
        reviews: Any = [describe_review(each) for each in page or []]
        return pages.get_paginated_response(
            PublicReviewSerializer(reviews, many=True, context={"request": request}).data
        )


class ProfileReviews(PublicReviews):
    """Reviews of a freelancer's work, by clients."""

    @extend_schema(responses=PublicReviewSerializer(many=True))
    def get(self, request: MemberRequest, profile_id: int) -> Response:
        """A page of 20."""
        profile = fetch(Profile.objects.visible_to(request.user), profile_id)
        return self.list_of(request, Review.objects.of_freelancer(profile.user_id))


class ClientReviews(PublicReviews):
    """Reviews of a client, by freelancers."""

    @extend_schema(responses=PublicReviewSerializer(many=True))
    def get(self, request: MemberRequest, user_id: int) -> Response:
        """A page of 20."""
        if not ClientProfile.objects.visible_to(request.user).filter(user=user_id).exists():
            raise NotFound
        return self.list_of(request, Review.objects.of_client(user_id))
