"""The API of rulings: given, previewed, appealed, corrected and handed over; and the published grounds."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.views import MemberRequest, PublicView
from market.disputes.api import DisputeView, StatementView
from market.disputes.rulings import actions as rulings_actions
from market.disputes.rulings import correction_actions, desk_actions
from market.disputes.rulings.grounds import GROUNDS
from market.disputes.rulings.preview import in_words, what_follows
from market.disputes.rulings.serializers import (
    CorrectFields,
    CorrectionSerializer,
    HandOverFields,
    PreviewSerializer,
    RuleFields,
    RulingGroundSerializer,
)
from market.disputes.serializers import DisputeSerializer


def decision_of(sent: dict[str, Any]) -> rulings_actions.Decision:
    """What a moderator decides, from the fields of a ruling."""
    reasons = {"": sent["reasons"], "en": sent["reasons_en"], "bn": sent["reasons_bn"]}
    return rulings_actions.Decision(sent["to_freelancer"], sent["grounds"], reasons)


class RuleDispute(DisputeView):
    """Rule. What was given to another moderator is taken over so, which is recorded and notified to the other."""

    fields = RuleFields

    @extend_schema(request=RuleFields, responses=DisputeSerializer)
    def post(self, request: MemberRequest, dispute_id: int) -> Response:
        """The dispute."""
        decision = decision_of(self.parsed())
        return self.answer(
            rulings_actions.give_ruling(by=request.user, dispute_id=dispute_id, decision=decision, takes_over=True)
        )


class PreviewRuling(DisputeView):
    """What a ruling would do, in words; nothing is changed."""

    fields = RuleFields

    @extend_schema(request=RuleFields, responses=PreviewSerializer)
    def post(self, request: MemberRequest, dispute_id: int) -> Response:
        """Both sides' amounts, and when the money moves. Refused as the ruling itself would be."""
        decision = decision_of(self.parsed())
        dispute = rulings_actions.check_ruling(
            by=request.user, dispute_id=dispute_id, decision=decision, takes_over=True
        )
        share = decision.to_freelancer
        preview = {
            "to_freelancer": share,
            "to_client": dispute.frozen - share,
            "sentence": in_words(dispute, share),
            "follows": what_follows(dispute),
        }
        return self.respond(preview, PreviewSerializer)


class ProposeCorrection(DisputeView):
    """Propose a correction of what was ruled: by who ruled, or a lead, within some hours. Another one confirms it."""

    fields = CorrectFields

    @extend_schema(request=CorrectFields, responses={201: CorrectionSerializer})
    def post(self, request: MemberRequest, dispute_id: int) -> Response:
        """The correction, which waits."""
        sent = self.parsed()
        why = {"": sent["why"], "en": sent["why_en"], "bn": sent["why_bn"]}
        decision = decision_of(sent)
        correction = correction_actions.propose_correction(
            by=request.user, dispute_id=dispute_id, decision=decision, why=why
        )
        return self.respond(correction, CorrectionSerializer, status=201)


class AnswerCorrection(DisputeView):
    """A correction that waits."""

    act: Any = None

    @extend_schema(request=None, responses=DisputeSerializer)
    def post(self, request: MemberRequest, correction_id: int) -> Response:
        """The dispute."""
        return self.answer(type(self).act(by=request.user, correction_id=correction_id))


class ConfirmCorrection(AnswerCorrection):
    """Confirm it, as another moderator than who proposed it: what was ruled is now this."""

    act = correction_actions.confirm_correction


class DeclineCorrection(AnswerCorrection):
    """The ruling stays as it was given; who proposed the correction takes it back so."""

    act = correction_actions.decline_correction


class HandOverDispute(DisputeView):
    """A moderator gives a dispute to another one, or takes it."""

    fields = HandOverFields

    @extend_schema(request=HandOverFields, responses=DisputeSerializer)
    def post(self, request: MemberRequest, dispute_id: int) -> Response:
        """The dispute."""
        sent = self.parsed()
        return self.answer(
            desk_actions.hand_over_dispute(
                by=request.user, dispute_id=dispute_id, to_id=sent["to"], reason=sent["reason"]
            )
        )


class AppealRuling(StatementView):
    """Ask for another moderator."""

    act = rulings_actions.appeal_ruling


class GroundList(PublicView):
    """The published grounds on which moderators rule."""

    pagination_class = None

    @extend_schema(responses=RulingGroundSerializer(many=True), auth=[])
    def get(self, request: Request) -> Response:
        """All of them."""
        return Response(RulingGroundSerializer(GROUNDS.values(), many=True).data)
