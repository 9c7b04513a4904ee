"""Profiles: anybody reads those that are shown, a graduate keeps hers. The list is search's."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api import DomainView, MemberRequest, Open
from market.core.db import fetch
from market.core.errors import NotFound
from market.profiles.actions import save_profile
from market.profiles.models import Profile, ProfileQuerySet
from market.profiles.serializers import ChangeProfileFields, OwnProfileSerializer, ProfileSerializer


def _whole() -> ProfileQuerySet:
    return Profile.objects.with_parts().prefetch_related("pictures")


class ProfileDetail(Open):
    """A profile that is shown, or the caller's own."""

    @extend_schema(responses=ProfileSerializer)
    def get(self, request: MemberRequest, profile_id: int) -> Response:
        """The profile."""
        return Response(ProfileSerializer(fetch(_whole().visible_to(request.user), profile_id)).data)


class MyProfile(DomainView):
    """The caller's own profile."""

    fields = ChangeProfileFields

    @extend_schema(responses=OwnProfileSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The profile; 404 before it is made."""
        return self._answer(request)

    @extend_schema(request=ChangeProfileFields, responses=OwnProfileSerializer)
    def patch(self, request: MemberRequest) -> Response:
        """The changed profile. The first time it is made, if the caller has claimed a certificate."""
        save_profile(by=request.user, **self.parsed())
        return self._answer(request)

    def _answer(self, request: MemberRequest) -> Response:
        profile = _whole().filter(user=request.user).first()
        if profile is None:
            raise NotFound
        return Response(OwnProfileSerializer(profile).data)
