"""The API of a trainer's day."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.mixins import StaffView
from market.accounts.models import User
from market.core.api.views import MemberRequest
from market.training.today.queries import day_of
from market.training.today.serializers import DaySerializer


class TrainingToday(StaffView):
    """What a trainer has before them."""

    roles = (User.Role.TRAINER,)

    @extend_schema(responses=DaySerializer)
    def get(self, request: MemberRequest) -> Response:
        """The day as it is now."""
        return self.respond(day_of(request.user), DaySerializer)
