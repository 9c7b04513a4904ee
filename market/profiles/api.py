"""Profiles: anybody reads those that are shown, a graduate keeps hers. The list is search's."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, PublicView
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.profiles.freelancers.absence_actions import come_back, go_away
from market.profiles.freelancers.actions import save_profile
from market.profiles.freelancers.address_actions import choose_address
from market.profiles.models import ProfileQuerySet
from market.profiles.queries import whole_profiles
from market.profiles.serializers import (
    AbsenceFields,
    ChangeProfileFields,
    OwnProfileSerializer,
    ProfileAddressFields,
    ProfileSerializer,
)


def _whole() -> ProfileQuerySet:
    return whole_profiles().prefetch_related("pictures", "cases__pictures")


class ProfileDetail(PublicView):
    """A profile that is shown, or the caller's own."""

    @extend_schema(responses=ProfileSerializer)
    def get(self, request: MemberRequest, profile_id: int) -> Response:
        """The profile."""
        return Response(
            ProfileSerializer(fetch(_whole().visible_to(request.user), profile_id), context={"request": request}).data
        )


class MyProfile(DomainView):
    """The caller's own profile."""

    fields = ChangeProfileFields

    @extend_schema(responses=OwnProfileSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The profile; 404 before it is made."""
        return own_answer(request)

    @extend_schema(request=ChangeProfileFields, responses=OwnProfileSerializer)
    def patch(self, request: MemberRequest) -> Response:
        """The changed profile. The first time it is made, if the caller has claimed a certificate."""
        save_profile(by=request.user, **self.parsed())
        return own_answer(request)


def own_answer(request: MemberRequest, status: int = 200) -> Response:
    """The caller's own profile. Raises NotFound."""
    profile = _whole().filter(user=request.user).first()
    if profile is None:
        raise NotFound
    return Response(OwnProfileSerializer(profile, context={"request": request}).data, status=status)


class MyAbsence(DomainView):
    """Days on which the caller takes no new work: nobody can invite her, offer her work or order from her."""

    fields = AbsenceFields

    @extend_schema(request=AbsenceFields, responses=OwnProfileSerializer)
    def post(self, request: MemberRequest) -> Response:
        """Away from the first to the last day, both included, in her time zone."""
        given = self.parsed()
        go_away(
            by=request.user,
            first=given["away_from"],
            last=given["away_until"],
            note=given.get("away_note", ""),
        )
        return own_answer(request)

    @extend_schema(responses={200: OwnProfileSerializer})
    def delete(self, request: MemberRequest) -> Response:
        """Not away, now or as planned."""
        come_back(by=request.user)
        return own_answer(request)


class MyAddress(DomainView):
    """The caller's own address, /talent/@name/."""

    fields = ProfileAddressFields

    @extend_schema(request=ProfileAddressFields, responses=OwnProfileSerializer)
    def post(self, request: MemberRequest) -> Response:
        """Chosen; a former one leads to it."""
        choose_address(by=request.user, name=self.parsed()["name"])
        return own_answer(request)
