"""What the API of several subjects shares."""

from typing import Any, cast

from rest_framework.request import Request

from market.accounts.models import User
from market.accounts.sign_in.second_factor import require_second_factor
from market.core.api.views import DomainView


class MoneyView(DomainView):
    """Staff see the money of others with a second factor only."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After DRF's checks."""
        super().initial(request, *args, **kwargs)
        user = cast(User, request.user)
        if user.has_role(User.Role.OPERATOR):
            require_second_factor(user)
