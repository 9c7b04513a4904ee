"""The API of the agreement to terms and privacy notice."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.terms.actions import agree
from market.accounts.terms.serializers import AgreementFields, AgreementSerializer
from market.core.api.views import DomainView, MemberRequest


class Agreement(DomainView):
    """Agreement to the terms and the privacy notice. Where it is missing, sessions get 403 `agreement_missing`."""

    fields = AgreementFields

    @extend_schema(responses=AgreementSerializer)
    def get(self, request: MemberRequest) -> Response:
        """What holds now, and what the caller agreed to."""
        return self.respond(request.user, AgreementSerializer)

    @extend_schema(request=AgreementFields, responses=AgreementSerializer)
    def post(self, request: MemberRequest) -> Response:
        """Agree to the version that the caller has read."""
        return self.respond(agree(by=request.user, **self.parsed()), AgreementSerializer)
