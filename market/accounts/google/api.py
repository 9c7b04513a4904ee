"""The API of accounts elsewhere that open the caller's. Scoped tokens do not come in; connecting takes a browser."""

from allauth.socialaccount.models import SocialAccount
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.google import actions as google_actions
from market.accounts.google.accounts import GOOGLE, require_google
from market.accounts.google.serializers import ConnectionSerializer
from market.accounts.sign_in.proof import PROVEN
from market.core.api.views import DomainView, MemberRequest


class Connections(DomainView):
    """Accounts elsewhere that open the caller's: Google, or none."""

    @extend_schema(responses=ConnectionSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The connected accounts."""
        require_google()
        rows = SocialAccount.objects.filter(user=request.user, provider=GOOGLE).order_by("pk")
        return self.page_of(rows, ConnectionSerializer)


class GoogleConnection(DomainView):
    """The caller's Google account."""

    permission_classes = PROVEN
    proves = ("DELETE",)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberRequest) -> Response:
        """Disconnect it: it opens the account no more. 409 `last_way_in` where nothing else does."""
        require_google()
        google_actions.disconnect_google(by=request.user)
        return Response(status=204)
