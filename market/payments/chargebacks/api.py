"""The API of chargebacks: the list for both sides, and the operators' answers."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import MemberRequest
from market.payments.api import MoneyView
from market.payments.chargebacks import evidence_actions
from market.payments.chargebacks.queries import chargebacks_at
from market.payments.chargebacks.serializers import BankAnswerFields, ChargebackSerializer, ForgiveFields, LeaveFields
from market.payments.models import Chargeback
from market.payments.proposals.chargeback_actions import propose_acceptance, propose_forgiveness


class ChargebackView(MoneyView):
    """A chargeback, or all of them."""

    def answer(self, row: Chargeback) -> Response:
        """The chargeback as it is now."""
        return self.respond(chargebacks_at("all").get(pk=row.pk), ChargebackSerializer)


class ChargebackList(ChargebackView):
    """Those of the caller's contracts; for operators all."""

    @extend_schema(operation_id="chargebacks_list", responses=ChargebackSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, newest first."""
        visible = Chargeback.objects.visible_to(request.user)
        return self.page_of(chargebacks_at("all").filter(pk__in=visible.values("pk")), ChargebackSerializer)


class AnswerChargeback(ChargebackView):
    """Send the bank what speaks for the work, once."""

    fields = BankAnswerFields

    @extend_schema(request=BankAnswerFields, responses=ChargebackSerializer)
    def post(self, request: MemberRequest, chargeback_id: int) -> Response:
        """The chargeback."""
        row = evidence_actions.answer_chargeback(by=request.user, chargeback_id=chargeback_id, **self.parsed())
        return self.answer(row)


class AcceptChargeback(ChargebackView):
    """Propose not to answer: once another operator has approved that, the bank pays the client back at once."""

    fields = LeaveFields

    @extend_schema(request=LeaveFields, responses=ChargebackSerializer)
    def post(self, request: MemberRequest, chargeback_id: int) -> Response:
        """The chargeback, as it is until then. The proposal stands in `desk/proposals/`."""
        propose_acceptance(by=request.user, chargeback_id=chargeback_id, **self.parsed())
        return self.answer(chargebacks_at("all").get(pk=chargeback_id))


class ForgiveChargeback(ChargebackView):
    """Propose to let what the freelancer owes be the operator's loss: another operator approves it."""

    fields = ForgiveFields

    @extend_schema(request=ForgiveFields, responses=ChargebackSerializer)
    def post(self, request: MemberRequest, chargeback_id: int) -> Response:
        """The chargeback, as it is until then. The proposal stands in `desk/proposals/`."""
        propose_forgiveness(by=request.user, chargeback_id=chargeback_id, **self.parsed())
        return self.answer(chargebacks_at("all").get(pk=chargeback_id))
