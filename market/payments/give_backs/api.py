"""The API of giving back what was released."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.payments.give_backs.actions import give_back
from market.payments.give_backs.serializers import GiveBackFields, GiveBackSerializer


class GiveBack(DomainView):
    """Give back what was released for a milestone or a bonus, of the freelancer's own will."""

    fields = GiveBackFields

    @extend_schema(request=GiveBackFields, responses=GiveBackSerializer)
    def post(self, request: MemberRequest, milestone_id: int) -> Response:
        """What is given back. What is here goes to the client at once, with its share of the fee."""
        row = give_back(by=request.user, milestone_id=milestone_id, **self.parsed())
        return self.respond(row, GiveBackSerializer)
