"""The API of a trainer's day."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.models import User
from market.core.api.views import DomainView, MemberRequest
from market.core.base.errors import NotFound
from market.training.today.queries import day_of
from market.training.today.serializers import DaySerializer


class TrainingToday(DomainView):
    """What a trainer has before them."""

    @extend_schema(responses=DaySerializer)
    def get(self, request: MemberRequest) -> Response:
        """The day as it is now; 404 for others than trainers."""
        if not request.user.has_role(User.Role.TRAINER):
            raise NotFound
        return self.respond(day_of(request.user), DaySerializer)
