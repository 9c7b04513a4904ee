"""The API of standings: the caller's own with its scored events, and what everybody sees of others."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest, PublicView
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.profiles.models import ClientProfile, Profile
from market.standing.formula import Side
from market.standing.queries import own_inputs, sides_of, standing_of
from market.standing.serializers import OwnScoreSerializer, ScoreSerializer


class MyStanding(DomainView):
    """The caller's own standing."""

    pagination_class = None

    @extend_schema(responses=OwnScoreSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """One for each side: freelancer, client."""
        standings = [self._standing(request, side) for side in sides_of(request.user)]
        return Response(OwnScoreSerializer(standings, many=True).data)

    def _standing(self, request: MemberRequest, side: str) -> dict[str, Any]:
        """One side with its events."""
        standing = standing_of(request.user.pk, side)
        plain = {name: getattr(standing, name) for name in ("side", "points", "level", "word", "counted_at")}
        fields = ("input", "good", "count", "points", "most")
        inputs = [
            {**{name: getattr(own.score, name) for name in fields}, "deeds": own.events}
            for own in own_inputs(request.user, standing)
        ]
        return {**plain, "inputs": inputs}


class ProfileStanding(PublicView):
    """How a freelancer stands."""

    @extend_schema(responses=ScoreSerializer)
    def get(self, request: MemberRequest, profile_id: int) -> Response:
        """The score with every input."""
        profile = fetch(Profile.objects.visible_to(request.user), profile_id)
        return self.respond(standing_of(profile.user_id, Side.FREELANCER), ScoreSerializer)


class ClientStanding(PublicView):
    """How a client stands."""

    @extend_schema(responses=ScoreSerializer)
    def get(self, request: MemberRequest, user_id: int) -> Response:
        """The score with every input."""
        if not ClientProfile.objects.visible_to(request.user).filter(user=user_id).exists():
            raise NotFound
        return self.respond(standing_of(user_id, Side.CLIENT), ScoreSerializer)
