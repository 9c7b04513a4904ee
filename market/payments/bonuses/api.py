"""The API of bonuses."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.contracts.models import Contract
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.core.web.site_address import site_of
from market.payments.bonuses.actions import give_bonus
from market.payments.bonuses.queries import bonuses_of
from market.payments.bonuses.serializers import BonusSerializer, GiveBonusFields
from market.payments.funding.serializers import CheckoutSerializer


class ContractBonuses(DomainView):
    """What the client of a contract gave beside what was agreed, to say thank you."""

    fields = GiveBonusFields

    @extend_schema(operation_id="contracts_bonuses_list", responses=BonusSerializer(many=True))
    def get(self, request: MemberRequest, contract_id: int) -> Response:
        """A page of 20, oldest first."""
        return self.page_of(bonuses_of(fetch(Contract.objects.visible_to(request.user), contract_id)), BonusSerializer)

    @extend_schema(request=GiveBonusFields, responses=CheckoutSerializer)
    def post(self, request: MemberRequest, contract_id: int) -> Response:
        """The address of the page on which the client pays it; the same one while it is open for the same bonus."""
        fetch(Contract.objects.visible_to(request.user), contract_id)
        funding = give_bonus(by=request.user, contract_id=contract_id, site=site_of(request), **self.parsed())
        return self.respond({"checkout_url": funding.checkout_url}, CheckoutSerializer)
