"""The API of orders."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.core.web.site_address import site_of
from market.services.models import Order
from market.services.ordering.actions import OrderChoice, answer_questions, cancel_order, order_service
from market.services.ordering.serializers import AnswersFields, OrderedSerializer, OrderFields, OrderSerializer


class OrderService(DomainView):
    """Order a service."""

    fields = OrderFields

    @extend_schema(request=OrderFields, responses={201: OrderedSerializer})
    def post(self, request: MemberRequest, service_id: int) -> Response:
        """The contract, and the page on which it is paid. While it is unpaid, the same order returns the same."""
        fields = self.parsed()
        answers, files = dict(enumerate(fields["answers"])), [str(each) for each in fields["files"]]
        choice = OrderChoice(fields["package"], tuple(fields["extras"]), answers, files)
        order, funding = order_service(
            by=request.user, service_id=service_id, choice=choice, site=site_of(request), rail=fields.get("rail", "")
        )
        body = {"contract": order.contract_id, "checkout_url": funding.checkout_url}
        return self.respond(body, OrderedSerializer, status=201)


class CancelOrder(DomainView):
    """Cancel an unpaid order."""

    @extend_schema(request=None, responses=OrderSerializer)
    def post(self, request: MemberRequest, contract_id: int) -> Response:
        """The order."""
        return self.respond(cancel_order(by=request.user, contract_id=contract_id), OrderSerializer)


class AnswerQuestions(DomainView):
    """An order, and answers to the freelancer's questions."""

    fields = AnswersFields

    @extend_schema(responses=OrderSerializer)
    def get(self, request: MemberRequest, contract_id: int) -> Response:
        """The order of a contract, for both sides."""
        return self.respond(fetch(Order.objects.visible_to(request.user), _order_of(contract_id)), OrderSerializer)

    @extend_schema(request=AnswersFields, responses=OrderSerializer)
    def post(self, request: MemberRequest, contract_id: int) -> Response:
        """The order with what is answered now."""
        fields = self.parsed()
        answers, files = dict(enumerate(fields["answers"])), [str(each) for each in fields["files"]]
        order = answer_questions(by=request.user, contract_id=contract_id, answers=answers, file_ids=files)
        return self.respond(order, OrderSerializer)


def _order_of(contract_id: int) -> int | None:
    return Order.objects.filter(contract=contract_id).values_list("pk", flat=True).first()
