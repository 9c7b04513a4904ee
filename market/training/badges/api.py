"""The API of a graduate's badge."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.training.badges import credentials
from market.training.badges.actions import make_badge
from market.training.badges.serializers import BadgeFields, BadgeSerializer
from market.training.models import Credential


class MyBadge(DomainView):
    """The badge of the caller's certificate."""

    fields = BadgeFields

    @extend_schema(request=BadgeFields, responses=BadgeSerializer)
    def post(self, request: MemberRequest) -> Response:
        """The badge, made if there is none like it."""
        badge = make_badge(by=request.user, **self.parsed())
        badge = Credential.objects.select_related("certificate__batch__topic").filter(pk=badge.pk)[0]
        address = credentials.public_url("badge_credential", badge.pk)
        return Response({"address": address, "credential": credentials.credential_jwt(badge)})
