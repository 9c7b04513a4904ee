"""The API of funding."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.contracts.models import Contract
from market.core.api.views import DomainView, MemberRequest
from market.core.base.db import fetch
from market.core.web.site_address import site_of
from market.payments.funding.actions import fund_milestone, fund_several
from market.payments.funding.representations import FundFields
from market.payments.funding.serializers import CheckoutSerializer, FundSeveralFields


class FundMilestone(DomainView):
    """Open the page on which the client pays a milestone's amount and fee."""

    fields = FundFields

    @extend_schema(request=FundFields, responses=CheckoutSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """The page's address; the same one while it is open."""
        rail = self.parsed().get("rail", "")
        funding = fund_milestone(by=request.user, milestone_id=milestone_id, site=site_of(request), rail=rail)
        return self.respond({"checkout_url": funding.checkout_url}, CheckoutSerializer)


class FundSeveral(DomainView):
    """Open one page on which the client pays several milestones, the next ones that wait for their money."""

    fields = FundSeveralFields

    @extend_schema(request=FundSeveralFields, responses=CheckoutSerializer)
    def post(self, request: MemberRequest, contract_id: int) -> Response:
        """The page's address; the same one while it is open for the same milestones."""
        fetch(Contract.objects.visible_to(request.user), contract_id)
        fields = self.parsed()
        funding = fund_several(
            by=request.user,
            contract_id=contract_id,
            milestone_ids=fields["milestones"],
            site=site_of(request),
            rail=fields.get("rail", ""),
        )
        return self.respond({"checkout_url": funding.checkout_url}, CheckoutSerializer)
