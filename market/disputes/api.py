"""The API of disputes: for their parties, and for moderators."""

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.accounts.models import User
from market.accounts.sign_in.second_factor import require_second_factor
from market.core.api.views import DomainView, MemberRequest, PublicView
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.disputes.claims import actions as claims_actions
from market.disputes.claims import companion_actions, offer_actions
from market.disputes.models import Dispute
from market.disputes.queries import disputes_of, queue_of, whole
from market.disputes.rulings import actions as rulings_actions
from market.disputes.rulings.grounds import GROUNDS
from market.disputes.serializers import (
    DisputeRecordSerializer,
    DisputeSerializer,
    OfferSerializer,
    OpenDisputeFields,
    RulingGroundSerializer,
    SplitFields,
    StatementFields,
)


class DisputeView(DomainView):
    """Staff see disputes of others with a second factor only."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After DRF's checks."""
        super().initial(request, *args, **kwargs)
        user = cast(User, request.user)
        if user.has_role(User.Role.MODERATOR, User.Role.LEAD):
            require_second_factor(user)

    def answer(self, dispute: Dispute, status: int = 200) -> Response:
        """The dispute as it stands now."""
        fresh, context = fetch(whole(Dispute.objects.all()), dispute.pk), {"request": self.request}
        return Response(DisputeSerializer(fresh, context=context).data, status=status)


class OpenDispute(DisputeView):
    """Open a dispute of a milestone: what is held is frozen at once."""

    fields = OpenDisputeFields

    @extend_schema(request=OpenDisputeFields, responses={201: DisputeSerializer})
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The dispute."""
        return self.answer(
            claims_actions.open_dispute(by=request.user, milestone_id=milestone_id, **self.parsed()), 201
        )


class DisputeList(DisputeView):
    """The caller's disputes; for moderators without any of their own, those that wait for a ruling."""

    @extend_schema(operation_id="disputes_list", responses=DisputeSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20: a party's newest first, a moderator's by deadline."""
        if request.user.has_role(User.Role.MODERATOR, User.Role.LEAD):
            return self.page_of(whole(queue_of(request.user, "all")), DisputeSerializer)
        return self.page_of(disputes_of(request.user), DisputeSerializer)


class DisputeDetail(DisputeView):
    """One dispute with all that was said and decided."""

    @extend_schema(operation_id="disputes_retrieve", responses=DisputeRecordSerializer)
    def get(self, request: MemberRequest, dispute_id: int) -> Response:
        """The whole record."""
        dispute = fetch(whole(Dispute.objects.visible_to(request.user)), dispute_id)
        if Dispute.objects.on_desk(request.user).filter(pk=dispute.pk).exists():
            assigned = "yes" if request.user.pk == dispute.moderator_id else "no"
            log_access("dispute.record_opened", by=request.user, on=dispute, assigned=assigned)
        return self.respond(dispute, DisputeRecordSerializer)


class StatementView(DisputeView):
    """Something said in a dispute."""

    fields = StatementFields
    act: Any = None

    @extend_schema(request=StatementFields, responses=DisputeSerializer)
    def post(self, request: MemberRequest, dispute_id: int) -> Response:
        """The dispute."""
        return self.answer(type(self).act(by=request.user, dispute_id=dispute_id, **self.parsed()))


class AnswerDispute(StatementView):
    """Answer the claim."""

    act = claims_actions.answer_dispute


class AddStatement(StatementView):
    """Say more, or bring more proof."""

    act = claims_actions.add_statement


class AppealRuling(StatementView):
    """Ask for another moderator."""

    act = rulings_actions.appeal_ruling


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


class GroundList(PublicView):
    """The published grounds on which moderators rule."""

    pagination_class = None

    @extend_schema(responses=RulingGroundSerializer(many=True), auth=[])
    def get(self, request: Request) -> Response:
        """All of them."""
        return Response(RulingGroundSerializer(GROUNDS.values(), many=True).data)
