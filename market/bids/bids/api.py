"""The API of bids. Accepting one is in `contracts`."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from market.bids.bids.actions import propose_terms, submit_bid
from market.bids.bids.decision_actions import decline_bid, grounds_for, shortlist_bid, unlist_bid, withdraw_bid
from market.bids.bids.ending_actions import close_job
from market.bids.bids.queries import ORDERS, bids_of_job, placed_this_month, quota_of
from market.bids.bids.reading_actions import mark_read, note_bid
from market.bids.bids.serializers import (
    BidFields,
    BidSerializer,
    DeclineFields,
    GroundSerializer,
    NoteFields,
    NoteSerializer,
    QuotaSerializer,
    ReasonFields,
)
from market.bids.models import Bid, BidNote
from market.bids.offers.serializers import OfferFields, parse_terms
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.jobs.postings.refusals import NotYourJob
from market.jobs.representations import JobSerializer

SORT = OpenApiParameter("sort", OpenApiTypes.STR, enum=[key for key in ORDERS if key], description="Else newest first.")
STATE = OpenApiParameter("state", OpenApiTypes.STR, enum=Bid.State.values, description="Only those in this state.")


class CloseJob(DomainView):
    """End an open job without hiring."""

    @extend_schema(request=None, responses=JobSerializer)
    def post(self, request: MemberRequest, job_id: int) -> Response:
        """The closed job."""
        return self.respond(close_job(by=request.user, job_id=job_id), JobSerializer)


class JobBids(DomainView):
    """The bids on a job."""

    fields = BidFields

    @extend_schema(operation_id="job_bids_list", parameters=[SORT, STATE], responses=BidSerializer(many=True))
    def get(self, request: MemberRequest, job_id: int) -> Response:
        """All of them for the job's client, their own for a freelancer: accepted, shortlisted, new, then the decided
        ones; among these the newest first, or as `sort` says. Nobody can pay for a place."""
        rows = bids_of_job(request.user, job_id, request.query_params.get("sort", ""))
        if (state := request.query_params.get("state", "")) in Bid.State.values:
            rows = rows.filter(state=state)
        return self.page_of(rows, BidSerializer)

    @extend_schema(operation_id="job_bids_create", request=BidFields, responses={201: BidSerializer})
    def post(self, request: MemberRequest, job_id: int) -> Response:
        """Place a bid."""
        fields = self.parsed()
        bid = submit_bid(
            by=request.user,
            job_id=job_id,
            terms=parse_terms(fields),
            cover_letter=fields["cover_letter"],
            answers=fields["answers"],
            file_ids=fields["files"],
        )
        return self.respond(bid, BidSerializer, status=201)


class BidList(DomainView):
    """The caller's own bids, as a freelancer; direct and custom offers are in `offers/`."""

    @extend_schema(operation_id="bids_list", responses=BidSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Newest first."""
        bids = Bid.objects.with_parts().filter(freelancer=request.user, origin=Bid.Origin.BID)
        return self.page_of(bids.order_by("-pk"), BidSerializer)


class BidDetail(DomainView):
    """A bid or an offer."""

    @extend_schema(operation_id="bids_retrieve", responses=BidSerializer)
    def get(self, request: MemberRequest, bid_id: int) -> Response:
        """For both its sides. When the other side reads it for the first time, its author is notified."""
        bid = fetch(Bid.objects.with_parts().visible_to(request.user), bid_id)
        mark_read(by=request.user, bid=bid)
        return self.respond(bid, BidSerializer)


class BidQuota(DomainView):
    """The caller's places for bids in this month."""

    @extend_schema(responses=QuotaSerializer)
    def get(self, request: MemberRequest) -> Response:
        """How many are left, which bids took one, which came back, and when new ones come."""
        quota, names = quota_of(request.user), ("limit", "used", "left", "given_back", "renews_at")
        bids = placed_this_month(request.user).select_related("job").order_by("-pk")
        return self.respond({**{name: getattr(quota, name) for name in names}, "bids": bids}, QuotaSerializer)


class WithdrawBid(DomainView):
    """Withdraw one's open bid or offer."""

    fields = ReasonFields

    @extend_schema(request=ReasonFields, responses=BidSerializer)
    def post(self, request: MemberRequest, bid_id: int) -> Response:
        """The withdrawn bid."""
        withdraw_bid(by=request.user, bid_id=bid_id, **self.parsed())
        return Response(serialize_bid(request, bid_id))


class ShortlistBid(DomainView):
    """The shortlist of a job."""

    @extend_schema(request=None, responses=BidSerializer)
    def post(self, request: MemberRequest, bid_id: int) -> Response:
        """Put the bid on it."""
        shortlist_bid(by=request.user, bid_id=bid_id)
        return Response(serialize_bid(request, bid_id))

    @extend_schema(request=None, responses={200: BidSerializer})
    def delete(self, request: MemberRequest, bid_id: int) -> Response:
        """Take it off again."""
        unlist_bid(by=request.user, bid_id=bid_id)
        return Response(serialize_bid(request, bid_id))


class DeclineBid(DomainView):
    """Decline an open bid or custom offer (its client), or a direct offer (its freelancer)."""

    fields = DeclineFields

    @extend_schema(request=DeclineFields, responses=BidSerializer)
    def post(self, request: MemberRequest, bid_id: int) -> Response:
        """The declined bid."""
        decline_bid(by=request.user, bid_id=bid_id, **self.parsed())
        return Response(serialize_bid(request, bid_id))


class DeclineGrounds(DomainView):
    """The standard reasons for which a bid can be declined."""

    pagination_class = None

    @extend_schema(operation_id="bids_decline_grounds", responses=GroundSerializer(many=True))
    def get(self, request: MemberRequest, bid_id: int) -> Response:
        """Each with the sentence that the other side reads."""
        grounds = grounds_for(fetch(Bid.objects.visible_to(request.user), bid_id))
        return Response(
            GroundSerializer([{"code": code, "text": text} for code, text in grounds.choices], many=True).data
        )


class NoteBid(DomainView):
    """The client's own note about a bid."""

    fields = NoteFields

    @extend_schema(responses=NoteSerializer)
    def get(self, request: MemberRequest, bid_id: int) -> Response:
        """The note, empty where there is none; for the job's client alone."""
        bid = fetch(Bid.objects.visible_to(request.user).select_related("job"), bid_id)
        if bid.job.client_id != request.user.pk:
            raise NotYourJob
        return self.respond(_note_on(bid), NoteSerializer)

    @extend_schema(request=NoteFields, responses=NoteSerializer)
    def post(self, request: MemberRequest, bid_id: int) -> Response:
        """Replace the note."""
        bid = note_bid(by=request.user, bid_id=bid_id, **self.parsed())
        return self.respond(_note_on(bid), NoteSerializer)


def _note_on(bid: Bid) -> BidNote:
    return BidNote.objects.filter(bid=bid).first() or BidNote(bid=bid, text="")


class ProposeTerms(DomainView):
    """Propose changed terms."""

    fields = OfferFields

    @extend_schema(request=OfferFields, responses=BidSerializer)
    def post(self, request: MemberRequest, bid_id: int) -> Response:
        """The bid with the new terms. Without `revisions` the rounds of changes stay as they were."""
        fields = self.parsed()
        bid = fetch(Bid.objects.visible_to(request.user), bid_id)
        terms = parse_terms({"revisions": bid.latest.revisions, **fields})
        propose_terms(by=request.user, bid_id=bid_id, terms=terms)
        return Response(serialize_bid(request, bid_id))


def serialize_bid(request: MemberRequest, bid_id: int) -> dict[str, object]:
    """A bid in the API, as its two sides see it. Raises NotFound to others."""
    bid = fetch(Bid.objects.with_parts().visible_to(request.user), bid_id)
    return dict(BidSerializer(bid, context={"request": request}).data)
