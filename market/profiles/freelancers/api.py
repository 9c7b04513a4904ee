"""Profiles in the API: the public ones, and the caller's own. The list is in the search app."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, PublicView
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.profiles.freelancers import absence_actions
from market.profiles.freelancers.actions import save_profile
from market.profiles.freelancers.address_actions import choose_address
from market.profiles.freelancers.queries import whole_profiles
from market.profiles.freelancers.serializers import (
    AbsenceFields,
    ChangeProfileFields,
    OwnProfileSerializer,
    ProfileAddressFields,
    ProfileSerializer,
)
from market.profiles.models import ProfileQuerySet


def _with_portfolio() -> ProfileQuerySet:
    return whole_profiles().prefetch_related("pictures", "cases__pictures")


class ProfileDetail(PublicView):
    """A profile that is shown, or the caller's own."""

    @extend_schema(responses=ProfileSerializer)
    def get(self, request: MemberRequest, profile_id: int) -> Response:
        """The profile."""
        return self.respond(fetch(_with_portfolio().visible_to(request.user), profile_id), ProfileSerializer)


class MyProfile(DomainView):
    """The caller's own profile."""

    fields = ChangeProfileFields

    @extend_schema(responses=OwnProfileSerializer)
    def get(self, request: MemberRequest) -> Response:
        """The profile; 404 before it is made."""
        return own_profile_response(request)

    @extend_schema(request=ChangeProfileFields, responses=OwnProfileSerializer)
    def patch(self, request: MemberRequest) -> Response:
        """The changed profile. The first time it is made, if the caller has claimed a certificate."""
        save_profile(by=request.user, **self.parsed())
        return own_profile_response(request)


def own_profile_response(request: MemberRequest, status: int = 200) -> Response:
    """The caller's own profile. Raises NotFound."""
    profile = _with_portfolio().filter(user=request.user).first()
    if profile is None:
        raise NotFound
    return Response(OwnProfileSerializer(profile, context={"request": request}).data, status=status)


class MyAbsence(DomainView):
    """Days on which the caller takes no new work: nobody can invite them, offer them work or order from them."""

    fields = AbsenceFields

    @extend_schema(request=AbsenceFields, responses=OwnProfileSerializer)
    def post(self, request: MemberRequest) -> Response:
        """Away from the first to the last day, both included, in the caller's time zone."""
        fields = self.parsed()
        absence_actions.start_absence(
            by=request.user,
            first=fields["away_from"],
            last=fields["away_until"],
            note=fields.get("away_note", ""),
        )
        return own_profile_response(request)

    @extend_schema(responses={200: OwnProfileSerializer})
    def delete(self, request: MemberRequest) -> Response:
        """End an absence, or cancel a planned one."""
        absence_actions.end_absence(by=request.user)
        return own_profile_response(request)


class MyAddress(DomainView):
    """The caller's own address, /talent/@name/."""

    fields = ProfileAddressFields

    @extend_schema(request=ProfileAddressFields, responses=OwnProfileSerializer)
    def post(self, request: MemberRequest) -> Response:
        """Choose the name; a former one redirects to it."""
        choose_address(by=request.user, name=self.parsed()["name"])
        return own_profile_response(request)
