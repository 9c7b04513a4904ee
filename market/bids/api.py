"""Bids over HTTP; accepting one is of contracts."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.bids.actions import close_job, decline_bid, propose_terms, shortlist_bid, submit_bid, withdraw_bid
from market.bids.models import Bid
from market.bids.queries import bids_of_job, quota_of
from market.bids.serializers import BidFields, BidSerializer, OfferFields, QuotaSerializer, ReasonFields, offer_of
from market.core.api import DomainView, MemberRequest
from market.core.db import fetch
from market.jobs.serializers import JobSerializer


class CloseJob(DomainView):
    """End an open job without hiring."""

    @extend_schema(request=None, responses=JobSerializer)
    def post(self, request: MemberRequest, job_id: int) -> Response:
        """The closed job."""
        return Response(JobSerializer(close_job(by=request.user, job_id=job_id)).data)


class JobBids(DomainView):
    """The bids on a job."""

    fields = BidFields

    @extend_schema(operation_id="job_bids_list", responses=BidSerializer(many=True))
    def get(self, request: MemberRequest, job_id: int) -> Response:
        """All of them for the job's client, her own for a freelancer; newest first."""
        return self.page_of(bids_of_job(request.user, job_id), BidSerializer)

    @extend_schema(operation_id="job_bids_create", request=BidFields, responses={201: BidSerializer})
    def post(self, request: MemberRequest, job_id: int) -> Response:
        """Place a bid."""
        sent = self.parsed()
        bid = submit_bid(by=request.user, job_id=job_id, terms=offer_of(sent), cover_letter=sent["cover_letter"])
        return Response(_shown(request, bid.pk), status=201)


class BidList(DomainView):
    """The caller's own bids, as a freelancer."""

    @extend_schema(operation_id="bids_list", responses=BidSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Newest first."""
        return self.page_of(Bid.objects.with_parts().filter(freelancer=request.user).order_by("-pk"), BidSerializer)


class BidDetail(DomainView):
    """A bid."""

    @extend_schema(operation_id="bids_retrieve", responses=BidSerializer)
    def get(self, request: MemberRequest, bid_id: int) -> Response:
        """The bid, for its author and the job's client."""
        return Response(_shown(request, bid_id))


class BidQuota(DomainView):
    """The caller's places for bids in this month."""

    @extend_schema(responses=QuotaSerializer)
    def get(self, request: MemberRequest) -> Response:
        """How many are left, and when new ones come."""
        return Response(QuotaSerializer(quota_of(request.user)).data)


class WithdrawBid(DomainView):
    """Take an open bid back."""

    fields = ReasonFields

    @extend_schema(request=ReasonFields, responses=BidSerializer)
    def post(self, request: MemberRequest, bid_id: int) -> Response:
        """The withdrawn bid."""
        withdraw_bid(by=request.user, bid_id=bid_id, **self.parsed())
        return Response(_shown(request, bid_id))


class ShortlistBid(DomainView):
    """Put a bid on the shortlist."""

    @extend_schema(request=None, responses=BidSerializer)
    def post(self, request: MemberRequest, bid_id: int) -> Response:
        """The bid."""
        shortlist_bid(by=request.user, bid_id=bid_id)
        return Response(_shown(request, bid_id))


class DeclineBid(DomainView):
    """Say no to an open bid."""

    fields = ReasonFields

    @extend_schema(request=ReasonFields, responses=BidSerializer)
    def post(self, request: MemberRequest, bid_id: int) -> Response:
        """The declined bid."""
        decline_bid(by=request.user, bid_id=bid_id, **self.parsed())
        return Response(_shown(request, bid_id))


class ProposeTerms(DomainView):
    """Put changed terms on the table."""

    fields = OfferFields

    @extend_schema(request=OfferFields, responses=BidSerializer)
    def post(self, request: MemberRequest, bid_id: int) -> Response:
        """The bid with the new terms."""
        propose_terms(by=request.user, bid_id=bid_id, terms=offer_of(self.parsed()))
        return Response(_shown(request, bid_id))


def _shown(request: MemberRequest, bid_id: int) -> dict[str, object]:
    found = fetch(Bid.objects.with_parts().visible_to(request.user), bid_id)
    return dict(BidSerializer(found, context={"request": request}).data)
