"""The API of claims, statements and settlement offers."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import MemberRequest
from market.disputes.api import DisputeView, StatementView
from market.disputes.claims import actions as claims_actions
from market.disputes.claims import companion_actions, offer_actions
from market.disputes.claims.serializers import OfferSerializer, OpenDisputeFields, SplitFields
from market.disputes.serializers import DisputeSerializer


class OpenDispute(DisputeView):
    """Open a dispute of a milestone: what is held is frozen at once."""

    fields = OpenDisputeFields

    @extend_schema(request=OpenDisputeFields, responses={201: DisputeSerializer})
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The dispute."""
        return self.answer(
            claims_actions.open_dispute(by=request.user, milestone_id=milestone_id, **self.parsed()), 201
        )


class AnswerDispute(StatementView):
    """Answer the claim."""

    act = claims_actions.answer_dispute


class AddStatement(StatementView):
    """Say more, or bring more proof."""

    act = claims_actions.add_statement


class PlainAction(DisputeView):
    """An action without a body."""

    act: Any = None

    @extend_schema(request=None, responses=DisputeSerializer)
    def post(self, request: MemberRequest, dispute_id: int) -> Response:
        """The dispute."""
        return self.answer(type(self).act(by=request.user, dispute_id=dispute_id))


class ConcedeDispute(PlainAction):
    """Accept the claim."""

    act = claims_actions.concede_dispute


class WithdrawDispute(PlainAction):
    """Take the dispute back."""

    act = claims_actions.withdraw_dispute


class AskTrainer(PlainAction):
    """Ask the trainer of the freelancer's batch to stand by."""

    act = companion_actions.ask_trainer


class OfferSplit(DisputeView):
    """Offer to settle."""

    fields = SplitFields

    @extend_schema(request=SplitFields, responses={201: OfferSerializer})
    def post(self, request: MemberRequest, dispute_id: int) -> Response:
        """The offer."""
        offer = offer_actions.offer_split(by=request.user, dispute_id=dispute_id, **self.parsed())
        return self.respond(offer, OfferSerializer, status=201)


class AnswerOffer(DisputeView):
    """What the other side offered."""

    act: Any = None

    @extend_schema(request=None, responses=DisputeSerializer)
    def post(self, request: MemberRequest, offer_id: int) -> Response:
        """The dispute."""
        return self.answer(type(self).act(by=request.user, offer_id=offer_id))


class AcceptOffer(AnswerOffer):
    """Accept it: the dispute is settled."""

    act = offer_actions.accept_offer


class DeclineOffer(AnswerOffer):
    """Say no to it."""

    act = offer_actions.decline_offer
